"""A draft tells what a full check would find before and after the change, whatever the change."""

from __future__ import annotations

import os
from datetime import date

import pytest
from city_edits import BASE, city, edits, lm, node, put, source_of
from hypothesis import HealthCheck, given, settings
from michisuji.quality.change.drafts import Draft, check_patch
from michisuji.quality.check import compiled
from michisuji.quality.reading.fingerprint import fingerprint
from michisuji.quality.report import Finding, Report
from michisuji.quality.shacl import SnapshotSource
from michisuji.quality.shacl.change.walk import Change
from rdflib import RDFS, Literal, URIRef

pytestmark = pytest.mark.slow

#: Random edits: a few in every run, twice as many with ``--whole``; MICHISUJI_TEST_EXAMPLES=2000
#: for a long one.
MANY = int(os.environ.get("MICHISUJI_TEST_EXAMPLES", "10"))
TODAY = date(2026, 11, 1)


def test_the_city_gives_every_family_something_to_look_at() -> None:
    found = compiled.check(source_of(city()), BASE, "municipal", today=TODAY)
    assert {f.rule.split("-")[0] for f in found.findings} >= {"CHAIN", "EVAL", "IND", "KAI", "ORG"}


def found(report: Report) -> dict[str, Finding]:
    """Findings by what makes them the same before and after."""
    return {fingerprint(finding): finding for finding in report.findings}


def told(source: SnapshotSource, change: Change, profile: str | None = None) -> Draft:
    """Work the change in; its draft told what full checks find before and after it.

    A rule that a full check leaves out, as the last node of a class has gone, is not compared.
    """
    before = found(compiled.check(source, BASE, profile, today=TODAY))
    draft = check_patch(source, BASE, change, profile, today=TODAY)
    put(source, change)
    full = compiled.check(source, BASE, profile, today=TODAY)
    after = found(full)
    new, mended, stay = (
        {finding for finding in findings if finding.rule in full.checked}
        for findings in (draft.new, draft.mended, draft.open)
    )
    assert new == {f for key, f in after.items() if key not in before}
    assert mended == {f for key, f in before.items() if key not in after and f.rule in full.checked}
    # Equality of findings looks at messages and contexts, too; their hash does not.
    assert all(finding == after[fingerprint(finding)] for finding in new | stay)
    assert all(finding == before[fingerprint(finding)] for finding in draft.mended)
    return draft


@pytest.mark.parametrize("profile", [None, "rs"])
def test_random_edits_of_a_city(profile: str | None, whole: bool) -> None:
    start = city()

    @settings(
        max_examples=MANY * (1 + whole),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(edits(start))
    def check(changes: list[Change]) -> None:
        source = source_of(start)
        for change in changes:
            told(source, change, profile)

    check()


def change(*, add: str = "", remove: str = "") -> Change:
    """A change of ``subject predicate object`` names."""

    def read(text: str) -> frozenset[tuple[URIRef, URIRef, URIRef]]:
        parts = [line.split() for line in text.split(";") if line.strip()]
        return frozenset((node(s), lm(p), node(o)) for s, p, o in parts)

    return Change(read(add), read(remove))


def test_a_step_less_is_a_finding_more_and_back_again() -> None:
    source = source_of(city())
    dropped = told(source, change(remove="act leadsTo out"))
    assert {f.rule for f in dropped.new} == {"CHAIN-01", "CHAIN-03", "STR-07"}
    assert not dropped.mended
    assert dropped.looked_at < 15
    back = told(source, change(add="act leadsTo out"))
    assert set(back.mended) == set(dropped.new)


def test_a_program_of_another_name() -> None:
    old, new = (Literal(text, lang="ja") for text in ("市民のprogramが増える", "防災訓練"))
    program = node("program")
    renamed = Change(
        frozenset({(program, RDFS.label, new)}), frozenset({(program, RDFS.label, old)})
    )
    draft = told(source_of(city()), renamed)
    assert {f.program_label for f in draft.open if f.program == str(program)} == {"防災訓練"}


def test_what_is_there_already_changes_nothing() -> None:
    same = change(add="act leadsTo out", remove="out leadsTo act")
    draft = told(source_of(city()), same)
    assert (draft.new, draft.mended, draft.looked_at) == ((), (), 0)
