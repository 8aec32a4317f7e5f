"""Rules of reading forms: labels, places, tables, units of money; mappings that are wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from form_drawing import Drawing, save
from forms_city import forms_city
from michisuji.importers.city.accounts.mapping import read_mapping as read_accounts_mapping
from michisuji.importers.city.books import read_book
from michisuji.importers.city.forms.form import FormRead
from michisuji.importers.city.forms.mapping.reading import read_mapping
from michisuji.importers.city.forms.reading import read_form
from michisuji.importers.city.forms.references import references
from michisuji.importers.city.forms.sheet.grid import Area, Grid
from michisuji.importers.city.forms.sheet.headers import split_year
from michisuji.importers.city.forms.sheet.texts import label, money_unit
from michisuji.importers.problems import SourceProblems

ID = '[[value]]\nkey = "program.id"\nlabel = "事業コード"\n'


def _form(folder: Path, sheet: Drawing, mapping: str, form: str = "year = 2024") -> FormRead:
    path = folder / "m.toml"
    path.write_text(f"[form]\n{form}\n{ID}{mapping}", "utf-8")
    sheet.put("Z1", "事業コード").put("AA1", "010101")
    book = read_book(save(folder / "x.xlsx", sheet))
    return read_form(
        "x.xlsx", Grid.of(book.sheets[0]), read_mapping(path), references(forms_city())
    )


def _stated(form: FormRead) -> dict[str, Any]:
    return {
        ".".join(map(str, s.steps[1:])) + (f".{s.year}" if s.year else ""): s.value
        for s in form.stated
    }


def _told(form: FormRead) -> list[tuple[str, str]]:
    return [(trouble.cell, trouble.reason["ja"]) for trouble in form.troubles]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("(1) 事業名:", "事業名"),
        ("① 事 業 名", "事業名"),
        ("２．事業名", "事業名"),
        ("【事業名】", "事業名"),
        ("■ 事業名＊", "事業名"),
        ("決算額（千円）", "決算額"),
        ("決算額(単位：千円)", "決算額"),
        ("事業コード", "事業コ-ド"),
        ("(国)補助金", "(国)補助金"),
        ("3年後の姿", "3年後の姿"),
        ("1次評価", "1次評価"),
        ("Ⅲ 指標", "指標"),
    ],
)
def test_labels_are_compared_without_numbers_and_units(text: str, same: str) -> None:
    assert label(text) == same


@pytest.mark.parametrize(
    ("text", "year", "rest"),
    [
        ("令和6年度決算額", 2024, "決算額"),
        ("R6決算", 2024, "決算"),
        ("Ｒ７ 目標", 2025, "目標"),
        ("平成31年度", 2019, ""),
        ("令和元年度(2019)", 2019, ""),
        ("2025年度見込", 2025, "見込"),
        ("目標(R7)", 2025, "目標"),
        ("TR6", None, "TR6"),
        ("5年間の計", None, "5年間の計"),
        ("12024", None, "12024"),
    ],
)
def test_the_year_of_a_header_is_read_out_of_it(text: str, year: int | None, rest: str) -> None:
    assert split_year(text) == (year, rest)


def test_the_unit_of_money_is_read_where_it_is_stated() -> None:
    assert money_unit("(単位：千円)") == "千円"
    assert money_unit("決算額[百万円]") == "百万円"
    assert money_unit("1人あたり千円") is None


def test_full_width_labels_and_blanks_are_the_same(tmp_path: Path) -> None:
    sheet = Drawing("s").put("A1", "　事業の　概要　：").put("B1", "支える ")
    form = _form(tmp_path, sheet, '[[value]]\nkey = "program.summary"\nlabel = "事業の概要"\n')
    assert _stated(form) == {"summary": "支える"}


def test_two_labels_of_one_text_are_told_until_the_mapping_says_which(tmp_path: Path) -> None:
    sheet = Drawing("s").put("A1", "理由").put("B1", "一").put("A3", "理由").put("B3", "二")
    rule = '[[value]]\nkey = "program.summary"\nlabel = "理由"\n'
    ((cell, told),) = _told(_form(tmp_path, sheet, rule))
    assert cell == "A1"
    assert "2か所にあります(A1、A3)" in told
    assert _stated(_form(tmp_path, sheet, rule + "nth = 2\n")) == {"summary": "二"}
    assert "3番目はない" in _told(_form(tmp_path, sheet, rule + "nth = 3\n"))[0][1]


def test_headings_above_in_front_and_before_say_which_label_is_meant(tmp_path: Path) -> None:
    sheet = Drawing("s").put("A1:D1", "一次評価").put("E1:H1", "二次評価")
    sheet.put("A2", "理由").put("B2", "左").put("E2", "理由").put("F2", "右")
    sheet.put("A4:A6", "外部評価").put("B5", "理由").put("C5", "縦")
    found = {}
    for heading in ("一次評価", "二次評価", "外部評価"):
        rule = f'[[value]]\nkey = "program.summary"\nlabel = "理由"\nunder = "{heading}"\n'
        found[heading] = _stated(_form(tmp_path, sheet, rule)).get("summary")
    assert found == {"一次評価": "左", "二次評価": "右", "外部評価": "縦"}


def test_a_heading_ends_where_the_next_one_begins(tmp_path: Path) -> None:
    sheet = Drawing("s").put("A1:D1", "一次評価").put("A2", "所見").put("B2", "よい")
    sheet.put("A3:D3", "二次評価").put("A4", "理由").put("B4", "二次の理由")
    rule = '[[value]]\nkey = "program.{}"\nlabel = "{}"\nunder = "{}"\n'
    form = _form(
        tmp_path,
        sheet,
        rule.format("summary", "理由", "一次評価") + rule.format("situation", "所見", "二次評価"),
    )
    assert _stated(form) == {}
    assert [told for _, told in _told(form)] == [
        "「一次評価」の下に見出し「理由」が見つかりません",
        "「二次評価」の下に見出し「所見」が見つかりません",
    ]


def test_a_label_that_is_missing_is_told_unless_it_is_optional(tmp_path: Path) -> None:
    rule = '[[value]]\nkey = "program.summary"\nlabel = "概要"\n'
    assert _told(_form(tmp_path, Drawing("s"), rule)) == [("", "見出し「概要」が見つかりません")]
    assert _told(_form(tmp_path, Drawing("s"), rule + "optional = true\n")) == []


def test_a_label_where_a_value_should_be_is_told(tmp_path: Path) -> None:
    sheet = Drawing("s").put("A1", "概要").put("B1", "目的").put("C1", "守る")
    rules = '[[value]]\nkey = "program.summary"\nlabel = "概要"\n'
    rules += '[[value]]\nkey = "program.purpose"\nlabel = "目的"\n'
    form = _form(tmp_path, sheet, rules)
    assert _stated(form) == {"purpose": "守る"}
    assert _told(form)[0][0] == "A1"
    assert "別の見出し「目的」" in _told(form)[0][1]


TABLE = """
[[table]]
into = "program.budget"
header = ["区分", "R5決算"]
{}
[table.rows]
"事業費" = {{ "決算" = "executed", "予算" = "initial" }}
"""


def _budget(unit: str = "") -> Drawing:
    sheet = Drawing("s").put("A1", unit or None)
    sheet.put("A2", "区分").put("B2", "R5決算").put("C2", "R6予算")
    return sheet.put("A3", "事業費").put("B3", 10).put("C3", "△20")


def _yen(form: FormRead) -> dict[str, dict[int, Any]]:
    return form.records[0].yearly if form.records else {}


def test_money_is_scaled_as_the_sheet_or_the_mapping_says(tmp_path: Path) -> None:
    table = TABLE.format("")
    assert _yen(_form(tmp_path, _budget("(単位:千円)"), table))["executed"] == {2023: 10_000}
    assert _yen(_form(tmp_path, _budget("単位 百万円"), table))["executed"] == {2023: 10**7}
    in_yen = _form(tmp_path, _budget(), table, 'year = 2024\nmoney = "円"')
    assert _yen(in_yen)["executed"] == {2023: 10}


def test_money_without_a_unit_or_with_two_is_not_guessed(tmp_path: Path) -> None:
    unknown = _form(tmp_path, _budget(), TABLE.format(""))
    assert _yen(unknown) == {}
    assert "単位(円か千円か)が分かりません" in _told(unknown)[0][1]
    differs = _form(tmp_path, _budget("単位:円"), TABLE.format('money = "千円"'))
    assert _yen(differs) == {}
    assert "対応表では千円、様式では円" in _told(differs)[0][1]


def test_a_negative_budget_is_told_at_its_cell(tmp_path: Path) -> None:
    form = _form(tmp_path, _budget("単位:円"), TABLE.format(""))
    assert _told(form) == [("C3", "0 以上の数値にしてください")]


def test_a_table_without_its_header_or_its_stated_end_is_told(tmp_path: Path) -> None:
    none = _form(tmp_path, Drawing("s"), TABLE.format(""))
    assert _told(none) == [("", "表の見出し行(区分、R5決算)が見つかりません")]
    open_end = _form(tmp_path, _budget("単位:円"), TABLE.format('end = "合計"'))
    assert _told(open_end) == [("A2", "表の終わり「合計」が見つかりません")]
    assert open_end.records == []


def test_a_table_ends_at_a_blank_row_a_note_or_its_stated_end(tmp_path: Path) -> None:
    for row, text, extra in (
        (4, None, ""),
        (4, "※ 事業費は税込み", ""),
        (5, "合計", 'end = "合計"'),
    ):
        sheet = _budget("単位:円").put(f"A{row}", text).put(f"B{row}", None if text is None else 7)
        sheet.put("A6", "事業費").put("B6", 999)
        form = _form(tmp_path, sheet, TABLE.format(extra))
        assert _yen(form)["executed"] == {2023: 10}


def test_rows_and_columns_that_nothing_reads_are_listed(tmp_path: Path) -> None:
    sheet = _budget("単位:円").put("A4", "人件費").put("B4", 5).put("D2", "R7要求").put("D3", 6)
    form = _form(tmp_path, sheet, TABLE.format(""))
    notes = [place for code, _, _, place in form.notes if code == "form-unread"]
    assert notes == ["D3「事業費 要求」", "A4「人件費」"]
    skipped = _form(tmp_path, sheet, TABLE.format('skip = "人件費"'))
    assert len([note for note in skipped.notes if note[0] == "form-unread"]) == 1


def test_two_values_of_one_year_are_told_and_the_first_is_used(tmp_path: Path) -> None:
    sheet = _budget("単位:円").put("A4", "事業費").put("B4", 11)
    form = _form(tmp_path, sheet, TABLE.format(""))
    assert _yen(form)["executed"] == {2023: 10}
    assert ("B4", "B3 の「10」と違います(先の値を使いました)") in _told(form)


def test_a_formula_counts_by_its_saved_value(tmp_path: Path) -> None:
    sheet = _budget("単位:円").put("B3", "=1+2").put("C3", '="20"')
    form = _form(tmp_path, sheet, TABLE.format(""))
    assert _yen(form) == {}
    assert {cell for cell, told in _told(form) if "式の値が保存されていません" in told} == {
        "B3",
        "C3",
    }


@pytest.mark.parametrize(
    ("mapping", "path"),
    [
        ('[[value]]\nkey = "program.nome"\nlabel = "x"\n', "value[program.nome].key"),
        ('[[value]]\nkey = "program.budget"\nlabel = "x"\n', "value[program.budget].key"),
        (
            '[[value]]\nkey = "program.element.text"\nlabel = "x"\n',
            "value[program.element.text].key",
        ),
        ('[[value]]\nkey = "program.unit"\n', "value[program.unit].label"),
        ('[[value]]\nkey = "program.unit"\nlabel = "x"\nat = "left"\n', "value[program.unit].at"),
        ('[[value]]\nkey = "program.unit"\nlabel = "x"\nnth = 0\n', "value[program.unit].nth"),
        ('[[value]]\nkey = "program.unit"\nlabel = "x"\nplace = 1\n', "value[program.unit].place"),
        (
            '[[value]]\nkey = "program.obligation"\nlabel = "x"\ncodes = { a = "up" }\n',
            "value[program.obligation].codes.a",
        ),
        ('[[table]]\ninto = "program.bugdet"\nheader = "x"\n', "table[program.bugdet].into"),
        ('[[table]]\ninto = "program.budget"\n', "table[program.budget]"),
        (
            '[[table]]\ninto = "program.budget"\ncolumns = { "決算" = "spent" }\n',
            "table[program.budget].columns",
        ),
        ('[constants]\n"program.kind" = "odd"\n', "constants.program.kind"),
        ('[constants]\n"program.kinds" = "odd"\n', "constants.program.kinds"),
        ("[other]\nx = 1\n", "other"),
        ("[form\n", ""),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_place(tmp_path: Path, mapping: str, path: str) -> None:
    file = tmp_path / "m.toml"
    file.write_text(f"{ID}{mapping}", "utf-8")
    with pytest.raises(SourceProblems) as caught:
        read_mapping(file)
    assert path in [problem.path for problem in caught.value.problems]
    assert caught.value.hint["ja"]


@pytest.mark.parametrize("form", ['money = "ドル"', 'year = "R6"', "years = { a = true }"])
def test_a_wrong_form_table_is_refused(tmp_path: Path, form: str) -> None:
    file = tmp_path / "m.toml"
    file.write_text(f"[form]\n{form}\n{ID}", "utf-8")
    with pytest.raises(SourceProblems) as caught:
        read_mapping(file)
    assert caught.value.problems[0].path.startswith("form.")


def test_a_mapping_that_tells_no_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "m.toml"
    file.write_text('[[value]]\nkey = "program.summary"\nlabel = "x"\n', "utf-8")
    with pytest.raises(SourceProblems, match="nothing tells the program"):
        read_mapping(file)
    with pytest.raises(SourceProblems, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")


def test_the_examples_of_the_documentation_are_mappings(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[3] / "data" / "forms.md").read_text("utf-8")
    form, accounts = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "form.toml").write_text(form, "utf-8")
    (tmp_path / "accounts.toml").write_text(accounts, "utf-8")
    mapping = read_mapping(tmp_path / "form.toml")
    assert [rule.into.text for rule in mapping.tables] == ["program.budget", "program.indicator"]
    assert len(mapping.values) == 7
    assert read_accounts_mapping(tmp_path / "accounts.toml").year == 2024


def test_merged_areas_that_overlap_a_thousandfold_cost_no_more_than_the_sheet() -> None:
    rows: list[list[Any]] = [["x"] * 100 for _ in range(100)]
    grid = Grid("s", rows, [Area(0, 0, 99, 99)] * 100_000)
    assert grid.area(99, 99) == Area(0, 0, 99, 99)
    apart = Grid("s", rows, [Area(0, 0, 10**6, 0), Area(5, 1, 5, 10**4)])
    assert apart.area(50, 0).top == 0
    assert apart.value(5, 99) == "x"
