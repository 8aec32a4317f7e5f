"""The last saved check as the pages show it; nothing is computed twice for one check."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from flask import current_app

from michisuji.errors import MichisujiError
from michisuji.languages import LANGUAGES, Text, both
from michisuji.quality.check import years
from michisuji.quality.history import last_check
from michisuji.quality.history.last_check import Saved, Since
from michisuji.quality.history.records import CheckRecord
from michisuji.quality.reading.ladder import Level, Standing, ladder, standings
from michisuji.quality.reading.statistics import Completeness, Count, completeness, counts
from michisuji.quality.report import Context, Finding, Problem, Waiver
from michisuji.quality.rulebook.rules import Rulebook, rulebook
from michisuji.settings import Settings
from michisuji.web.context import current_settings, state
from michisuji.web.http import caching
from michisuji.web.quality.index import CauseIndex

if TYPE_CHECKING:
    from michisuji.web.quality.checker import Checker

#: A waiver that ends within this time is reported in advance.
SOON = timedelta(days=30)
_lock = threading.Lock()
#: The check is of the current data; is running; has failed; or nothing makes one.
Stands = Literal["current", "awaited", "failed", "none"]


@dataclass(frozen=True)
class Waived:
    """A waiver, the findings that it covers, and its status: expired, soon or in-force."""

    waiver: Waiver
    findings: tuple[Finding, ...]
    status: str


class CheckScope:
    """A check, or one department's part of it; each table is computed on first use."""

    def __init__(self, saved: Saved, today: date, book: Rulebook, place: str = "") -> None:
        self._place = place
        self.report, self.causes, self.members = saved.report, saved.causes, saved.members
        self._today, self._book = today, book
        self._made: dict[tuple[str, str], Any] = {}
        self._making = threading.RLock()

    def _once(self, kind: str, by: str, make: Callable[[], Any]) -> Any:
        with self._making:
            if (kind, by) not in self._made:
                self._made[kind, by] = make()
            return self._made[kind, by]

    def counts(self, by: str) -> tuple[Count, ...]:
        """Return findings and causes by department, rule, … (see quality.counts)."""
        found: tuple[Count, ...] = self._once(
            "counts", by, lambda: counts(self.report, self.causes, by=by, book=self._book)
        )
        return found

    def completeness(self, by: str) -> tuple[Completeness, ...]:
        """Return the shares without a violation, by department, measure or other key."""
        found: tuple[Completeness, ...] = self._once(
            "whole", by, lambda: completeness(self.report, self.members, by=by, book=self._book)
        )
        return found

    def standings(self, by: str) -> tuple[Standing, ...]:
        """Return the levels on the ladder, and what leads to the next."""
        found: tuple[Standing, ...] = self._once(
            "ladder", by, lambda: standings(self.report, self.causes, self.members, by, self._book)
        )
        return found

    @cached_property
    def department_label(self) -> Text:
        """The name of the department or unit whose part it is; empty if nothing names it."""
        contexts = [m.context for m in self.members] + [f.context for f in self.report.findings]
        named = (
            c.department_label if c.department == self._place else c.unit_label for c in contexts
        )
        return both(next(filter(None, named), {}))

    @cached_property
    def severity_counts(self) -> Mapping[str, int]:
        """Severity → active findings."""
        found = Counter(finding.severity for finding in self.report.active)
        return {name: found[name] for name in ("violation", "warning", "info")}

    @cached_property
    def broken(self) -> int:
        """The number of causes that count as violations."""
        return sum(cause.severity == "violation" for cause in self.causes)

    @cached_property
    def waived_count(self) -> int:
        """The number of findings that a waiver covers."""
        return len(self.report.waived)

    @cached_property
    def waivers(self) -> tuple[Waived, ...]:
        """Waivers with a finding: expired ones first, then by their end."""
        found: dict[str, list[Finding]] = {}
        for finding in self.report.findings:
            if finding.waiver:
                found.setdefault(finding.waiver.iri, []).append(finding)
        rows = []
        for findings in found.values():
            waiver = findings[0].waiver
            if waiver is not None:
                rows.append(Waived(waiver, tuple(findings), self._status(waiver)))
        return tuple(sorted(rows, key=lambda w: (w.waiver.expires, w.waiver.iri)))

    def _status(self, waiver: Waiver) -> str:
        if waiver.expired or waiver.expires < self._today:
            return "expired"
        return "soon" if waiver.expires <= self._today + SOON else "in-force"


