"""A check after a change finds what a full check of the new state finds, whatever the change."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from michisuji.quality import compiled
from michisuji.quality.drafts import check_patch
from michisuji.quality.fingerprint import fingerprint
from michisuji.quality.incremental import Standing, recheck
from michisuji.quality.report import Report
from michisuji.quality.shacl.walk import Change
from random_city import BASE, city, edits, lm, node, put, source_of
from rdflib import RDF, RDFS, Literal, URIRef

#: Random edits: a few in every run; MICHISUJI_TEST_EXAMPLES=2000 for a long one.
MANY = int(os.environ.get("MICHISUJI_TEST_EXAMPLES", "20"))
TODAY = date(2026, 11, 1)
quick = settings(
    max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def test_the_city_gives_every_family_something_to_look_at() -> None:
    found = compiled.check(source_of(city()), BASE, "municipal", today=TODAY)
    assert {f.rule.split("-")[0] for f in found.findings} >= {"CHAIN", "EVAL", "IND", "KAI", "ORG"}


def assert_same(ours: Report, full: Report) -> None:
    # Equality of findings looks at messages and contexts, too; their hash does not.
    assert Counter(ours.findings) == Counter(full.findings)
    assert ours.focus_nodes == full.focus_nodes
    assert {k: n for k, n in ours.checked.items() if n} == {
        k: n for k, n in full.checked.items() if n
    }
    assert not ours.problems
    assert ours.notes == full.notes


@pytest.mark.parametrize("profile", ["municipal", "rs"])
def test_random_edits_of_a_city(profile: str) -> None:
    start = city()

    @given(edits(start))
    @quick
    def check(changes: list[Change]) -> None:
        source = source_of(start)
        before = compiled.check(source, BASE, profile, today=TODAY)
        standing = Standing.of(before, BASE, profile)
        for change in changes:
            put(source, change)
            delta = standing.apply(source, change, today=TODAY)
            full = compiled.check(source, BASE, profile, today=TODAY)
            assert_same(standing.report(), full)
            assert set(delta.new) <= set(full.findings)
            assert not set(delta.mended) & set(full.findings)

    check()


@quick
@given(edits(city()))
def test_a_draft_tells_what_the_change_would_bring(changes: list[Change]) -> None:
    source = source_of(city())
    for change in changes:
        before = {fingerprint(f): f for f in compiled.check(source, BASE, today=TODAY).findings}
        draft = check_patch(source, BASE, change, today=TODAY)
        put(source, change)
        after = {fingerprint(f): f for f in compiled.check(source, BASE, today=TODAY).findings}
        assert set(draft.new) == {f for key, f in after.items() if key not in before}
        assert set(draft.mended) == {f for key, f in before.items() if key not in after}
        for finding in (*draft.new, *draft.open):
            assert finding == after[fingerprint(finding)]
        for finding in draft.mended:
            assert finding == before[fingerprint(finding)]


def change(*, add: str = "", remove: str = "") -> Change:
    """A change of ``subject predicate object`` names."""

    def read(text: str) -> frozenset[tuple[URIRef, URIRef, URIRef]]:
        parts = [line.split() for line in text.split(";") if line.strip()]
        return frozenset((node(s), lm(p), node(o)) for s, p, o in parts)

    return Change(read(add), read(remove))


def test_a_step_less_is_a_finding_more_and_back_again() -> None:
    source = source_of(city())
    standing = Standing.of(compiled.check(source, BASE, today=TODAY), BASE)
    dropped = change(remove="act leadsTo out")
    put(source, dropped)
    delta = standing.apply(source, dropped, today=TODAY)
    assert {f.rule for f in delta.new} == {"CHAIN-01", "CHAIN-03"}
    assert not delta.mended
    put(source, dropped.undone())
    back = standing.apply(source, dropped.undone(), today=TODAY)
    assert set(back.mended) == set(delta.new)
    assert delta.looked_at < 15


def test_other_words_when_the_program_has_another_name() -> None:
    source = source_of(city())
    before = compiled.check(source, BASE, today=TODAY)
    old = Literal("市民のprogramが増える", lang="ja")
    renamed = Change(
        frozenset({(node("program"), RDFS.label, Literal("防災訓練", lang="ja"))}),
        frozenset({(node("program"), RDFS.label, old)}),
    )
    put(source, renamed)
    after = recheck(source, BASE, before, renamed, today=TODAY)
    assert {f.program_label for f in after.findings if f.program == str(node("program"))} == {
        "防災訓練"
    }
    assert_same(after, compiled.check(source, BASE, today=TODAY))


def test_a_data_set_with_a_profile_of_its_own_is_checked_anew() -> None:
    source = source_of(city())
    standing = Standing.of(compiled.check(source, BASE, today=TODAY), BASE)
    dataset = URIRef(f"{BASE}/id/dataset/t")
    described = Change(
        frozenset(
            {
                (dataset, RDF.type, URIRef("http://www.w3.org/ns/dcat#Dataset")),
                (dataset, lm("checkedWith"), URIRef("https://w3id.org/michisuji/profile/rs")),
            }
        )
    )
    put(source, described)
    standing.apply(source, described, today=TODAY)
    assert standing.report().profiles == {"t": "rs"}
    assert_same(standing.report(), compiled.check(source, BASE, today=TODAY))


def test_a_draft_may_say_what_is_there_already() -> None:
    source = source_of(city())
    same = change(add="act leadsTo out", remove="out leadsTo act")
    draft = check_patch(source, BASE, same, today=TODAY)
    assert (draft.new, draft.mended, draft.looked_at) == ((), (), 0)


def test_nothing_changes_nothing() -> None:
    source = source_of(city())
    standing = Standing.of(compiled.check(source, BASE, today=TODAY), BASE)
    assert standing.apply(source, Change()).looked_at == 0
