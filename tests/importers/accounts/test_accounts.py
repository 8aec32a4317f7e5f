"""The accounts system's CSV: amounts to the yen, its own totals, and what has no program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.errors import BadInput
from michisuji.importers.city.accounts.importing import import_accounts, lay_accounts
from michisuji.importers.city.accounts.mapping import read_mapping
from michisuji.importers.city.content import City
from michisuji.importers.problems import SourceProblems
from michisuji.importers.report import ImportReport
from michisuji.importers.report_text import render

MAPPING = """
[file]
money = "円"
year = 2025
[code]
columns = ["会計", "款", "項", "目", "事業"]
name = "事業名"
[amounts]
initial = "当初予算額"
supplementary = "補正予算額"
carried_over = "前年度繰越額"
executed = "支出済額"
national = "国庫支出金"
other = ["その他特財", "諸収入"]
[[total]]
text = "款計"
by = ["会計", "款"]
[[total]]
text = ["合計", "歳出合計"]
"""
AMOUNTS = (
    "当初予算額",
    "補正予算額",
    "前年度繰越額",
    "支出済額",
    "国庫支出金",
    "その他特財",
    "諸収入",
)
HEADER = ["会計", "款", "項", "目", "事業", "事業名", *AMOUNTS]
CODES = {"010101": "01-09-01-05-010", "010102": "1-9-1-5-20", "010103": "01-10-01-01-005"}


def _city() -> City:
    programs = [
        {"id": name, "name": f"事業{name}", "budget_code": code} for name, code in CODES.items()
    ]
    return City({"measures/0101.toml": {"measure": {"id": "0101"}, "program": programs}})


def _mapping(folder: Path, text: str = MAPPING) -> Any:
    path = folder / "accounts.toml"
    path.write_text(text, "utf-8")
    return read_mapping(path)


def _file(folder: Path, rows: list[list[Any]], encoding: str = "cp932") -> Path:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["歳出決算事業別一覧"], HEADER, *rows])
    path = folder / "決算.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def _laid(path: Path, mapping: Any) -> tuple[dict[str, Any], ImportReport]:
    city, report = _city(), ImportReport("mihon")
    lay_accounts([path], mapping, city, report)
    programs = city.files["measures/0101.toml"]["program"]
    return {program["id"]: program.get("budget", {}) for program in programs}, report


#: Cells divided by |; in the first row a line break within the quotes.
_ROWS = """
01|09|01|05|010|自主防災↵組織育成|14,200,000|△300,000|0|13,123,456|5,000,000|0|120
01|09|01|05|020|避難所整備|1,000||５００|1,499||－|1
01|09|01|05|030|市史編さん|700|0|0|699|0|0|0
|||||款計|14,201,700|△300,000|500|13,125,654|5,000,000|0|121
01|10|01|01|005|学校給食|3|0|0|2|1|0|0
01|10||||款計|3|0|0|2|1|0|0

