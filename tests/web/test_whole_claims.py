"""No page claims wholeness of what was not checked, is waived, or is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import BASE, BROWSER, Page
from flask.testing import FlaskClient
from michisuji import resources
from michisuji.importers.rdf import import_rdf
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

WHOLE = ("途切れはありません", "way from input to outcome is whole")
CHECKED = ("点検した規則への違反はありません", "No violation of the rules that were checked.")
WAIVED = ("免除しているもののほかに", "except for what is waived")
EXAMPLES = resources.folder("shapes") / "examples" / "CHAIN-01"
MEASURE = f"""<{BASE}/id/measure/t-m> a lm:Measure ; rdfs:label "防犯"@ja ; lm:purpose "目的"@ja ;
  lm:leadUnit <{BASE}/id/unit/t-d> .
<{BASE}/id/unit/t-d> a org:OrganizationalUnit ; rdfs:label "部"@ja .
<{BASE}/id/model/t-m-2026> a lm:LogicModel ; rdfs:label "m"@ja ;
  lm:modelOf <{BASE}/id/measure/t-m> ; lm:fiscalYear "2026"^^xsd:gYear .
<{BASE}/id/town-condition/t-m> a lm:TownCondition ; rdfs:label "安心して歩けるまち"@ja ;
  lm:inModel <{BASE}/id/model/t-m-2026> .
"""
WAIVER = """<{base}/id/waiver/t-{n}> a lm:Waiver ; lm:focusNode <{base}/{node}> ;
  lm:waives <https://w3id.org/michisuji/rule/{rule}> ; lm:reason "試行のため"@ja ;
  lm:responsibleRole "企画課長"@ja ; lm:expires "2099-03-31"^^xsd:date .
"""


def served(folder: Path, text: str, *, profile: str = "", waive: bool = False) -> FlaskClient:
    """A client of a city of this text, checked; with ``waive`` all its violations are waived."""
    prefixes = "".join(
        f"@prefix {name}: <{iri}> .\n"
        for name, iri in {
            "lm": "https://w3id.org/michisuji/ns#",
            "org": "http://www.w3.org/ns/org#",
            "dcat": "http://www.w3.org/ns/dcat#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        }.items()
    )
    if profile:
        text += (
            f"<{BASE}/id/dataset/t> a dcat:Dataset ; "
            f"lm:checkedWith <https://w3id.org/michisuji/profile/{profile}> .\n"
        )
    settings = Settings(home=folder / "home", rate_per_minute=1_000_000)
    store = _stored(folder, prefixes + text)
    report = check_store(store, settings)
    if waive:
        found = enumerate({(f.rule, f.focus_node) for f in report.findings})
        text += "".join(
            WAIVER.format(base=BASE, n=n, rule=rule, node=node.removeprefix(f"{BASE}/"))
            for n, (rule, node) in found
        )
        store = _stored(folder, prefixes + text)
        report = check_store(store, settings)
        assert not report.active
    last_check.keep(report, store, settings)
    return create_app(settings, store).test_client()


def _stored(folder: Path, text: str) -> MemoryStore:
    path = folder / "city.ttl"
    path.write_text(text, "utf-8")
    store = MemoryStore(BASE)
    store.replace(import_vocabulary(base_iri=BASE, out_dir=folder / "vocabulary")[0])
    store.replace(import_rdf([path], dataset="t", base_iri=BASE, out_dir=folder / "out")[0])
    return store


def example(which: str) -> str:
    """Programs of the rule's example, without its prefixes and with whole IRIs."""
    text = (EXAMPLES / f"{which}.ttl").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("@", "#"))]
    return "\n".join(lines).replace("<id/", f"<{BASE}/id/") + "\n"


def said(client: FlaskClient, path: str) -> list[str]:
    """Which of the claims a page makes; both languages make the same."""
    found = []
    for place, lang in enumerate(("ja", "en")):
        text = Page(client.get(f"{path}?lang={lang}", headers=BROWSER).text).text("p")
        names = {"whole": WHOLE, "checked": CHECKED, "waived": WAIVED}
        found.append([name for name, words in names.items() if words[place] in text])
    assert found[0] == found[1]
    return found[0]


def test_a_measure_is_not_said_to_lead_from_input_to_outcome(tmp_path: Path) -> None:
    client = served(tmp_path, MEASURE, waive=True)
    assert said(client, "/doc/measure/t-m") == ["waived"]


def test_a_program_is_whole_when_its_way_was_found(tmp_path: Path) -> None:
    client = served(tmp_path, MEASURE + example("pass"), profile="draft")
    assert said(client, "/doc/program/t-1") == ["whole"]
    assert said(client, "/doc/measure/t-m") == ["checked"]


def test_a_break_that_is_waived_is_a_break(tmp_path: Path) -> None:
    client = served(tmp_path, MEASURE + example("fail"), waive=True)
    assert said(client, "/doc/program/t-1") == ["waived"]
    assert said(client, "/doc/program/t-8") == ["whole"], "only other rules are waived of it"


def test_a_break_that_is_a_warning_is_a_break(tmp_path: Path) -> None:
    client = served(tmp_path, MEASURE + example("fail"), profile="draft")
    assert said(client, "/doc/program/t-1") == ["checked"]
    assert said(client, "/doc/program/t-8") == ["whole"]


@pytest.mark.parametrize("path", ["/quality", "/quality/causes"])
def test_an_empty_database_does_not_pass(tmp_path: Path, path: str) -> None:
    client = served(tmp_path, f"<{BASE}/id/thing/t-1> a <urn:other> .\n", waive=True)
    text = Page(client.get(path, headers=BROWSER).text).text("p")
    assert "違反はありません" not in text
    assert "指摘はありません" not in text
    assert "点検するものが、データにありません" in text
    rule = Page(client.get("/rules/CHAIN-01", headers=BROWSER).text).text("dd")
    assert "この規則の点検するものが、データにありません" in rule
