"""Proposed mappings, used unchanged: how many values of the three layouts they read rightly."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import form_b
import pytest
from form_drawing import Drawing, save
from form_examples import HERE, drawn
from forms_city import forms_city
from michisuji.errors import BadInput
from michisuji.importers.city.forms.importing import FormsImport
from michisuji.importers.city.forms.learning.learning import learn
from michisuji.importers.city.forms.mapping.reading import read_mapping
from michisuji.importers.report import ImportReport
from test_form_layouts import programs_of

#: Layout → values that the proposal reads right, and those that it misses. Missed are constants
#: that no form states; in B also 11 values of an indicator whose element no word on the form tells
#: (the proposal puts it at another one); in C also the source うち国・県支出金.
SCORES = {"a": (40, 2), "b": (39, 12), "c": (112, 8)}
_Values = dict[tuple[str, str], Any]


def _learned(form: Path, folder: Path) -> Path:
    path = folder / "learned.toml"
    path.write_text(learn(form), "utf-8")
    return path


def _values(mapping: Path, form: Path) -> _Values:
    run = FormsImport(forms_city(), read_mapping(mapping), ImportReport("mihon"))
    run.read([form])
    before = programs_of(forms_city())
    return {
        (program, path): value
        for program, values in programs_of(run.city).items()
        for path, value in values.items()
        if before.get(program, {}).get(path) != value
    }


def _expected(name: str) -> _Values:
    found = tomllib.loads((HERE / f"form_{name}.expected.toml").read_text("utf-8"))
    programs = {k: v for k, v in found.items() if k not in ("troubles", "notes")}
    return {(p, path): value for p, values in programs.items() for path, value in values.items()}


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_a_proposal_reads_the_form_that_it_was_made_from(name: str, tmp_path: Path) -> None:
    form = drawn(name, tmp_path)
    found, expected = _values(_learned(form, tmp_path), form), _expected(name)
    right = [key for key, value in expected.items() if found.get(key) == value]
    missed = [key for key in expected if key not in found]
    wrong = [key for key in expected if key in found and found[key] != expected[key]]
    assert not wrong
    assert (len(right), len(missed)) == SCORES[name]


def test_a_proposal_from_one_form_reads_the_next_one(tmp_path: Path) -> None:
    other = {
        "id": "020102",
        "name": "子育て相談事業",
        "unit": "子ども家庭課",
        "situation": "相談が増えている",
        "budget": {"令和6年度": [500, 0, 0, 499, 100, 100, 0, 0, 300]},
        "first": {"result": "☐継続 ☑改善 ☐終了"},
    }
    mapping = _learned(drawn("b", tmp_path), tmp_path)
    found = _values(mapping, save(tmp_path / "other.xlsx", form_b.draw(other)))
    assert found["020102", "situation"] == "相談が増えている"
    assert found["020102", "budget.executed.2024"] == 499
    assert found["020102", "evaluation[self].result"] == "improve"


def test_a_proposal_says_what_it_saw_and_what_it_did_not_understand(tmp_path: Path) -> None:
    sheet = form_b.draw({"id": "020101", "name": "放課後児童クラブ運営事業"})
    sheet.put("A38:B38", "決裁区分").put("C38", "部長")
    text = learn(save(tmp_path / "x.xlsx", sheet))
    assert "# A5「事業番号」の下(A6): 020101" in text
    assert "# M12 に「単位:円」とある" in text
    assert "#   A38「決裁区分」" in text
    assert tomllib.loads(text)["form"]["year"] == {"label": "評価対象年度", "at": "below"}


def test_sheets_alike_are_read_by_one_pattern(tmp_path: Path) -> None:
    text = learn(drawn("c", tmp_path))
    assert tomllib.loads(text)["form"]["sheet"] == "No.*"


def test_a_book_without_a_form_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "x.xlsx", Drawing("一覧").put("A1", "名前").put("B1", 3))
    with pytest.raises(BadInput, match="no labels of a form"):
        learn(path)
