"""The W3C SHACL suite: no engine of ours is wrong, and what is not plainly passed has a reason."""

from __future__ import annotations

import pytest

from tests.conformance import shacl_table
from tests.conformance.engines import Engine, engines
from tests.conformance.known import KNOWN
from tests.conformance.shacl_table import VERDICTS, notes, rows, verdicts

pytestmark = [pytest.mark.conformance, pytest.mark.slow]

THERE = [engine for engine in engines() if not engine.missing]


@pytest.mark.parametrize("engine", THERE, ids=lambda engine: engine.name)
def test_whatever_is_not_passed_is_known(engine: Engine) -> None:
    found = {
        test: verdict
        for test, (verdict, _) in verdicts(engine).items()
        if verdict not in ("passed", "handed to pySHACL")
    }
    assert found == {test: verdict for test, (verdict, _) in KNOWN[engine.name].items()}


def test_the_suite_is_whole() -> None:
    found = list(verdicts(THERE[0]))
    assert len(found) == len(set(found)) == 120
    assert len([name for name in found if name.startswith("core/")]) == 98


def test_the_set_based_engine_is_never_wrong() -> None:
    found = {verdict for verdict, _ in verdicts(THERE[0]).values()}
    assert THERE[0].name == "compiled"
    assert found <= set(VERDICTS) - {"wrong"}


def test_what_it_hands_over_has_a_reason() -> None:
    handed = {t: why for t, (v, why) in verdicts(THERE[0]).items() if v == "handed to pySHACL"}
    assert handed
    assert all(handed.values())
    assert not [test for test in handed if test.startswith("core/")]


@pytest.mark.parametrize("engine", THERE, ids=lambda engine: engine.name)
def test_the_table_in_the_readme_is_not_stale(engine: Engine) -> None:
    kept = shacl_table.kept().splitlines()
    told = [line for line in [*rows(engine), *notes(engine)] if line not in kept]
    assert not told, "python -m tests.conformance.shacl_table --write"
