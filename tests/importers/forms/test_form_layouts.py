"""Three layouts of forms, filled as people do: every value is where it belongs, all else is told.

``form_a.expected.toml`` and so on say, by hand, what must come of the examples.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from form_examples import HERE, drawn, mapping
from forms_city import forms_city
from michisuji.importers.city.content import City
from michisuji.importers.city.forms.importing import FormsImport, import_forms
from michisuji.importers.report import ImportReport

LAYOUTS = ("a", "b", "c")


def _read(name: str, path: Path, city: City) -> ImportReport:
    run = FormsImport(city, mapping(name), ImportReport("mihon"))
    run.read([path])
    return run.report


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for item in value:
            which = item.get("key") or item.get("id") or item.get("kind")
            yield from _flat(item, f"{path}[{which}]")
    else:
        yield path, value


def programs_of(city: City) -> dict[str, dict[str, Any]]:
    """Return each program's values by their paths."""
    return {p["id"]: dict(_flat(p)) for _, _, programs in city.measures() for p in programs}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_value_is_read_and_every_trouble_told_at_its_cell(name: str, tmp_path: Path) -> None:
    expected = tomllib.loads((HERE / f"form_{name}.expected.toml").read_text("utf-8"))
    troubles, notes = expected.pop("troubles"), expected.pop("notes")
    city, before = forms_city(), programs_of(forms_city())
    report = _read(name, drawn(name, tmp_path), city)
    changed = {
        program: {k: v for k, v in values.items() if before.get(program, {}).get(k) != v}
        for program, values in programs_of(city).items()
    }
    assert {program: values for program, values in changed.items() if values} == expected
    assert {f"{r.sheet}!{r.cell}": r.code for r in report.refusals} == troubles
    assert {note.code: note.count for note in report.notes.values()} == notes
    for program, values in before.items():  # nothing that the form does not state is lost
        assert set(values) <= set(programs_of(city)[program])


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_form_again_changes_nothing(name: str, tmp_path: Path) -> None:
    path, city = drawn(name, tmp_path), forms_city()
    _read(name, path, city)
    once = copy.deepcopy(city.files)
    _read(name, path, city)
    assert city.files == once


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_counts_of_files_and_forms_add_up(name: str, tmp_path: Path) -> None:
    report = _read(name, drawn(name, tmp_path), forms_city())
    forms = 2 if name == "c" else 1
    assert (report.tables["forms-files"].read, report.tables["forms-files"].used) == (1, 1)
    assert (report.tables["forms"].read, report.tables["forms"].used) == (forms, forms)
    assert report.adds_up


def test_forms_become_the_graphs_of_the_city(tmp_path: Path) -> None:
    batch, report = import_forms(
        [drawn(name, tmp_path) for name in ("a",)],
        mapping("a"),
        forms_city(),
        base_iri="http://127.0.0.1:8000",
        out_dir=tmp_path / "out",
    )
    assert batch.dataset == "mihon"
    written = "".join(path.read_text("utf-8") for path in batch.graphs.values())
    assert "<http://127.0.0.1:8000/id/indicator/mihon-010101-02>" in written
    assert '"14200000"' in written
    assert [file.name for file in report.files] == ["a.xlsx"]
    assert report.tables["program"].used == 4