class CheckView(CheckScope):
    """The whole of the last saved check."""

    def __init__(self, saved: Saved, settings: Settings, today: date) -> None:
        super().__init__(saved, today, rulebook(settings.own))
        self.saved, self._settings = saved, settings
        self._scopes: dict[str, CheckScope] = {}

    @cached_property
    def by_rule(self) -> Mapping[str, int]:
        """Rule → active findings."""
        return Counter(finding.rule for finding in self.report.active)

    @cached_property
    def by_program(self) -> Mapping[str, tuple[Finding, ...]]:
        """Program or measure → the findings in its model, including waived ones."""
        found: dict[str, list[Finding]] = {}
        for finding in self.report.findings:
            if finding.program:
                found.setdefault(finding.program, []).append(finding)
        return {program: tuple(findings) for program, findings in found.items()}

    @cached_property
    def profiles(self) -> tuple[str, ...]:
        """The profiles of the check: several when datasets have their own."""
        return tuple(sorted({*self.report.profiles.values()})) or (self.report.profile,)

    @property
    def profile_label(self) -> Text:
        """The profiles' names, in both languages."""
        known = self._book.profiles
        names = [known.get(name, {"ja": name, "en": name}) for name in self.profiles]
        return {lang: "・".join(name[lang] for name in names) for lang in LANGUAGES}

    def asks_of_program(self, rule: str, iri: str) -> bool:
        """Return True if the check applied the rule to this program, by its data set's profile."""
        known = next((m for m in self.members if m.iri == iri and m.kind == "program"), None)
        profile = self.report.profiles.get(known.context.dataset or "") if known else None
        return profile in self._book.severities(rule)

    @property
    def looked_at_something(self) -> bool:
        """True if rules other than INT and STR, which the vocabulary meets too, had nodes."""
        checked = self.report.checked
        if not checked:
            return bool(self.report.focus_nodes)
        return any(n for rule, n in checked.items() if not rule.startswith(("INT-", "STR-")))

    def has_rule(self, rule: str) -> bool:
        """Return True if the check applied the rule to anything."""
        return bool({*self.profiles} & self._book.severities(rule).keys())

    @cached_property
    def ladders(self) -> Mapping[str, tuple[Level, ...]]:
        """Profile → its ladder."""
        known = [name for name in self.profiles if name in self._book.profiles]
        return {name: ladder(name, self._book) for name in known}

    @property
    def top_level(self) -> int:
        """The number of the highest level of any ladder."""
        return max(
            (level.number for levels in self.ladders.values() for level in levels), default=0
        )

    @cached_property
    def index(self) -> CauseIndex:
        """Causes by filter value."""
        return CauseIndex(self.causes, self._book)

    @cached_property
    def records(self) -> tuple[tuple[CheckRecord, ...], tuple[Problem, ...]]:
        """Earlier checks, oldest first, and problems of unreadable ones."""
        return last_check.records(self._settings)

    @cached_property
    def years(self) -> Mapping[int, CheckRecord]:
        """Fiscal year → the record of its last check (``michisuji check --as-of``)."""
        return years.kept_years(self._settings)[0]

    @cached_property
    def since(self) -> Since | None:
        """What is new and what is mended since the previous check, if there was one."""
        before = (self.saved.at - timedelta(microseconds=1)).isoformat()
        try:
            earlier = last_check.earlier(self._settings, before, report=self.report)
            return last_check.since(self.report, earlier)
        except MichisujiError:
            return None

    def prepare(self) -> None:
        """Compute everything that the first page shows."""
        for by in ("department", "measure", "family", "rule"):
            self.counts(by)
            self.completeness(by)
        self.standings("department")
        # Each is computed on first use.
        _ = (self.index.by_id, self.by_rule, self.by_program)
        _ = (self.records, self.since, self.waivers, self.broken)

    def scope(self, place: str) -> CheckScope | None:
        """Return the part of one department or unit; None when the check has no such one."""
        with self._making:
            if place not in self._scopes:
                made = self._scope(place)
                if made is None:
                    return None
                self._scopes[place] = made
            return self._scopes[place]

    def _scope(self, place: str) -> CheckScope | None:
        def here(context: Context) -> bool:
            return place in (context.department, context.unit)

        members = tuple(m for m in self.members if here(m.context))
        findings = tuple(f for f in self.report.findings if here(f.context))
        if not members and not findings:
            return None
        causes = tuple(c for c in self.causes if here(c.context))
        report = replace(self.report, findings=findings, problems=(), notes=())
        part = Saved(self.saved.at, report, causes, members)
        return CheckScope(part, self._today, self._book, place)


@dataclass
class ShownCheck:
    """The check that an application shows, as of a day, and what makes the next one."""

    day: date | None = None
    view: CheckView | None = None
    checker: Checker | None = None


def current_view() -> CheckView | None:
    """Return the last check of the public database; None if there is none yet."""
    settings, shown = current_settings(), state().own(ShownCheck)
    saved = last_check.last(settings)
    if saved is None:
        return None
    today = settings.today()
    with _lock:
        # The status of a waiver depends on the day.
        if shown.view is None or shown.day != today or shown.view.saved is not saved:
            shown.day, shown.view = today, CheckView(saved, settings, today)
        return shown.view


def standing() -> Stands:
    """Return how the last check relates to the data that pages show.

    The check of a bundle, or of a static site, is of its own data; in a store without import
    records the last check counts, whose time is shown.
    """
    config = current_app.config
    if config.get("MICHISUJI_STATIC") or config.get("MICHISUJI_MANIFEST") is not None:
        return "none" if current_view() is None else "current"
    view, mark = current_view(), caching.marker()
    if view is not None and view.report.state == mark:
        return "current"
    checker = state().own(ShownCheck).checker
    if checker is None:
        return "none"
    return "failed" if checker.has_failed else "awaited"


def shown_check() -> str:
    """Return a key of what findings depend on besides the data: check, day and standing."""
    return f"{last_check.stamp(current_settings())} {current_settings().today()} {standing()}"
