"""rdflib's SPARQL parser, used by threads at once."""

from __future__ import annotations

import subprocess
import sys

from tests.rooms import PACKAGE

#: In a process of its own, in which no rule of the grammar has been used before.
THREADS = """
import sys, threading
from michisuji.quality.check.pyshacl_patches import _parsed
from michisuji.quality.shacl.sparql import Select, parse_algebra
sys.setswitchinterval(1e-6)
body = (
    " ?a e:p/e:q+ ?b . FILTER(?b IN (1, 2.5, 'x'@en) && !REGEX(STR(?b), '^a', 'i')) "
    "OPTIONAL { ?b e:r [ e:s 3 ] } } GROUP BY ?a HAVING (SUM(?b) > 1) ORDER BY DESC(?a) LIMIT %s"
)
start, wrong = threading.Barrier(8), []
def parse(number):
    head = "SELECT (COUNT(DISTINCT ?a) AS ?n) {"
    start.wait()
    try:
        if number % 2:
            _parsed(f"PREFIX e: <urn:> {head}{body % number}")
        else:
            parse_algebra(Select(head, body % number, (), "PREFIX e: <urn:> "))
    except Exception as error:
        wrong.append(error)
threads = [threading.Thread(target=parse, args=[number]) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(wrong)
"""


def test_threads_that_begin_at_once_all_parse() -> None:
    done = subprocess.run(
        [sys.executable, "-c", THREADS], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_whoever_uses_the_parser_holds_its_lock() -> None:
    users = [
        path for path in PACKAGE.rglob("*.py") if "rdflib.plugins.sparql" in path.read_text("utf-8")
    ]
    assert len(users) >= 3
    assert not [path for path in users if "with parsing:" not in path.read_text("utf-8")]
