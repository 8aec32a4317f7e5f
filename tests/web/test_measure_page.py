"""The page of a measure: its programs' chains, its evaluations, and no more than the data bear."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import BASE, BROWSER, Get, Page
from flask.testing import FlaskClient
from michisuji.importers.rdf import import_rdf
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

PREFIXES = """@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
KIND = "https://w3id.org/michisuji/code/evaluation-kind"


def served(folder: Path, text: str) -> FlaskClient:
    """A client of a city of this text."""
    path = folder / "city.ttl"
    path.write_text(PREFIXES + text.replace("<id/", f"<{BASE}/id/"), "utf-8")
    store = MemoryStore(BASE)
    store.replace(import_vocabulary(base_iri=BASE, out_dir=folder / "vocabulary")[0])
    store.replace(import_rdf([path], dataset="t", base_iri=BASE, out_dir=folder / "out")[0])
    return create_app(Settings(home=folder / "home", rate_per_minute=10**6), store).test_client()


def program(number: int, *, leads: str = "") -> str:
    """A program with one activity, which leads to an output, and this to what ``leads`` names."""
    name = f"t-{number}"
    model = f"lm:inModel <id/model/{name}>"
    onward = f" ; lm:leadsTo <id/{leads}>" if leads else ""
    return f"""<id/program/{name}> a lm:Program ; rdfs:label "事業{number}"@ja ;
  lm:number "{number}" ; lm:partOf <id/measure/t-m> .
<id/model/{name}> a lm:LogicModel ; lm:modelOf <id/program/{name}> ;
  lm:fiscalYear "2026"^^xsd:gYear .
<id/activity/{name}> a lm:Activity ; rdfs:label "活動{number}"@ja ; {model} ;
  lm:leadsTo <id/output/{name}> .
<id/output/{name}> a lm:Output ; rdfs:label "結果{number}"@ja ; {model}{onward} .
"""


MEASURE = '<id/measure/t-m> a lm:Measure ; rdfs:label "防犯"@ja .\n'
TOWN = """<id/model/t-m> a lm:LogicModel ; lm:modelOf <id/measure/t-m> ;
  lm:fiscalYear "2026"^^xsd:gYear .
<id/town-condition/t-m> a lm:TownCondition ; rdfs:label "安心して歩けるまち"@ja ;
  lm:inModel <id/model/t-m> .
"""


def texts(client: FlaskClient, path: str = "/doc/measure/t-m") -> str:
    """All text of a page."""
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


def test_programs_stand_in_the_order_of_their_numbers_and_are_counted(tmp_path: Path) -> None:
    text = MEASURE + TOWN + program(10) + program(2, leads="town-condition/t-m")
    text += '<id/program/t-3> a lm:Program ; rdfs:label "事業3"@ja ; lm:number "3" ; '
    text += "lm:partOf <id/measure/t-m> .\n"
    page = texts(served(tmp_path, text))
    assert page.index(">事業2<") < page.index(">事業3<") < page.index(">事業10<")
    assert "3事業のうち、すべての活動がまちの状態につながるもの1、" in page
    assert "つながらないもの1、ロジックモデルのないもの1。" in page
    assert "まちの状態までの道がありません" in page
    assert "安心して歩けるまち" in page


def test_a_measure_without_town_condition_says_so_and_counts_to_outcomes(tmp_path: Path) -> None:
    page = texts(served(tmp_path, MEASURE + program(1)))
    assert "まちの状態が書かれていない" in page
    assert "成果までの道がありません" in page
    assert "まちの状態まで道があります" not in page


def test_a_measure_without_programs_says_so(tmp_path: Path) -> None:
    assert "この施策に属する事業は、データにありません" in texts(served(tmp_path, MEASURE))


def test_many_programs_are_on_pages_and_none_is_left_out(tmp_path: Path) -> None:
    client = served(tmp_path, MEASURE + TOWN + "".join(map(program, range(1, 24))))
    shown: list[str] = []
    for place in (1, 2, 3):
        page = texts(client, f"/doc/measure/t-m?programs={place}")
        assert "23事業のうち" in page
        shown += [f"事業{n}" for n in range(1, 24) if f">事業{n}<" in page]
    assert shown == [f"事業{n}" for n in range(1, 24)]
    assert "21〜23番目の事業" in page
    for odd in ("0", "-1", "99999", "x", "９", "1" * 5000):
        assert texts(client, f"/doc/measure/t-m?programs={odd}")


def test_kinds_of_evaluation_are_beside_each_other_with_what_came_of_them(tmp_path: Path) -> None:
    text = MEASURE + program(1)
    for kind in ("self", "external"):
        text += f"""<id/evaluation/t-{kind}> a lm:Evaluation ; lm:evaluates <id/measure/t-m> ;
  lm:fiscalYear "2025"^^xsd:gYear ; lm:evaluationKind <{KIND}/{kind}> ;
  lm:improvement "改める{kind}"@ja .
"""
    text += (
        "<id/evaluation/t-self> lm:reflectedIn <id/program/t-1> ; lm:reflectedAmount -2000000 .\n"
    )
    page = Page(texts(served(tmp_path, text)))
    heads = [words.strip() for name, words in page.texts if name == "h4"]
    assert heads[-3:] == ["自己評価", "相互評価(部局横断)", "主管・外部の総括"]
    cells = page.text("td") + page.text("a")
    assert "-2,000千円" in cells
    assert "事業1" in page.text("a")
    assert "反映の記載がありません" in page.text("span")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_sample_measure_has_its_figure_in_plan_order(browse: Get, lang: str) -> None:
    page = browse("/doc/measure/mihon-0101", lang=lang).text
    assert page.count('<details class="chain') == 3
    assert page.index("010101") < page.index("010102") < page.index("010103")
    assert page.count('class="town-indicator"') == 2
    assert "投入から成果までつながっています" not in page


def test_the_plan_has_its_line_of_plans_with_who_led(browse: Get) -> None:
    page = browse("/plan").text
    for words in (
        "トップダウン",
        "ミドル(部課長)",
        "ボトムアップ",
        "水と緑がつなぐ",
        "見本市まちの報告書",
    ):
        assert words in page
    assert page.index("安全・安心") < page.index("子育て・教育")


def test_the_page_of_nagareyama_has_the_figures_of_its_public_page(browse: Get) -> None:
    page = browse("/doc/plan/nagareyama-management-reform").text
    for words in (
        "26の施策",
        "都心から一番近い森のまち",
        "選択と集中の強化",
        "改善ツール",
        "PDCAサイクル",
    ):
        assert words in page
    assert page.count('class="lay"') == 3
