"""The W3C SHACL suite as a table: ``python -m tests.conformance.shacl_table [--write]``.

``--write`` puts it into README.md beside this file; a test says when that is stale.
"""

from __future__ import annotations

import argparse
import logging
import warnings
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.conformance.engines import Engine, as_stored, engines
from tests.conformance.known import KNOWN
from tests.conformance.suite import Case, Failure, cases, changed, same

README = Path(__file__).with_name("README.md")
#: What each of them means is told in README.md.
VERDICTS = ("passed", "once", "as stored", "handed to pySHACL", "declined", "wrong")
_BEGIN, _END = "<!-- table -->\n", "<!-- end -->\n"


def verdict(engine: Engine, case: Case) -> tuple[str, str]:
    """One of VERDICTS, and a reason when the engine gives one."""
    expected = case.expected()
    try:
        answer = engine.run(case.graph("dataGraph"), case.graph("shapesGraph"))
    except Failure as error:
        return ("passed", "") if expected is None else ("declined", str(error))
    if expected is None:
        return "wrong", "It does not refuse."
    if same(answer.rows, expected, blank=engine.blank):
        why = "; ".join(answer.handed)
        return ("handed to pySHACL", why) if answer.handed else ("passed", "")
    if same(Counter(set(answer.rows)), Counter(set(expected)), blank=engine.blank):
        return "once", ""
    stored = changed(expected, as_stored)
    return ("as stored" if same(answer.rows, stored, blank=engine.blank) else "wrong"), ""


@cache
def verdicts(engine: Engine) -> dict[str, tuple[str, str]]:
    """Test → verdict and reason."""
    # rdflib logs and warns of ill-typed literals; the suite has them on purpose.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {case.name: verdict(engine, case) for case in cases()}


def table(found: Iterable[Engine]) -> str:
    """The engines that are installed, and what is not plainly passed, with its reason."""
    there = [engine for engine in found if not engine.missing]
    lines = [f"| engine | part | tests | {' | '.join(VERDICTS)} |", "|---" * 9 + "|"]
    for engine in there:
        lines += rows(engine)
    for engine in there:
        lines += ["", f"**{engine.name}**", "", *notes(engine)]
    return "\n".join(lines) + "\n"


def rows(engine: Engine) -> list[str]:
    """The lines of one engine: how many tests of each part have which verdict."""
    lines = []
    for part in ("core", "sparql"):
        found = verdicts(engine).items()
        counts = Counter(v for test, (v, _) in found if test.startswith(part))
        cells = " | ".join(str(counts[v]) for v in VERDICTS)
        lines.append(f"| {engine.name} | {part} | {counts.total()} | {cells} |")
    return lines


def notes(engine: Engine) -> list[str]:
    """A line for each test that is not plainly passed."""
    known = KNOWN[engine.name]
    return [
        f"- `{test}`: {found}. {known[test][1] if test in known else reason}".rstrip()
        for test, (found, reason) in verdicts(engine).items()
        if found != "passed"
    ]


def kept() -> str:
    """The table that README.md holds."""
    return README.read_text("utf-8").split(_BEGIN)[1].split(_END)[0]


def main() -> None:
    """Print the table, or with ``--write`` keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = engines()
    for engine in found:
        if engine.missing:
            print(f"{engine.name}: {engine.missing}")
    text = table(found)
    print(text)
    if options.write:
        before, rest = README.read_text("utf-8").split(_BEGIN)
        README.write_text(before + _BEGIN + text + _END + rest.split(_END)[1], "utf-8")


if __name__ == "__main__":
    main()
