"""One identity of an element for tables 3-2 and 3-1, and for all years."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rs_graph import (
    REVIEW_2025,
    Element,
    Imported,
    link_row,
    needs_review_2025,
    run,
    value_rows,
    write,
)

LINES = "望遠鏡を貸す。\n（1）小学校\n（2）中学校"
ACTIVITY: Element = ("101", "アクティビティ", "", LINES)
OUTPUT: Element = ("201", "アウトプット", "", "貸した望遠鏡")
SHORT: Element = ("301", "アウトカム", "短期", "星を見る児童が増える")
LONG: Element = ("501", "アウトカム", "長期", "星を知る人が増える")
LINKS = [link_row(ACTIVITY, OUTPUT), link_row(OUTPUT, SHORT), link_row(SHORT, LONG)]
ELEMENTS = {"lm:Activity", "lm:Output", "lm:Outcome"}


def _run(
    folder: Path, links: list[dict[str, str]], values: list[dict[str, str]], **options: object
) -> Imported:
    folder.mkdir(exist_ok=True)
    paths = [write(folder / "3-1.csv", values)]
    if links:
        paths.append(write(folder / "3-2.csv", links))
    return run(paths, folder / "out", **options)


def _elements(done: Imported) -> Counter[str]:
    """Element → its labels, one each."""
    found = {e for kind in ELEMENTS for e in done.subjects("rdf:type", kind)}
    assert all(len(done.values(e, "rdfs:label")) == 1 for e in found)
    return Counter(found)


def _rewritten(text: str, period: str) -> list[dict[str, str]]:
    """3-1 as the review of 2025 writes it."""
    return [
        *value_rows(("101", "アクティビティ", "", text), ""),
        *value_rows(OUTPUT, "台数"),
        *value_rows(("301", "アウトカム", "1.短期", SHORT[3]), "児童数"),
        *value_rows(("501", "アウトカム", period, LONG[3]), "正答率"),
    ]


@pytest.mark.parametrize(
    "period", ["3.長期", "長期", "３．長期", "3、長期", " 長期 ", "長期アウトカム"]
)
@pytest.mark.parametrize(
    "text",
    [
        LINES.replace("\n", ""),
        LINES.replace("\n", "\r\n"),
        "望遠鏡を貸す。 （１）小学校 (2)中学校",
        LINES,
    ],
)
def test_each_indicator_hangs_on_the_chains_element(tmp_path: Path, text: str, period: str) -> None:
    done = _run(tmp_path, LINKS, _rewritten(text, period))
    assert len(_elements(done)) == 4
    assert "element-without-link" not in done.report.notes
    assert "unknown-period" not in done.report.notes
    activity = done.subjects("rdf:type", "lm:Activity")[0]
    assert done.values(activity, "rdfs:label") == [max(LINES, text, key=len)]
    long = done.the("lm:Outcome", LONG[3])
    assert done.subjects("lm:indicates", long) == [done.the("lm:Indicator", "正答率")]
    assert done.values(long, "lm:stage") == ["code:stage/long"]
    assert done.subjects("lm:leadsTo", long) == [done.the("lm:Outcome", SHORT[3])]


def test_the_fuller_text_is_kept_whichever_table_has_it(tmp_path: Path) -> None:
    bare = LINES.replace("\n", "")
    chain = [link_row((*ACTIVITY[:3], bare), OUTPUT)]
    done = _run(tmp_path, chain, value_rows(ACTIVITY, ""))
    assert done.values(done.subjects("rdf:type", "lm:Activity")[0], "rdfs:label") == [LINES]


def test_numbers_of_a_spreadsheet_are_the_same(tmp_path: Path) -> None:
    values = [
        *value_rows(("501.0", *LONG[1:]), "正答率"),
        *value_rows(("５０１", *LONG[1:]), "人数"),
    ]
    done = _run(tmp_path, LINKS, values)
    assert done.values(done.the("lm:Outcome", LONG[3]), "lm:number") == ["501"]
    assert len(_elements(done)) == 4


def test_a_further_indicator_under_a_number_of_its_own_hangs_on_the_chains_outcome(
    tmp_path: Path,
) -> None:
    values = [*value_rows(LONG, "正答率"), *value_rows(("502", *LONG[1:]), "観察会の参加者数")]
    done = _run(tmp_path, LINKS, values)
    assert len(done.subjects("lm:indicates", done.the("lm:Outcome", LONG[3]))) == 2


def test_two_branches_of_one_text_stay_two_each_with_its_indicator(tmp_path: Path) -> None:
    other = ("502", *LONG[1:])
    links = [*LINKS, link_row(SHORT, other)]
    values = [
        *value_rows(LONG, "正答率", {"目標値": {"2025": "1"}}),
        *value_rows(other, "正答率", {"目標値": {"2025": "2"}}),
    ]
    done = _run(tmp_path, links, values)
    both = {done.values(e, "lm:number")[0]: e for e in done.subjects("rdfs:label", LONG[3])}
    assert set(both) == {"501", "502"}
    found = {}
    for number, element in both.items():
        (indicator,) = done.subjects("lm:indicates", element)
        (observation,) = done.subjects("lm:ofIndicator", indicator)
        found[number] = done.values(observation, "lm:value")
    assert found == {"501": ["1"], "502": ["2"]}


def test_a_period_that_differs_is_another_outcome_an_absent_one_is_not(tmp_path: Path) -> None:
    values = [
        *value_rows((LONG[0], LONG[1], "", LONG[3]), "正答率"),
        *value_rows((LONG[0], LONG[1], "2.中期", LONG[3]), "人数"),
    ]
    done = _run(tmp_path, LINKS, values)
    assert len(done.subjects("rdfs:label", LONG[3])) == 2
    assert done.report.notes["element-without-link"].count == 1


def test_without_the_chain_the_number_tells_elements_apart(tmp_path: Path) -> None:
    values = [*value_rows(LONG, "正答率"), *value_rows(("502", *LONG[1:]), "人数")]
    done = _run(tmp_path, [], values)
    assert len(done.subjects("rdfs:label", LONG[3])) == 2


def test_elements_and_indicators_are_the_same_in_two_years_although_numbers_changed(
    tmp_path: Path,
) -> None:
    def of_year(year: str, numbers: tuple[str, str, str, str], unit: str) -> Imported:
        a, o, s, x = (
            (n, *e[1:]) for n, e in zip(numbers, (ACTIVITY, OUTPUT, SHORT, LONG), strict=True)
        )
        links = [link_row(a, o), link_row(o, s), link_row(s, x), link_row(o, x)]
        values = [*value_rows(o, "台数"), *value_rows(x, "正答率", 単位=unit)]
        rows = (
            [{**row, "事業年度": year} for row in links],
            [{**row, "事業年度": year} for row in values],
        )
        return _run(tmp_path / year, *rows)

    old, new = (
        of_year("2024", ("1", "1", "10", "11"), "％"),
        of_year("2025", ("101", "201", "301", "501"), "%"),
    )
    for kind in (*ELEMENTS, "lm:CausalLink", "lm:Indicator"):
        assert old.subjects("rdf:type", kind) == new.subjects("rdf:type", kind)
    long = new.the("lm:Outcome", LONG[3])
    assert old.values(long, "lm:number") == ["11"]
    assert new.values(long, "lm:number") == ["501"]


@needs_review_2025
def test_the_real_rows_of_2025_make_no_twins(tmp_path: Path) -> None:
    done = run([REVIEW_2025], tmp_path)
    assert done.report.refusals == []
    twins = Counter(
        (
            done.values(e, "lm:inModel")[0],
            done.values(e, "rdf:type")[0],
            done.values(e, "rdfs:label")[0],
        )
        for e in _elements(done)
    )
    assert set(twins.values()) == {1}
    assert done.report.made["Indicator"] == 7
    chain = {e for link in done.subjects("rdf:type", "lm:CausalLink")
             for p in ("lm:from", "lm:to") for e in done.values(link, p)}  # fmt: skip
    apart = {e for i in done.subjects("rdf:type", "lm:Indicator")
             for e in done.values(i, "lm:indicates") if e not in chain}  # fmt: skip
    # Table 3-2 leads nowhere to this one, whose text it does not have.
    assert [done.values(e, "rdfs:label") for e in apart] == [["第一期PFの安定稼働"]]
    assert set(done.report.notes) == {"element-without-link", "other-format"}
    assert [file.name for file in done.report.unread] == ["README.md"]
