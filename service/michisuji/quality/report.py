"""The report of a check: the model that every engine fills and every format prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from michisuji.languages import Text
from michisuji.vocabulary import RULE

Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")


@dataclass(frozen=True)
class Place:
    """The place that describes a resource: a file, and its row (the header is row 1) or line."""

    file: str
    row: int | None = None


@dataclass(frozen=True)
class Problem:
    """The reason why (a part of) a check could not be done; not a finding about the data."""

    message: Text
    place: Place | None = None


@dataclass(frozen=True)
class Waiver:
    """A rule suspended for one node, until and including the day ``expires``.

    ``role`` is responsible for it (never a person). An ``expired`` one no longer counts, but is
    reported.
    """

    iri: str
    reason: Text = field(hash=False)
    role: Text = field(hash=False)
    expires: date
    expired: bool = False


@dataclass(frozen=True)
class Context:
    """The context of a focus node; all None for a node that belongs to nothing.

    ``program`` is the program (or measure) whose model holds the node, ``measure`` the measure
    above it, ``unit`` its lead unit (a section, a division), ``department`` the unit right below
    the city or government that holds ``unit``. Labels are ``{"ja": …, "en": …}``.
    """

    dataset: str | None = None
    year: int | None = None
    program: str | None = None
    program_label: Text = field(default_factory=dict, hash=False)
    measure: str | None = None
    measure_label: Text = field(default_factory=dict, hash=False)
    unit: str | None = None
    unit_label: Text = field(default_factory=dict, hash=False)
    department: str | None = None
    department_label: Text = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Finding:
    """One fault found by a rule; IRIs are plain strings.

    ``path`` is the result path: a predicate's IRI, or a SPARQL property path when it is longer.
    ``source_shape`` is the (property) shape that holds the failing constraint, ``constraint`` the
    SPARQL constraint within it, if it is one. ``value`` is the value's IRI or lexical form,
    ``value_n3`` the whole term in N-Triples syntax (including datatype and language). ``program``
    is the program (or measure) whose model the focus node belongs to, if any. ``waived_until`` is
    set when a waiver in force covers the finding.
    """

    rule: str
    severity: Severity
    focus_node: str
    message: Text = field(hash=False)
    remedy: Text = field(hash=False)
    component: str
    source_shape: str
    path: str | None = None
    value: str | None = None
    value_is_iri: bool = False
    value_n3: str | None = None
    focus_label: str = ""
    program: str | None = None
    program_label: str | None = None
    place: Place | None = None
    waived_until: date | None = None
    constraint: str | None = None
    context: Context = field(default=Context(), hash=False)
    waiver: Waiver | None = None

    @property
    def waived(self) -> bool:
        """True if a waiver in force covers it."""
        return self.waived_until is not None

    @property
    def is_own(self) -> bool:
        """Whether a rule that a city has added finds it."""
        return not self.source_shape.startswith(RULE)


@dataclass(frozen=True)
class Report:
    """All findings of one check, in a stable order, including waived ones.

    ``focus_nodes`` counts the nodes that the profile's rules applied to, ``checked`` those of each
    rule (by its id), ``profiles`` the profile of each data set. ``notes`` report things that do not
    make the check incomplete, such as a waiver that is not in force. ``state`` is that of the
    database that was checked (:func:`michisuji.store.replacement.marker`); '' if unknown, or
    changed meanwhile.
    """

    profile: str
    findings: tuple[Finding, ...] = ()
    focus_nodes: int = 0
    problems: tuple[Problem, ...] = field(default_factory=tuple)
    checked: Mapping[str, int] = field(default_factory=dict, hash=False)
    notes: tuple[Problem, ...] = ()
    profiles: Mapping[str, str] = field(default_factory=dict, hash=False)
    state: str = field(default="", compare=False)

    @property
    def active(self) -> tuple[Finding, ...]:
        """The findings that no waiver covers."""
        return tuple(f for f in self.findings if not f.waived)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings that a waiver covers."""
        return tuple(f for f in self.findings if f.waived)

    @property
    def conforms(self) -> bool:
        """True when no active finding is a violation and the check was complete."""
        return not self.problems and not any(f.severity == "violation" for f in self.active)

    def by_severity(self) -> dict[Severity, tuple[Finding, ...]]:
        """Return the active findings of each severity, worst first; every severity is a key."""
        return {s: tuple(f for f in self.active if f.severity == s) for s in SEVERITIES}

    def by_program(self) -> dict[str | None, tuple[Finding, ...]]:
        """Return the active findings of each program; under None those without a program."""
        return group_by_program(self.active)


def group_by_program(findings: tuple[Finding, ...]) -> dict[str | None, tuple[Finding, ...]]:
    """Group ``findings`` by program, in their order."""
    groups: dict[str | None, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.program, []).append(finding)
    return {program: tuple(found) for program, found in groups.items()}


def sort_key(finding: Finding) -> tuple[int, str, str, str, str, str]:
    """Return the sort key: worst first, then program, rule and focus node, for a stable order."""
    return (
        SEVERITIES.index(finding.severity),
        finding.program_label or "",
        finding.program or "",
        finding.rule,
        finding.focus_node,
        finding.value or "",
    )


def exit_code(report: Report) -> int:
    """Return the exit code for scripts: 0 conforms, 1 violations, 2 not checked.

    Warnings do not fail.
    """
    if report.problems:
        return 2
    return 0 if report.conforms else 1
