"""The last check of the whole store, as ``michisuji check`` left it."""

from __future__ import annotations

from typing import Any

from flask import request

from michisuji.quality.last import last_report
from michisuji.web.context import current_settings, render
from michisuji.web.pages.home import blueprint

SHOWN = 200


@blueprint.get("/checks")
def checks() -> Any:
    """Findings by rule; one rule's findings when it is named."""
    found = last_report(current_settings())
    rule = request.args.get("rule", "")
    rules: dict[str, dict[str, Any]] = {}
    findings = found["findings"] if found else []
    for finding in findings:
        entry = rules.setdefault(
            finding["rule"], {"severity": finding["severity"], "count": 0, "example": finding}
        )
        entry["count"] += 1
    listed = [f for f in findings if f["rule"] == rule] if rule else []
    return render(
        "pages/checks.html",
        report=found,
        rules=dict(sorted(rules.items())),
        rule=rule if rule in rules else "",
        listed=listed[:SHOWN],
        total=len(listed),
        shown=SHOWN,
    )
