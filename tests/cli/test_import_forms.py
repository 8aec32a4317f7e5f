"""``michisuji import forms``, ``import accounts`` and ``forms learn``, from file to store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from michisuji.cli import run
from michisuji.importers.city.writing.city_graphs import write_city
from michisuji.settings import Settings
from michisuji.store.opening import open_store
from openpyxl import load_workbook

from tests.cli.test_cli import michisuji

FORMS = Path(__file__).resolve().parents[1] / "importers" / "forms"

ACCOUNTS = """
[file]
money = "円"
year = 2024
[code]
columns = ["予算コード"]
[amounts]
executed = "支出済額"
[[total]]
text = "合計"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with the city that forms are laid over."""
    monkeypatch.syspath_prepend(str(FORMS))
    monkeypatch.setenv("MICHISUJI_LANG", "ja")
    from forms_city import forms_city
    from michisuji.importers.city.checks import check_city
    from michisuji.importers.problems import Problems

    city = forms_city()
    city.files["measures/0101.toml"]["program"][1]["budget_code"] = "01-09-20"
    check_city(city, Problems())
    settings = Settings.from_env()
    batch, _ = write_city(city, base_iri=settings.base_iri, out_dir=tmp_path / "graphs")
    with open_store(settings) as store:
        store.replace(batch)
    return tmp_path


def _told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def _drawn(name: str, folder: Path) -> Path:
    from form_examples import drawn

    return drawn(name, folder)


def _import(form: Path, *more: str, mapping: Path = FORMS / "form_a.toml") -> int:
    return run(["import", "forms", str(mapping), str(form), "--dataset", "mihon", *more])


def test_a_dry_run_changes_nothing_and_the_same_form_again_changes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = _drawn("a", home)
    assert _import(form, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "a.xlsx「評価シート」G15「当初予算額」: 数値に単位や言葉が付いています" in told
    assert "点検だけをしました" in told
    changed = []
    for _ in range(2):
        assert _import(form, "--json") == 0
        changed.append(_told(capsys)["changed"])
    assert changed == [True, False]


def test_strict_imports_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _import(_drawn("a", home), "--strict") == 2
    told = capsys.readouterr().err
    assert "form_a.toml: 5件の誤りがあり、取り込みませんでした" in told
    assert "  a.xlsx: 評価シート!I27: 数値に単位や言葉が付いています" in told
    assert _import(_drawn("a", home), "--json") == 0
    assert _told(capsys)["changed"] is True


def test_forms_are_returned_with_their_troubles_in_the_cells(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, folder = _drawn("a", home), home / "returned"
    assert _import(form, "--dry-run", "--returned", str(folder)) == 0
    book = load_workbook(folder / "a.xlsx")
    comment = book["評価シート"]["G15"].comment
    assert comment is not None
    assert "数値に単位や言葉が付いています" in comment.text
    assert book["評価シート"]["C4"].value == "10101"
    assert _import(form, "--dry-run", "--returned", str(folder)) == 2
    assert "既にあります" in capsys.readouterr().err


def test_a_first_draft_begins_with_the_public_city(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = _drawn("b", home)
    assert _import(form, "--draft", "--json", mapping=FORMS / "form_b.toml") == 0
    told = _told(capsys)
    assert (told["changed"], told["made"]["Program"]) == (True, 4)
    assert _import(form, "--json", mapping=FORMS / "form_b.toml") == 0
    assert _told(capsys)["changed"] is True  # the public city had not been touched


def test_a_learned_mapping_imports_the_form(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, mapping = _drawn("a", home), home / "learned.toml"
    assert run(["forms", "learn", str(form), "-o", str(mapping)]) == 0
    assert _import(form, "--json", mapping=mapping) == 0
    assert _told(capsys)["rows"]["forms"]["used"] == 1
    assert run(["forms", "learn", str(form), "-o", str(mapping)]) == 2
    assert "既にあります" in capsys.readouterr().err
    assert run(["forms", "learn", str(form)]) == 0
    assert capsys.readouterr().out == mapping.read_text("utf-8")


def test_accounts_are_imported_or_refused_by_their_totals(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, csv = home / "accounts.toml", home / "決算.csv"
    mapping.write_text(ACCOUNTS, "utf-8")
    rows = ["予算コード,支出済額", '01-09-20,"1,234"', "01-09-30,66", '合計,"1,300"']
    csv.write_bytes("\r\n".join(rows).encode("cp932"))
    command = ["import", "accounts", str(csv), "--mapping", str(mapping), "--dataset", "mihon"]
    assert run([*command, "--json"]) == 0
    told = _told(capsys)
    assert told["sums"] == [
        {
            "file": "決算.csv",
            "what": "executed",
            "title": "決算額",
            "total": 1300,
            "taken": 1234,
            "left": 66,
        }
    ]
    assert told["refusals"][0]["column"] == "01-09-30"
    csv.write_bytes("\r\n".join([*rows[:-1], "合計,1301"]).encode("cp932"))
    assert run(command) == 2
    told_error = capsys.readouterr().err
    assert "ファイルの合計は 1,301円、2行の和は 1,300円(差 1円)" in told_error


def test_a_dataset_that_is_not_stored_is_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = _drawn("a", home)
    command = ["import", "forms", str(FORMS / "form_a.toml"), str(form), "--dataset", "other"]
    assert run(command) == 2
    assert "データセット「other」がありません" in capsys.readouterr().err


def test_it_runs_as_a_command(tmp_path: Path) -> None:
    done = michisuji(tmp_path, "forms", "learn", str(tmp_path / "none.xlsx"))
    assert done.returncode == 2
    assert "none.xlsx" in done.stderr
    assert "Traceback" not in done.stderr
