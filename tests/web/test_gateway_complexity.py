"""How deep and how long a query may be: told before the engine reads it, whatever the text."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from asking import BASE, PROGRAM
from flask import Flask
from michisuji.settings import Settings
from michisuji.sparql_tokens import SparqlText, Token
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.gateway import complexity
from michisuji.web.gateway.complexity import MOST_NESTED, MOST_PARTS, TooComplex, check_shape
from michisuji.web.gateway.keywords import find_service

from tests.growth import growth

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of the editor's"
Make = Callable[[int], str]


def _around(before: str, middle: str, after: str) -> Make:
    return lambda n: before * n + middle + after * n


def _in(start: str, make: Make, end: str) -> Make:
    return lambda n: start + make(n) + end


def _each(part: str, between: str = " ") -> Make:
    return lambda n: between.join(part.format(i) for i in range(n))


def _filter(make: Make) -> Make:
    return _in("ASK { ?s ?p ?o FILTER(", make, ") }")


def _group(make: Make) -> Make:
    return _in("SELECT * { ?s ?p ?o . ", make, " }")


def _path(make: Make) -> Make:
    return _in("ASK { ?s ", make, " ?o }")


#: What is nested as often as is said.
NESTED: dict[str, Make] = {
    "braces": _group(_around("{", "?s ?p ?o", "}")),
    "parentheses": _filter(_around("(", "1", ")")),
    "equals": _filter(_around("(1=", "1", ")")),
    "collection": _in("ASK { ?s ?p ", _around("(", "1", ")"), " }"),
    "blank nodes": _in("ASK { ?s ?p ", _around("[?a ", "1", "]"), " }"),
    "triple terms": _in("ASK { ?s ?p ", _around("<<( ?s ?p ", "1", " )>>"), " }"),
    "reified": _in("ASK { ", _around("<< ", "?s ?p ?o", " >> ?p ?o"), " }"),
    "annotations": _group(_around("{| ?p ?o ", "", "|}")),
    "OPTIONAL": _group(_around("OPTIONAL { ?s ?p ?o ", "", "}")),
    "NOT EXISTS": _group(_around("FILTER NOT EXISTS { ?s ?p ?o ", "", "}")),
    "GRAPH": _group(_around("GRAPH ?g {", "?s ?p ?o", "}")),
    "sub-selects": _in("SELECT * ", _around("{ SELECT * ", "{ ?s ?p ?o }", "}"), ""),
    "IF": _filter(_around("IF(true,", "?o", ",1)")),
    "CONCAT": _filter(_around("CONCAT(", "?o", ")")),
    "COALESCE": _filter(_around("COALESCE(", "?o", ")")),
    "casts": _filter(_around("<http://www.w3.org/2001/XMLSchema#string>(", "?o", ")")),
    "IN": _filter(_around("(1 IN ", "(1)", ")")),
    "path groups": _path(_around("(", "a", ")*")),
    "inverse path groups": _path(_around("^(", "a", ")")),
    "behind <": _filter(_in("?a<", _around("(", "1", ")"), "&&1>0")),
    "behind < and a quote": _filter(_in("?a<'>'&&", _around("(", "1", ")"), "='x'")),
    "behind < and a comment": _filter(_in("?a<?b#>\n&&", _around("(", "1", ")"), "")),
    "behind an IRI with #": _in("ASK { <x#y> <x#'> ", _around("(", "1", ")"), " }"),
    "behind a string": _filter(_in(r"'\'' = ", _around("(", "1", ")"), " || '('")),
    "escaped": _filter(_around(r"\u0028", "1", r"\u0029")),
}
#: What is there as often as is said.
LONG: dict[str, Make] = {
    "!": _filter(lambda n: "!" * n + "true"),
    "&&": _filter(_each("true", "&&")),
    "||": _filter(_each("?o = {}", " || ")),
    "+": _filter(_each("1", "+")),
    "-": _filter(_each("1", " - ")),
    "*": _filter(_each("?o", "*")),
    "/": _filter(_each("?o", "/")),
    "BIND": _group(_each("BIND(1 AS ?x{})")),
    "glued": _group(_each("?s ?p trueBIND(1AS?x{})", "")),
    "OPTIONAL": _group(_each("OPTIONAL {{ ?s <urn:p> ?o }}")),
    "MINUS": _group(_each("MINUS{{?s ?p ?o}}")),
    "EXISTS": _group(_each("FILTER EXISTS{{?s ?p ?o}}")),
    "FILTER": _group(_each("FILTER(?s)")),
    "UNION": _group(_each("{{}}", "UNION")),
    "GRAPH": _group(_each("GRAPH ?g {{?s ?p ?o}}")),
    "groups": _group(_each("{{?s ?p ?o}}")),
    "sub-selects": _group(_each("{{SELECT ?s {{?s ?p ?o}}}}")),
    "VALUES": _group(_each("VALUES ?x {{1}}")),
    "path /": _path(_each("a", "/")),
    "path |": _path(_each("<urn:p>", "|")),
    "path ^": _path(lambda n: "^" * n + "a"),
    "path */": _path(_each("a*", "/")),
    "expressions": _in("SELECT ", _each("(1 AS ?x{})"), " {}"),
    "aggregates": _in("SELECT ", _each("(COUNT(?s) AS ?x{})"), " {?s ?p ?o}"),
    "grouped": _in("SELECT (1 AS ?y) {} GROUP BY ", _each("(?s + 1 AS ?x{})"), ""),
    "DESCRIBE": _in("DESCRIBE ", _each("<urn:{}>"), ""),
    "triples": _group(_each("?s <urn:{0}> ?o{0} .")),
    "predicates": _group(_each("?s <urn:{0}> ?o{0}", " ; ")),
    "objects": _in("ASK { ?s ?p ", _each("?o{}", ","), " }"),
    "elements": _in("ASK { ?s ?p (", _each("?o{}"), ") }"),
    "properties": _in("ASK { ?s ?p [", _each("?a 1", ";"), "] }"),
    "hidden by <": _filter(_in("?a<b:c", lambda n: "*b:c" * n, "&&1>0")),
}
#: As often as you like.
FREE: dict[str, Make] = {
    "VALUES": _in("SELECT * { VALUES ?x {", _each("<urn:{}>"), "} }"),
    "rows": _in("SELECT * { VALUES (?x ?y) {", _each("(<http://a.example/{}> -1.5e-3)"), "} }"),
    "words": _in("SELECT * { VALUES (?x ?y) {", _each('("語 ({}"@ja UNDEF) # )\n'), "} }"),
    "typed": _in("SELECT * { VALUES ?x {", _each('"{}"^^<http://a.example/b-c> '), "} }"),
    "IN": _filter(_in("?o IN (", _each("<http://a.example/{}>", ","), ")")),
    "IN words": _filter(_in("?o NOT IN (", _each('"a-{}/(b"@ja', ", "), ")")),
    "CONCAT": _filter(_in("CONCAT(", _each("?o", ","), ")")),
    "FROM": _in("ASK ", _each("FROM <http://a.example/{}> "), "{}"),
    "prefixes": lambda n: _each("PREFIX p{0}: <http://a.example/{0}#>")(n) + " ASK {}",
    "a string": _filter(_in("?o = '''", _each("({{[!&&+-*/|^"), "'''")),
    "a comment": _in("ASK { ?s ?p ?o # ", _each("({{[!&&+-*/|^"), "\n}"),
    "INSERT DATA": _in("INSERT DATA { ", _each("<urn:{0}> <urn:p> [ <urn:q> -{0} ] ."), " }"),
}
#: Texts that a backtracking reader takes for ever to read.
SLOW: dict[str, Make] = {
    "open string": lambda n: '"' + r"\"" * n,
    "stray quotes": lambda n: r"\"" * n,
    "open long strings": lambda n: '\\"""\n' * n,
    "other long strings": lambda n: "\\'''\n" * n,
    "names with hyphens": lambda n: "a-" * n,
    "names with dots": lambda n: "a." * n,
    "marks": lambda n: "a\u0301" * n,
    "quotes in turn": lambda n: "'\"\n" * n,
    "beginnings": lambda n: "<a" * n,
    "fragments": lambda n: "<#>" * n,
    "fragments in parentheses": lambda n: "(" + "<#'>" * n,
    "VALUES": lambda n: "VALUES?x{1" * n,
    "services": lambda n: "SERVICE<#'>" * n,
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """With nothing in it: what is refused is refused before the store is asked."""
    settings = Settings(
        home=tmp_path_factory.mktemp("shape"), editor_token=SECRET, rate_per_minute=10**6
    )
    return create_app(settings, MemoryStore(BASE), MemoryStore(BASE))


