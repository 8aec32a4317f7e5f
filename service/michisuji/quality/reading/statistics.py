"""Findings and causes counted by place, and shares of complete models, for tables and charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from michisuji.fiscal_years import full_texts
from michisuji.languages import LANGUAGES, Text
from michisuji.messages import each, section, text
from michisuji.quality.check.members import Member
from michisuji.quality.reading.causes import Cause
from michisuji.quality.reading.neighbours import owner_of
from michisuji.quality.report import SEVERITIES, Context, Finding, Report
from michisuji.quality.rulebook.rules import Rulebook, rulebook

#: What findings can be counted by.
BY = (
    "department",
    "unit",
    "measure",
    "program",
    "rule",
    "family",
    "severity",
    "year",
    "dataset",
)
#: What completeness can be grouped by.
WHOLE_BY = ("department", "unit", "measure", "program", "dataset", "rule", "family")


#: Types in the IRIs of elements.
_ELEMENTS = frozenset(
    (
        *("activity", "output", "outcome", "town-condition", "money", "model-money"),
        *("staff", "goods", "input"),
    )
)


@dataclass(frozen=True)
class Count:
    """Findings of one department (measure, rule…); ``key`` None for those of none.

    ``violations``, ``warnings`` and ``infos`` are active, ``waived`` is separate. ``causes`` counts
    those that the list of causes shows for the key (:func:`keys_of`).
    """

    key: str | None
    label: Text = field(hash=False)
    violations: int = 0
    warnings: int = 0
    infos: int = 0
    waived: int = 0
    causes: int = 0

    @property
    def total(self) -> int:
        """All active findings."""
        return self.violations + self.warnings + self.infos


@dataclass(frozen=True)
class Cross:
    """Active findings in two dimensions; a pair without findings is not in ``cells``."""

    rows: tuple[Count, ...]
    columns: tuple[Count, ...]
    cells: Mapping[tuple[str | None, str | None], int] = field(hash=False)


@dataclass(frozen=True)
class Completeness:
    """The numbers of complete programs and measures, and of complete elements.

    A member is complete (``whole_members``) without an active violation, and clean
    (``clean_members``) without any active finding; by rule or family, without one of it. An element
    is complete without any active finding.
    """

    key: str | None
    label: Text = field(hash=False)
    members: int = 0
    whole_members: int = 0
    clean_members: int = 0
    elements: int = 0
    whole_elements: int = 0

    @property
    def member_share(self) -> float | None:
        """The share of complete members, 0–1; None if there is no member."""
        return self.whole_members / self.members if self.members else None

    @property
    def clean_share(self) -> float | None:
        """The share of clean members, 0–1; None if there is no member."""
        return self.clean_members / self.members if self.members else None

    @property
    def element_share(self) -> float | None:
        """The share of complete elements, 0–1; None if there is no element."""
        return self.whole_elements / self.elements if self.elements else None


def counts(
    report: Report,
    causes: Iterable[Cause] = (),
    by: str = "department",
    book: Rulebook | None = None,
) -> tuple[Count, ...]:
    """Return one count per department (or another of :data:`BY`).

    Most violations first, then most warnings; findings of no department last. ``book`` holds the
    rules, when there are others than the bundled ones.
    """
    key_of = _key_of(by, book or rulebook())
    labels: dict[str | None, Text] = {}
    found: Counter[tuple[str | None, Hashable]] = Counter()
    for finding in report.findings:
        key, label = key_of(finding)
        labels.setdefault(key, label)
        found[key, "waived" if finding.waived else finding.severity] += 1
    for cause in causes:
        for key, label in keys_of(cause, by, book or rulebook()).items():
            labels.setdefault(key, label)
            found[key, "cause"] += 1
    kinds = (*SEVERITIES, "waived", "cause")
    rows = (Count(key, label, *(found[key, k] for k in kinds)) for key, label in labels.items())
    return tuple(sorted(rows, key=_order))


def keys_of(cause: Cause, by: str, book: Rulebook) -> dict[str | None, Text]:
    """Return where a cause is counted and listed: its keys in a dimension, with their names.

    By rule or family these are those of all its findings, symptoms included; by severity the worst;
    else that of its root.
    """
    if by in ("rule", "family"):
        return dict(map(_key_of(by, book), cause.findings))
    if by == "severity":
        return {cause.severity: text(f"report.severity.{cause.severity}")}
    return dict([_key_of(by, book)(cause.root)])


def cross(report: Report, rows: str = "department", columns: str = "rule") -> Cross:
    """Count active findings by two of :data:`BY`."""
    row_of, column_of = (_key_of(by, rulebook()) for by in (rows, columns))
    cells = Counter((row_of(f)[0], column_of(f)[0]) for f in report.active)
    return Cross(counts(report, by=rows), counts(report, by=columns), dict(cells))


def overall(report: Report, members: Sequence[Member]) -> Completeness:
    """Return the completeness of everything."""
    return _whole(None, text("check.all"), members, _faults(report.active))


def completeness(
    report: Report,
    members: Sequence[Member],
    by: str = "department",
    book: Rulebook | None = None,
) -> tuple[Completeness, ...]:
    """Return one row per department (or another of :data:`WHOLE_BY`), least complete first."""
    if by in ("rule", "family"):
        rows = _by_rule(report, members, by, book or rulebook())
    else:
        faults = _faults(report.active)
        grouped: dict[str | None, list[Member]] = {}
        labels: dict[str | None, Text] = {}
        for member in members:
            key, label = place_of(member.context, by)
            grouped.setdefault(key, []).append(member)
            labels.setdefault(key, label)
        rows = [_whole(key, labels[key], found, faults) for key, found in grouped.items()]

    def place(row: Completeness) -> tuple[bool, float, int, str, str]:
        share = 1.0 if row.member_share is None else row.member_share
        return row.key is None, share, -row.members, row.label.get("ja", ""), row.key or ""

    return tuple(sorted(rows, key=place))


def place_of(context: Context, by: str) -> tuple[str | None, Text]:
    """Return key and label of a place: its department, unit, measure, program, dataset."""
    key: str | None = getattr(context, by)
    if key is None:
        return None, text("check.none")
    return key, {"ja": key, "en": key} if by == "dataset" else getattr(context, f"{by}_label")


def _by_rule(
    report: Report, members: Sequence[Member], by: str, book: Rulebook
) -> list[Completeness]:
    """Return completeness by the rules that were checked or, if not listed, found."""
    keys: set[str] = set()
    for rule in {*report.checked, *(f.rule for f in report.findings)}:
        keys.add(rule if by == "rule" else book.family(rule))
    findings: dict[str, list[Finding]] = {}
    for finding in report.active:
        key = finding.rule if by == "rule" else book.family(finding.rule)
        findings.setdefault(key, []).append(finding)

    def whole(key: str) -> Completeness:
        label = _rule_label(key, book) if by == "rule" else family_label(key)
        return _whole(key, label, members, _faults(findings.get(key, ())))

    return [whole(key) for key in keys]


@dataclass(frozen=True)
class _Faults:
    """The members with a violation, those with any finding, and their faulty elements."""

    violated: set[str | None]
    found: set[str | None]
    elements: Counter[str | None]


def _faults(findings: Iterable[Finding]) -> _Faults:
    """Return what the findings are about."""
    violated: set[str | None] = set()
    found: set[str | None] = set()
    elements: dict[str | None, set[str]] = {}
    for finding in findings:
        owner = owner_of(finding)
        found.add(owner)
        if finding.severity == "violation":
            violated.add(owner)
        if _is_element(finding.focus_node):
            elements.setdefault(owner, set()).add(finding.focus_node)
    faulty = Counter({owner: len(nodes) for owner, nodes in elements.items()})
    return _Faults(violated, found, faulty)


def _is_element(iri: str) -> bool:
    parts = iri.rsplit("/", 2)
    return len(parts) == 3 and parts[1] in _ELEMENTS


def _whole(
    key: str | None,
    label: Text,
    members: Sequence[Member],
    faults: _Faults,
) -> Completeness:
    return Completeness(
        key,
        label,
        members=len(members),
        whole_members=sum(m.iri not in faults.violated for m in members),
        clean_members=sum(m.iri not in faults.found for m in members),
        elements=sum(m.elements for m in members),
        # The money of other years has findings too, but is in no model.
        whole_elements=sum(max(0, m.elements - faults.elements[m.iri]) for m in members),
    )


def _order(count: Count) -> tuple[object, ...]:
    return (
        count.key is None,
        -count.violations,
        -count.warnings,
        -count.infos,
        count.label.get("ja", ""),
        count.key or "",
    )


def _rule_label(rule: str, book: Rulebook) -> Text:
    known = book.rules.get(rule)
    return known.name if known else {"ja": rule, "en": rule}


def family_label(family: str) -> Text:
    """Return the name of a family of rules, or its key if it has no name."""
    names = {lang: section("check.families", lang) for lang in LANGUAGES}
    return each(lambda lang: names[lang].get(family, family))


def _year(finding: Finding) -> tuple[str | None, Text]:
    year = finding.context.year
    return (str(year), full_texts(year)) if year else (None, text("check.none"))


def _program(finding: Finding) -> tuple[str | None, Text]:
    if finding.context.program is None and finding.program is not None:
        label = finding.program_label or finding.program
        return finding.program, {"ja": label, "en": label}
    return place_of(finding.context, "program")


def _key_of(by: str, book: Rulebook) -> Callable[[Finding], tuple[str | None, Text]]:
    if by == "rule":
        return lambda f: (f.rule, _rule_label(f.rule, book))
    if by == "family":
        return lambda f: ((family := book.family(f.rule)), family_label(family))
    return _KEYS[by]


_KEYS: Mapping[str, Callable[[Finding], tuple[str | None, Text]]] = {
    "department": lambda f: place_of(f.context, "department"),
    "unit": lambda f: place_of(f.context, "unit"),
    "measure": lambda f: place_of(f.context, "measure"),
    "program": _program,
    "severity": lambda f: (f.severity, text(f"report.severity.{f.severity}")),
    "year": _year,
    "dataset": lambda f: place_of(f.context, "dataset"),
}
