"""The report as text for people and JSON for programs: causes, waivers, contexts, speed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from michisuji.quality.formats import FORMATS, render, render_bytes
from michisuji.quality.formats.report_context import focus_nodes, levels, of_files, of_store
from michisuji.quality.reading.ladder import Level, Standing
from michisuji.quality.report import Report
from michisuji.quality.rulebook.rules import rulebook
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.memory import MemoryStore
from report_samples import (
    BASE,
    BY_PATH,
    CAUSES,
    FINDINGS,
    LAPSED,
    PLAIN,
    REPORT,
    WAIVED,
    WITH_IRI,
    Group,
    finding,
    many,
)

from tests.growth import growth


def test_text_tells_a_cause_with_what_hangs_on_it() -> None:
    lines = render(REPORT, "text", "ja", causes=CAUSES).splitlines()
    assert lines[1] == f"原因: {len(CAUSES)}件"
    at = next(n for n, line in enumerate(lines) if PLAIN.message["ja"] in line)
    assert lines[at].startswith("      - ")
    assert lines[at + 1] == "        ここから生じるもの: 指摘2件、要素4個"
    assert lines[at + 2].startswith(f"          · CHAIN-03 {WITH_IRI.message['ja']}")
    assert lines[at + 3].startswith(f"          · CHAIN-10 {BY_PATH.message['ja']}")
    assert sum(WITH_IRI.message["ja"] in line for line in lines) == 1
    english = render(REPORT, "text", "en", causes=CAUSES)
    assert "What depends on it: findings 2, elements 4" in english


def test_text_counts_symptoms_beyond_the_first() -> None:
    symptoms = tuple(finding(n, severity="info") for n in range(100, 125))
    report = replace(REPORT, findings=(PLAIN, *symptoms))
    text = render(report, "text", "ja", causes=(Group("a", PLAIN, symptoms),))
    assert "ほか15件" in text
    assert text.count("          · ") == 10


def test_a_cause_stands_under_the_worst_of_its_findings() -> None:
    mild, grave = finding(1, severity="info"), finding(2)
    report = replace(REPORT, findings=(grave, mild))
    text = render(report, "text", "ja", causes=(Group("a", mild, (grave,)),))
    assert "■ 違反 (1)" in text
    assert "■ 情報" not in text


def test_text_tells_context_and_waivers() -> None:
    text = render(REPORT, "text", "ja")
    assert "    健康福祉部 高齢者支援課/高齢者福祉/令和8年度(2026)" in text
    assert "うち免除の期限切れ 1件" in text
    waived = text.index("■ 免除しているもの (1)")
    assert text.index(WAIVED.message["ja"]) > waived
    assert text.index(LAPSED.message["ja"]) < waived
    for day in ("2027年3月31日まで免除", "免除の期限切れ(2026年3月31日まで)"):
        assert f"{day}。理由: 来年度に調査する。責任者: 健康福祉部長" in text
    english = render(REPORT, "text", "en")
    assert "Waived until 2027-03-31. Reason: To be surveyed next year." in english
    assert "    Health and Welfare Elderly Support / Elderly welfare / FY2026" in english


def test_json_tells_everything_a_finding_knows() -> None:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    document = json.loads(render(REPORT, "json", causes=CAUSES, checked_at=at))
    assert document["checked"] == dict(REPORT.checked)
    assert document["checked_at"] == "2026-11-22T09:30:00+00:00"
    assert document["counts"]["expired"] == 1
    findings = dict(zip(FINDINGS, document["findings"], strict=True))
    assert findings[WAIVED]["waiver"] == {
        "iri": f"{BASE}/id/waiver/t-1", "reason": WAIVED.waiver.reason,  # type: ignore[union-attr]
        "role": WAIVED.waiver.role, "expires": "2027-03-31", "expired": False,  # type: ignore[union-attr]
    }  # fmt: skip
    context = findings[PLAIN]["context"]
    assert (context["dataset"], context["year"]) == ("t", 2026)
    assert context["department_label"] == {"ja": "健康福祉部", "en": "Health and Welfare"}
    assert findings[WITH_IRI]["cause"] == findings[PLAIN]["cause"] == CAUSES[0].id
    assert findings[WAIVED]["cause"] is None
    first = document["causes"][0]
    assert [FINDINGS[n] for n in (first["root"], *first["symptoms"])] == [PLAIN, WITH_IRI, BY_PATH]
    assert document["notes"][0]["message"]["en"] == "A waiver has no expiry"


@pytest.mark.slow
@pytest.mark.parametrize("form", list(FORMATS))
def test_a_large_report_takes_as_much_longer_as_it_is_larger(form: str) -> None:
    small, large = many(500), many(10_000)
    assert len(render_bytes(large, form, base_iri=BASE)) > 1000
    grown = growth(
        lambda: render_bytes(small, form, base_iri=BASE),
        lambda: render_bytes(large, form, base_iri=BASE),
    )
    assert grown < 100, "of 20 times the findings"


TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PROGRAM = "<https://w3id.org/michisuji/ns#Program>"


def described(dataset: str) -> str:
    """A dataset of two programs, as N-Triples."""
    start = f"<{BASE}/id"
    return (
        f"{start}/dataset/{dataset}> {TYPE} <http://www.w3.org/ns/dcat#Dataset> .\n"
        f"{start}/program/{dataset}-1> {TYPE} {PROGRAM} .\n"
        f"{start}/program/{dataset}-2> {TYPE} {PROGRAM} .\n"
    )


def test_focus_nodes_are_counted_by_dataset(tmp_path: Path) -> None:
    store = MemoryStore(BASE)
    for dataset in ("a", "b"):
        path = tmp_path / f"{dataset}.nt"
        path.write_text(described(dataset), encoding="utf-8")
        store.replace(Batch(dataset, {f"{BASE}/graph/{dataset}": path}))
    profiles = {"a": "municipal", "b": "rs", "none": "municipal"}
    report = Report("municipal", checked={"CHAIN-01": 4}, profiles=profiles)
    counted = focus_nodes(store, report, BASE, rulebook())
    assert counted == {"a": {"CHAIN-01": 2}, "b": {"CHAIN-01": 2}}
    context = of_store(store, report, Settings(), "dqv")
    text = render(report, "dqv", **context)
    assert text.count('dqv:value "1.000000"^^xsd:decimal') == 3, "a, b and both together"
    assert "checked_in" not in of_store(store, report, Settings(), "text")


def test_what_was_checked_is_told_of_files() -> None:
    context = of_files(["b.ttl", "a.ttl"], REPORT, Settings())
    assert context["subject"] == {"ja": "a.ttl、b.ttl", "en": "a.ttl, b.ttl"}
    assert {f for cause in context["causes"] for f in cause.findings} == set(REPORT.active)


def test_levels_tell_how_far_it_is_to_the_next() -> None:
    basic, whole = (
        Level(n, {"ja": f"段階の名{n}", "en": f"Name {n}"}, {}, frozenset()) for n in (1, 2)
    )
    told = levels(
        (
            Standing("urn:a", {}, None, basic, members=4, meeting={}, missing=3),
            Standing("urn:b", {}, basic, whole, members=4, meeting={}, missing=1),
            Standing("urn:c", {}, whole, None, members=4, meeting={}),
            Standing("urn:d", {}, None, basic, members=0, meeting={}),
        )
    )
    assert told["urn:a"]["ja"] == "まだありません(「1 段階の名1」まで、あと3件)"
    assert told["urn:b"]["ja"] == "1 段階の名1(「2 段階の名2」まで、あと1件)"
    assert told["urn:b"]["en"] == "1 Name 1 (to 2 Name 2: 1 more)"
    assert told["urn:c"]["ja"] == "2 段階の名2"
    assert "urn:d" not in told, "nothing to judge"
