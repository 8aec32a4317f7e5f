"""The identity of findings over time, and their total order."""

from __future__ import annotations

import hashlib

from michisuji.quality.report import Finding, sort_key


def fingerprint(finding: Finding) -> str:
    """Return 16 hex digits that stay the same while the same fault is in the same place.

    A literal value does not count: six outputs too many instead of seven are the same finding.
    """
    value = finding.value if finding.value_is_iri else None
    parts = (
        finding.rule,
        finding.focus_node,
        finding.source_shape,
        finding.constraint,
        finding.path,
        value,
    )
    text = "\x1f".join(part or "" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def total_order(finding: Finding) -> tuple[object, ...]:
    """Return the sort key of reports, with ties broken by everything that differs."""
    return (
        *sort_key(finding),
        finding.path or "",
        finding.constraint or "",
        finding.source_shape,
        finding.component,
        finding.value_n3 or "",
    )
