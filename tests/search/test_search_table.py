"""What search must find: each word that people type, and its first hits."""

from __future__ import annotations

import re

import pytest
from michisuji.search import Found, Index, Keeper, find
from michisuji.search.documents import KINDS
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.replacement import marker

from tests.national_import import NationalImport
from tests.search.conftest import Find

#: Elements of logic models, and laws.
LATE = {"TownCondition", "Outcome", "Output", "Activity", "LegalBasis"}
ODD = (
    *(
        "あ",
        "a",
        "の",
        "あ" * 200,
        "x" * 200,
        "あ " * 100,
        "%",
        "_",
        '"',
        "*",
        "NEAR(",
        "AND OR NOT",
    ),
    *(
        '" OR ja:"',
        "ja : 防",
        "防災\0訓練",
        "\0",
        "\ud800",
        "防災\udfff",
        "-防災",
        "^防災",
        "(((",
        "{ja}",
    ),
    *("'; DROP TABLE documents; --", "", "   ", "「", "「」", '"防災', "👪", "é", "ﷺ", "İ"),
)


def labels(one: Found) -> list[str]:
    return [hit.label for hit in one.hits]


def iris(one: Found) -> list[str]:
    return [hit.iri for hit in one.hits]


@pytest.mark.parametrize("text", ["防犯 カメラ", "防犯　カメラ", "カメラ 防犯", "防犯カメラ"])
def test_two_words_in_any_order(found: Find, text: str) -> None:
    first = found(text).hits[0]
    assert (first.label, first.kind) == ("地域防犯力向上・防犯カメラ設置事業", "Program")
    assert first.owner is not None
    assert first.owner.name == "防犯・消費生活"
    assert first.department is not None
    assert first.department.name == "市民生活部"
    assert first.dataset == "mihon"


@pytest.mark.parametrize(
    ("ways", "least"), [(("ＤＸ", "DX", "dx"), 1), (("ゴミ", "ごみ", "ｺﾞﾐ"), 10)]
)
def test_ways_to_write_a_word_find_the_same_in_the_same_order(
    found: Find, ways: tuple[str, ...], least: int
) -> None:
    first, *others = (iris(found(way)) for way in ways)
    assert len(first) >= least
    assert all(other == first for other in others)


@pytest.mark.parametrize("ways", [("子供", "子ども", "こども"), ("お年寄り", "高齢者")])
def test_synonyms_find_the_same(found: Find, ways: tuple[str, ...]) -> None:
    first, *others = (set(iris(found(way))) for way in ways)
    assert len(first) >= 10
    assert all(other == first for other in others)


def test_a_section_by_its_name(found: Find) -> None:
    first = found("くらし安全課").hits[0]
    assert (first.label, first.kind, first.exact) == ("くらし安全課", "Unit", True)


def test_an_indicator_before_elements_and_laws(found: Find) -> None:
    one = found("刑法犯")
    assert one.hits[0].kind == "Indicator"
    assert "刑法犯認知件数" in one.hits[0].label
    kinds = [hit.kind in LATE for hit in one.hits]
    assert kinds == sorted(kinds)


@pytest.mark.parametrize("word", ["残業", "印刷"])
def test_practices_by_what_their_text_says(found: Find, word: str) -> None:
    practices = [hit for hit in found(word).hits if hit.kind == "KaizenPractice"]
    assert practices
    assert all((word, True) in hit.snippet for hit in practices if word not in hit.label)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_short_word_is_not_found_within_another(found: Find, index: Index, lang: str) -> None:
    one = found("AI", lang)
    assert one.total >= 2
    with index.reading() as db:
        for hit in one.hits:
            row = index.row(db, index.number_of(db, hit.iri))
            assert row is not None
            told = " ".join([*row.names.values(), row.texts])
            assert re.search(r"(?<![A-Za-z])AI(?![A-Za-z])", told), hit.label


def test_a_measure_then_programs_then_the_rest(found: Find) -> None:
    kinds = [hit.kind for hit in found("脱炭素").hits]
    assert kinds[:2] == ["Measure", "Program"]
    late = [kind in LATE for kind in kinds]
    assert late == sorted(late)


def test_a_slip_is_asked_about(found: Find) -> None:
    one = found("防災訓連")
    assert not one.hits
    assert one.meant == "防災訓練"
    assert found("防災訓練").hits
    assert found("地区 防災訓連").meant == "地区 防災訓練"
    assert found("residnts", "en").meant == "residents"


def test_a_phrase_alone(found: Find, index: Index) -> None:
    for text in ("「地区防災計画」", '"地区防災計画"'):
        one = found(text)
        assert one.hits
        with index.reading() as db:
            for hit in one.hits:
                row = index.row(db, index.number_of(db, hit.iri))
                assert row is not None
                assert "地区防災計画" in "\n".join([*row.names.values(), row.texts])
    assert found("「計画 地区防災」").total == 0 < found("計画 地区防災").total
    assert set(iris(found("「子供」"))) < set(iris(found("子供"))), "a phrase has no synonyms"


def test_nothing_found_is_nothing_meant(found: Find) -> None:
    one = found("zzzz")
    assert (one.total, one.meant, bool(one.query)) == (0, "", True)


@pytest.mark.parametrize("text", ODD)
def test_odd_words_are_answered(found: Find, text: str) -> None:
    for lang in ("ja", "en"):
        one = found(text, lang, count=20)
        assert one.total >= len(one.hits)
        assert one.query or not one.total


@pytest.fixture(scope="module")
def nation(imported_nation: NationalImport, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The index of the national review."""
    import pyoxigraph as ox

    store = MemoryStore()
    store.data.bulk_load(path=str(imported_nation.data), format=ox.RdfFormat.N_TRIPLES)
    keeper = Keeper(store, Settings(home=tmp_path_factory.mktemp("nation")))
    keeper.renew(marker(store))
    assert keeper.index is not None
    return keeper.index


@pytest.mark.national
@pytest.mark.parametrize("text", ["厚生労働省", "厚労省"])
def test_a_ministry_then_its_units_then_programs_and_laws_last(nation: Index, text: str) -> None:
    one = find(nation, text, count=5000)
    assert one.hits[0].label == "厚生労働省"
    kinds = [hit.kind for hit in one.hits]
    units = kinds.index("Program")
    assert units > 100
    assert set(kinds[:units]) <= {"Unit", "Policy", "Measure"}
    assert all(
        hit.department is not None and hit.department.name == "厚生労働省" for hit in one.hits[1:50]
    )
    assert "LegalBasis" in kinds
    first_law = kinds.index("LegalBasis")
    assert set(kinds[first_law:]) == {"LegalBasis"}


@pytest.mark.national
def test_programs_on_vaccines_each_with_its_ministry(nation: Index) -> None:
    one = find(nation, "インフルエンザ　ワクチン")
    programs = [hit for hit in one.hits if hit.kind == "Program"]
    assert len(programs) >= 3
    assert [hit.kind for hit in one.hits[: len(programs)]] == ["Program"] * len(programs)
    assert all(hit.department is not None for hit in programs)
    for hit in programs:
        marked = "".join(text for text, is_match in (*hit.name, *hit.snippet) if is_match)
        assert marked


@pytest.mark.national
def test_odd_words_are_answered_for_the_nation(nation: Index) -> None:
    for text in ODD:
        one = find(nation, text)
        assert one.total >= len(one.hits)
        assert {hit.kind for hit in one.hits} <= set(KINDS)