@pytest.mark.parametrize("kind", NESTED)
def test_nesting_ends_at_the_limit(kind: str) -> None:
    check_shape(NESTED[kind](MOST_NESTED // 3))
    with pytest.raises(TooComplex, match=rf"nested {MOST_NESTED} deep") as found:
        check_shape(NESTED[kind](MOST_NESTED + 1))
    assert found.value.place is not None


@pytest.mark.parametrize("kind", LONG)
def test_length_ends_at_the_limit(kind: str) -> None:
    check_shape(LONG[kind](MOST_PARTS // 6))
    with pytest.raises(TooComplex, match=rf"may have {MOST_PARTS} brackets, operators"):
        check_shape(LONG[kind](MOST_PARTS + 2))


@pytest.mark.parametrize("kind", FREE)
def test_plain_lists_are_as_long_as_a_text_may_be(kind: str) -> None:
    check_shape(FREE[kind](20 * MOST_PARTS))


def test_the_place_is_that_of_the_first_too_many() -> None:
    with pytest.raises(TooComplex) as found:
        check_shape("ASK {\n  ?s ?p ?o FILTER(" + "(" * MOST_NESTED)
    assert found.value.place == (2, len("  ?s ?p ?o FILTER(") + MOST_NESTED - 1)
    assert found.value.message["ja"].startswith(f"2行{found.value.place[1]}列: ")


@pytest.mark.parametrize("kind", [*NESTED, *LONG])
def test_the_engine_is_not_asked(app: Flask, kind: str) -> None:
    for times in (MOST_NESTED + 1, 10 * MOST_PARTS):
        text = (NESTED.get(kind) or LONG[kind])(times)
        if kind in LONG and times <= MOST_PARTS:
            continue
        for lang in ("ja", "en"):
            told = app.test_client().post(
                f"/sparql?lang={lang}", data=text[:99_000], content_type="application/sparql-query",
                headers=PROGRAM,
            )  # fmt: skip
            assert (told.status_code, told.mimetype) == (400, "application/problem+json")
            problem = told.get_json()
            assert problem["code"] == "query-too-complex"
            assert problem["line"] >= 1
            assert problem["column"] >= 1
            assert problem["hint"]


@pytest.mark.parametrize(
    "text",
    [
        NESTED["braces"](600).replace("SELECT *", "INSERT { ?s ?p ?o } WHERE"),
        "INSERT DATA { <urn:s> <urn:p> " + "(" * 900 + ")" * 900 + " }",
        "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> " + "[ <urn:p> " * 900 + "]" * 900 + " } }",
        "DELETE { ?s ?p ?o } WHERE { " + "OPTIONAL { ?s ?p ?o } " * 800 + " }",
        "INSERT DATA {}; DELETE WHERE { " + "?s ?p ?o . " * 500 + " }",
    ],
)
def test_an_update_has_the_same_limits(app: Flask, text: str) -> None:
    told = app.test_client().post(
        "/sparql", data=text, content_type="application/sparql-update",
        headers={"Authorization": f"Bearer {SECRET}", **PROGRAM},
    )  # fmt: skip
    assert told.status_code == 400
    assert told.get_json()["code"] == "query-too-complex"


def test_the_services_own_questions_are_far_below(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "queries").rglob("*.rq")]
    assert len(texts) > 100
    monkeypatch.setattr(complexity, "MOST_NESTED", MOST_NESTED // 3)
    monkeypatch.setattr(complexity, "MOST_PARTS", MOST_PARTS // 3)
    for text in texts:
        check_shape(text)


def any_service(text: str) -> Token | None:
    return find_service(SparqlText(text))


@pytest.mark.parametrize("kind", SLOW)
@pytest.mark.parametrize("read", [check_shape, any_service])
def test_time_grows_with_the_text_and_no_faster(kind: str, read: Callable[[str], object]) -> None:
    def once(text: str) -> Callable[[], object]:
        def work() -> None:
            with suppress(TooComplex):
                read(text)

        return work

    small, large = (SLOW[kind](n) + " SERVICE" for n in (3_000, 40_000))
    assert growth(once(small), once(large)) < 70  # 178 where it grows with the square


_AT_THE_LIMIT = """
import sys, threading
import pyoxigraph
texts = sys.stdin.read().split("\\0")
def ask():
    store = pyoxigraph.Store()
    for text in texts:
        try:
            store.query(text)
        except (SyntaxError, RuntimeError):
            pass
    print("whole")
threading.stack_size(2 * 1024 * 1024)
thread = threading.Thread(target=ask)
thread.start()
thread.join()
"""


def _largest(make: Make) -> str:
    """The largest of a kind that may be asked."""
    least, most = 1, MOST_PARTS + 2
    while most - least > 1:
        middle = (least + most) // 2
        try:
            check_shape(make(middle))
        except TooComplex:
            most = middle
        else:
            least = middle
    return make(least)


def test_what_is_let_through_ends_no_engine() -> None:
    """In a process of its own, with the stack that an engine's threads have."""
    # What joins is harmless but slow: the engine's optimizer takes the fourth power of its length.
    slow = {"OPTIONAL", "groups", "GRAPH", "sub-selects", "VALUES", "triples", "predicates",
            "objects", "elements", "properties", "path /", "path */", "||", "glued"}  # fmt: skip
    chains = [LONG[kind] for kind in LONG if kind not in slow]
    texts = [_largest(make) for make in (*NESTED.values(), *chains)]
    for inner in ("MINUS { ?s <urn:p> ?o } ", "FILTER(STR(?s)) "):
        nested = _around("FILTER NOT EXISTS { ?s ?p ?o ", "{}", "}")(MOST_NESTED - 4)
        texts.append(_largest(lambda n, i=inner, w=nested: f"ASK {{ {w.replace('{}', i * n)} }}"))
    done = subprocess.run(
        [sys.executable, "-c", _AT_THE_LIMIT], input="\0".join(texts), capture_output=True,
        text=True, timeout=600, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "whole"), done.stderr[-300:]
