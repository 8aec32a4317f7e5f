"""The context of a report: what the report itself does not know, but its readers need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from michisuji.languages import Text
from michisuji.quality.reading.fingerprint import fingerprint
from michisuji.quality.report import SEVERITIES, Finding, Report, Severity
from michisuji.quality.rulebook.rules import Rule, Rulebook, rulebook

if TYPE_CHECKING:
    from michisuji.quality.reading.causes import Cause


@dataclass(frozen=True)
class About:
    """The context of a report. All fields are optional; a format uses those it can.

    ``subject`` is what was checked, ``checked_at`` when; ``base_iri`` is the service whose
    ``/rules/ID`` pages explain the rules; ``levels`` gives departments (by IRI) their level on
    the completeness ladder; ``dataset`` is the name of the dataset that was checked, if it
    was one; ``causes`` are the findings by their cause; ``checked_in`` maps each dataset (by
    name) to the number of nodes that each rule (by id) was applied to; ``book`` holds the rules.
    """

    subject: Text = field(default_factory=dict)
    checked_at: datetime | None = None
    base_iri: str = ""
    levels: Mapping[str | None, Text] = field(default_factory=dict)
    dataset: str | None = None
    causes: Sequence[Cause] = ()
    checked_in: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    book: Rulebook = field(default_factory=rulebook)

    def rules_asked(self, report: Report) -> dict[str, Rule]:
        """Return id → rule, for the rules of the report's profiles and others that it names."""
        asked = set(report.checked) | {f.rule for f in report.findings}
        for profile in {report.profile, *report.profiles.values()} & self.book.profiles.keys():
            asked |= set(self.book.ruleset(profile).rules)
        return {key: rule for key, rule in self.book.rules.items() if key in asked}

    def rule_page(self, rule: str, lang: str) -> str:
        """Return the address of the rule's page; empty when no service is known."""
        if not self.base_iri:
            return ""
        return f"{self.base_iri}/rules/{rule}" + ("?lang=en" if lang == "en" else "")

    def diagram(self, entry: Entry, lang: str) -> str:
        """Return the address that shows the fault in its diagram; empty when none is known."""
        program = entry.finding.context.program
        if not self.base_iri or not program or not program.startswith(f"{self.base_iri}/id/"):
            return ""
        page = f"{self.base_iri}/doc/{program.removeprefix(f'{self.base_iri}/id/')}"
        asked = entry.cause or fingerprint(entry.finding)
        return f"{page}?break={asked}{'&lang=en' if lang == 'en' else ''}#break"


NOTHING = About()


@dataclass(frozen=True)
class Entry:
    """One thing to fix: a finding, and the findings and elements that depend on it."""

    finding: Finding
    symptoms: tuple[Finding, ...] = ()
    hanging: int = 0
    cause: str | None = None

    @property
    def severity(self) -> Severity:
        """The worst severity of all its findings."""
        return min((f.severity for f in (self.finding, *self.symptoms)), key=SEVERITIES.index)


def entries(report: Report, about: About) -> tuple[Entry, ...]:
    """Return the findings by cause, in the report's order; each alone where no cause is known."""
    known = {
        cause.root: Entry(cause.root, cause.symptoms, cause.hanging, cause.id)
        for cause in about.causes
    }
    followed = {symptom for cause in about.causes for symptom in cause.symptoms}
    return tuple(known.get(f) or Entry(f) for f in report.findings if f not in followed)


def cause_ids(about: About) -> dict[Finding, str]:
    """Return finding → the ID of its cause."""
    return {f: cause.id for cause in about.causes for f in (cause.root, *cause.symptoms)}
