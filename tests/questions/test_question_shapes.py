"""How the engine would run the questions: one about one thing must not read about all things.

Oxigraph plans without looking at the data, so an empty store shows the plan that any data would
get. A hash join in it reads everything that fits one side, however little the other side holds.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from michisuji import questions
from michisuji.questions import Question, parse

BASE = "http://127.0.0.1:8000"
ENGINE = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
ABOUT_ONE = [
    question
    for question in questions.catalogue().values()
    if any(p.kind == "iri" and p.required for p in question.parameters)
    # What is published is whole graphs, read on purpose.
    and question.audience != "publish"
    # Asked for all with one predicate, for two years' graphs, for names in a class: on purpose.
    and question.name not in ("facts-of-predicate", "elements-of-two-years", "named-resources")
]


def plan(question: Question, store: Path) -> str:
    """The engine's plan of a question bound to its examples."""
    assert ENGINE, "the engine is installed beside Python"
    given = {p.name: p.example for p in question.parameters if p.required}
    form = "csv" if question.form == "SELECT" else "nt"
    query = question.bind(BASE, given)
    done = subprocess.run(
        [ENGINE, "query", "-l", str(store), "-q", query, "--results-format", form, "--explain"],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return done.stderr


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert ENGINE
    store = tmp_path_factory.mktemp("empty") / "store"
    nothing = store.parent / "nothing.nq"
    nothing.touch()
    subprocess.run(
        [ENGINE, "load", "--location", str(store), "--file", str(nothing)],
        capture_output=True,
        timeout=300,
        check=True,
    )
    return store


@pytest.mark.parametrize("question", ABOUT_ONE, ids=lambda q: q.name)
def test_a_question_about_one_thing_joins_step_by_step(question: Question, empty: Path) -> None:
    steps = plan(question, empty)
    assert "HashBuild" not in steps
    first = re.search(r'"(QuadPattern|Path|StaticBindings)\(', steps)
    assert first, "a plan was printed"
    assert first[1] == "StaticBindings", "it starts from the one thing"


def test_a_plan_that_reads_everything_is_told(empty: Path) -> None:
    """The check can fail: four patterns in an OPTIONAL are hashed."""
    text = """
    SELECT * WHERE {
      VALUES ?program { <http://127.0.0.1:8000/id/program/a> }
      ?program <urn:partOf> ?measure .
      OPTIONAL { ?last <urn:leadsTo> ?measure ; <urn:inModel> ?m . ?m <urn:of> ?p . ?p a <urn:P> }
    }"""
    assert "HashBuild" in plan(parse(text, "hashed", "file", strict=False), empty)