|||||合　計|14,201,703|▲300,000|500|13,125,656|5,000,001|0|121
"""
ROWS = [row.replace("↵", "\n").split("|") if row else [] for row in _ROWS.strip().split("\n")]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_amounts_are_taken_to_the_yen_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    rows = [[cell.replace("－", "-") for cell in row] for row in ROWS]
    money, report = _laid(_file(tmp_path, rows, encoding), _mapping(tmp_path))
    assert money["010101"] == {
        "initial": {"2025": 14_200_000},
        "supplementary": {"2025": -300_000},
        "carried_over": {"2025": 0},
        "planned": {"2025": 13_900_000},
        "executed": {"2025": 13_123_456},
        "national": {"2025": 5_000_000},
        "other": {"2025": 120},
    }
    assert money["010102"]["planned"] == {"2025": 1_500}
    assert money["010103"]["executed"] == {"2025": 2}
    rows_read = report.tables["accounts"]
    assert (rows_read.used, rows_read.refused, rows_read.empty) == (3, 1, 1)
    assert rows_read.adds_up


def test_rows_without_a_program_are_listed_and_the_sums_reconcile(tmp_path: Path) -> None:
    _, report = _laid(_file(tmp_path, ROWS), _mapping(tmp_path))
    refusal = report.refusals[0]
    assert (refusal.row, refusal.column) == (5, "01-09-01-05-030")
    assert refusal.value == "市史編さん 当初予算額 700、決算額 699"
    executed = next(one for one in report.sums if one.what == "executed")
    assert (executed.total, executed.taken, executed.left) == (13_125_656, 13_124_957, 699)
    told = render(report, "ja")
    assert "決算額: 合計 13,125,656 = 取り込んだ額 13,124,957 + 取り込まなかった額 699" in told
    assert json.loads(json.dumps(report.to_json()))["sums"][3]["left"] == 699


def test_a_total_that_does_not_agree_is_refused_with_both_sums(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[-1][9] = "13,125,655"
    city, report = _city(), ImportReport("mihon")
    with pytest.raises(SourceProblems) as caught:
        lay_accounts([_file(tmp_path, rows)], _mapping(tmp_path), city, report)
    (problem,) = caught.value.problems
    assert problem.path == "line 10"
    stated, ours = "13,125,655円", "13,125,656円(差 -1円)"
    assert f"ファイルの合計は {stated}、4行の和は {ours}" in problem.ja
    assert "states ¥13,125,655, its 4 rows add up to ¥13,125,656" in problem.en
    assert city.files == _city().files


def test_a_subtotal_is_checked_against_the_rows_of_its_code(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[3][6] = "14,201,701"
    with pytest.raises(SourceProblems) as caught:
        _laid(_file(tmp_path, rows), _mapping(tmp_path))
    assert [p.path for p in caught.value.problems] == ["line 6"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [("約100", "数値"), ("1.5", "端数"), ("100千円", "数値"), ("#REF!", "式"), ("未定", None)],
)
def test_a_cell_that_is_no_amount_is_told_with_its_line(
    tmp_path: Path, cell: str, told: str | None
) -> None:
    rows = [ROWS[0][:6] + [cell] + ["0"] * 6]
    mapping = _mapping(tmp_path, MAPPING.split("[[total]]")[0])
    if told is None:
        money, report = _laid(_file(tmp_path, rows), mapping)
        assert money["010101"]["initial"] == {"2025": 0}
        assert "accounts-no-totals" in report.notes
        return
    with pytest.raises(SourceProblems) as caught:
        _laid(_file(tmp_path, rows), mapping)
    (problem,) = caught.value.problems
    assert problem.path == "line 3"
    assert told in problem.ja
    assert cell in problem.ja


def test_thousands_are_scaled_only_when_the_mapping_says_so(tmp_path: Path) -> None:
    rows = [ROWS[0][:6] + ["14,200.5"] + ["0"] * 6]
    text = MAPPING.split("[[total]]")[0].replace('money = "円"', 'money = "千円"')
    money, _ = _laid(_file(tmp_path, rows), _mapping(tmp_path, text))
    assert money["010101"]["initial"] == {"2025": 14_200_500}


def test_a_file_that_is_cut_off_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(SourceProblems, match=r"no row of totals '合計 / 歳出合計'"):
        _laid(_file(tmp_path, ROWS[:6]), _mapping(tmp_path))


def test_columns_that_are_missing_or_twice_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("会計,款,項,目,事業名,当初予算額\n1,2,3,4,x,5\n", "utf-8")
    with pytest.raises(SourceProblems, match="事業") as caught:
        _laid(path, _mapping(tmp_path))
    assert "支出済額" in caught.value.problems[0].ja
    path.write_text(",".join([*HEADER, "支出済額"]) + "\n", "utf-8")
    with pytest.raises(SourceProblems, match="two columns of one name"):
        _laid(path, _mapping(tmp_path))


def test_blank_codes_are_as_above_where_the_mapping_says_so(tmp_path: Path) -> None:
    rows = [list(ROWS[0]), ["", "", "", "", "020", *ROWS[1][5:]]]
    text = MAPPING.split("[[total]]")[0]
    filled = text.replace("name = ", "fill_down = true\nname = ")
    assert "initial" in _laid(_file(tmp_path, rows), _mapping(tmp_path, filled))[0]["010102"]
    assert "initial" not in _laid(_file(tmp_path, rows), _mapping(tmp_path, text))[0]["010102"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (('money = "円"', 'money = "ドル"'), "file.money"),
        (("executed", "spent"), "amounts.spent"),
        (("year = 2025", ""), "file"),
        (('by = ["会計", "款"]', 'by = ["節"]'), "total[#1].by"),
        (("[file]", "[file"), ""),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_place(
    tmp_path: Path, change: tuple[str, str], path: str
) -> None:
    with pytest.raises(SourceProblems) as caught:
        _mapping(tmp_path, MAPPING.replace(*change))
    assert path in [problem.path for problem in caught.value.problems]


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "決算.csv"
    path.write_bytes(b"\x00\xff\xfe broken")
    with pytest.raises(BadInput):
        _laid(path, _mapping(tmp_path))


def test_two_files_that_state_different_amounts_are_refused(tmp_path: Path) -> None:
    text = MAPPING.split("[[total]]")[0]
    first = _file(tmp_path, [ROWS[0]])
    second = tmp_path / "b.csv"
    second.write_bytes(first.read_bytes().replace(b"13,123,456", b"13,123,457"))
    with pytest.raises(SourceProblems, match="¥13,123,457, but ¥13,123,456"):
        lay_accounts([first, second], _mapping(tmp_path, text), _city(), ImportReport("mihon"))


def test_an_amount_that_the_city_cannot_have_is_refused(tmp_path: Path) -> None:
    text = MAPPING.split("[[total]]")[0]
    rows = [[*ROWS[0][:9], "△5", *ROWS[0][10:]]]
    city = _city()
    city.files["dataset.toml"] = {"dataset": {"name": "mihon", "fiscal_year": 2024}}
    with pytest.raises(SourceProblems) as caught:
        import_accounts(
            [_file(tmp_path, rows)],
            _mapping(tmp_path, text),
            city,
            base_iri="http://127.0.0.1:8000",
            out_dir=tmp_path / "out",
        )
    reasons = [f"{p.path}: {p.ja}" for p in caught.value.problems]
    assert "program[010101].budget.executed: 2025: 0 以上の数値にしてください" in reasons
    assert any("モデルの年度(2024)より後です" in reason for reason in reasons)


_YEN = st.integers(-(10**13), 10**13)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["010", "020", "030", "040"]),
            st.lists(_YEN, min_size=len(AMOUNTS), max_size=len(AMOUNTS)),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_sums_reconcile_whatever_the_file_holds(
    rows: list[tuple[str, list[int], bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("random")
    lines: list[list[Any]] = [
        ["1", "9", "1", "5", code, "名", *[f"{yen:,}" if commas else yen for yen in money]]
        for code, money, commas in rows
    ]
    sums = [sum(money[n] for _, money, _ in rows) for n in range(len(AMOUNTS))]
    lines += [["1", "9", "", "", "", "款計", *sums], ["", "", "", "", "", "合計", *sums]]
    path = _file(folder, lines)
    money, report = _laid(path, _mapping(folder))
    taken = {"010": "010101", "020": "010102"}
    for one in report.sums:
        assert one.total == one.taken + one.left
        ours = sum(of.get(one.what, {}).get("2025", 0) for of in money.values())
        assert one.taken == ours
    executed = next(one for one in report.sums if one.what == "executed")
    assert executed.total == sums[3]
    assert executed.left == sum(money[3] for code, money, _ in rows if code not in taken)
    assert report.tables["accounts"].adds_up
