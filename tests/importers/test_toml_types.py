"""Any value at any key of a city's files: told with its place, never an error of Python's."""

from __future__ import annotations

import copy
import datetime
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from michisuji.importers.city.toml import check_folder, reading
from michisuji.importers.problems import Problems
from small_city import FILES
from small_years import CHANGES, OLDER

CITY = {**FILES, "years/2025/0101.toml": CHANGES, "years/2024/0101.toml": OLDER}
DOCUMENTS = {name: tomllib.loads(text) for name, text in CITY.items()}

#: Stands for an integer that Python will not write, nor Hypothesis.
GIANT = "an integer of 5,001 digits"
scalars = st.one_of(
    st.text(max_size=8), st.integers(), st.just(GIANT), st.just(-(10**20)), st.booleans(),
    st.floats(), st.dates(), st.datetimes(), st.times(),
    st.sampled_from(["mihon", "money", "measure:k", "a:b", "2026", "", "0101", "city"]),
)  # fmt: skip
KEYS = ("id", "key", "to", "year", "2026", "leads_to", "kind", "x", "9" * 5_000)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(KEYS),
            inner, max_size=3,
        ),
    ),
    max_leaves=6,
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from places(item, (*path, key))


PLACES = [(name, path) for name, found in sorted(DOCUMENTS.items()) for path in places(found)]


def test_an_earlier_year_of_thousands_of_digits_is_told() -> None:
    name, path = next(p for p in PLACES if p[0].startswith("years/") and p[1][-1] == "actual")
    found = _checked({name: _changed(DOCUMENTS[name], path, {"9" * 5_000: 1})})
    assert any(".actual" in problem.path for problem in found)


def test_the_documents_have_many_places() -> None:
    assert len(PLACES) > 150
    assert any(name.startswith("years/") for name, _ in PLACES)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLACES), values)
def test_any_value_at_any_place(place: tuple[str, tuple[Any, ...]], value: Any) -> None:
    name, path = place
    found = _checked({name: _changed(DOCUMENTS[name], path, value)})
    assert all(problem.ja and problem.en for problem in found)


def _changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(document)
    at = made
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = _giant(value)
    return made


def _giant(value: Any) -> Any:
    if isinstance(value, list):
        return list(map(_giant, value))
    if isinstance(value, dict):
        return {key: _giant(item) for key, item in value.items()}
    return 10**5_000 if value == GIANT else value


def _checked(changed: dict[str, Any]) -> list[Any]:
    """The problems of the city with some documents as they would have been read."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        for file, text in CITY.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(f"# {file}\n{text}", encoding="utf-8")
        whole = tomllib.loads

        def loads(text: str) -> Any:
            file = text.partition("\n")[0].removeprefix("# ")
            return copy.deepcopy(changed[file]) if file in changed else whole(text)

        patch.setattr(reading.tomllib, "loads", loads)
        return check_folder(folder)[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = " + "[" * 100_000, "nested too deeply"),
        ("x = " + "[" * 5_000 + "]" * 5_000, "nested too deeply"),
        ("x = " + "{a = " * 5_000, "nested too deeply"),
        ("x = " + "9" * 5_000, "TOML syntax error"),
        ("x = 0x" + "f" * 20_000, "unknown key"),
        ("\x00", "TOML syntax error"),
        ("x" + ".x" * 2_000 + " = 1", "unknown key"),
        ("[[unit]]\nid = [1]\nname = 0x" + "f" * 20_000, "must be"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)  # fmt: skip
def test_odd_files_are_told(tmp_path: Path, text: str | bytes, told: str) -> None:
    for file, content in FILES.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(content, encoding="utf-8")
    path = tmp_path / "organization.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = [p.line("en") for p in check_folder(tmp_path)[1] if p.file == path.name]
    assert any(told in line for line in found), found[:3]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    import os

    problems = Problems()
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    os.mkfifo(tmp_path / "plan.toml")
    (tmp_path / "kaizen.toml").mkdir()
    (tmp_path / "dataset.toml").symlink_to("does not exist")
    (tmp_path / "waivers.toml").symlink_to("waivers.toml")
    reading.read_folder(tmp_path, problems)
    told = {p.file for p in problems.found}
    assert {"plan.toml", "kaizen.toml", "dataset.toml", "waivers.toml"} <= told


def test_dates_of_any_kind_are_told() -> None:
    late = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
    found = _checked(
        {"dataset.toml": _changed(DOCUMENTS["dataset.toml"], ("dataset", "issued"), late)}
    )
    assert any("dataset.issued" in problem.path for problem in found)
