"""What is computed and what is told of it stand apart, and meet in one place."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from michisuji.analysis import catalogue
from michisuji.analysis.state import State
from michisuji.analysis.tables import plain

PROGRAM, MEASURE = "id/program/mihon-010101", "id/measure/mihon-0101"
#: What each required parameter, and the scenarios, are given.
GIVEN = {"target": MEASURE, "start": PROGRAM, "scope": MEASURE, "measure": MEASURE}
GIVEN |= {"node": PROGRAM, "stop": PROGRAM, "from": PROGRAM, "to": MEASURE}


def given(asked: catalogue.Analysis[Any]) -> dict[str, list[str]]:
    return {p.name: [GIVEN[p.name]] for p in asked.parameters if p.name in GIVEN}


@pytest.mark.parametrize("name", catalogue.MODULES)
def test_an_answer_tells_its_result_and_nothing_else(city: State, name: str) -> None:
    asked = catalogue.get(name)
    assert asked.name == name
    answer = asked.answer(city, given(asked))
    assert is_dataclass(answer.result)
    assert "sentence" not in {field.name for field in fields(answer.result)}
    assert answer.sentence == asked.sentence(answer.result)
    assert answer.tables == tuple(asked.tables(answer.result))
    assert answer.behind == answer.result.behind
    told = plain(answer)
    assert list(told)[-2:] == ["sentence", "behind"]
    assert set(told) - {"sentence"} == {field.name for field in fields(answer.result)}


def test_what_computes_knows_no_words() -> None:
    modules = {catalogue.get(name).run.__module__ for name in catalogue.MODULES}
    computing = sorted(name for name in modules if not name.endswith(".telling"))
    assert len(computing) > 8
    code = (
        f"import sys\nfor name in {computing!r}: __import__(name)\n"
        "met = [m for m in sys.modules if m.startswith('michisuji.analysis.')]\n"
        "print(len(met), *(m for m in met if m.endswith(('words', 'telling', 'catalogue'))))"
    )
    shown = subprocess.run(  # the interpreter of the tests, a text made of module names
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert int(shown[0]) > 20
    assert shown[1:] == []
