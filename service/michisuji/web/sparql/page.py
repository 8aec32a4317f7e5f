"""The editor, a plain form that works without scripts, and a table of the answer."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from flask import make_response, request

from michisuji import questions
from michisuji.errors import MichisujiError
from michisuji.store.protocol import Dataset
from michisuji.vocabulary import PREFIXES, renamed
from michisuji.web.context import current_lang, current_settings, own_questions, render
from michisuji.web.editing.roles import gateway
from michisuji.web.http.negotiation import RDF_FORMATS, RESULT_FORMATS, depends_on
from michisuji.web.pages.questions import by_topic
from michisuji.web.results import chart_of
from michisuji.web.results.terms import table_of_terms

#: Rows in the page's own table; the linked formats have all.
SHOWN = 500
#: The same for a graph, in bytes of Turtle.
SHOWN_BYTES = 100_000
#: What a result can be seen as; a chart comes with the table.
VIEWS = ("line", "bars", "table")


def page(query: str, dataset: Dataset) -> Any:
    """Render the editor, the plain form, and the answer to ``query`` if there is one."""
    result, problem, status = None, None, 200
    if query:
        try:
            result = _result(query, dataset)
        except MichisujiError as error:
            problem, status = error, error.status
    samples = [q for q in own_questions().by_name.values() if q.is_listed]
    base, lang = current_settings().base_iri, current_lang()
    html = render(
        "sparql.html",
        query=query,
        result=result,
        problem=problem,
        former=[renamed.told("asked", term) for term, _ in renamed.named_in(query)],
        settings=current_settings(),
        start="\n".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("lm", "code", "rdfs")),
        samples={
            topic: [(q.title[lang], q.bind(base, _needed(q), lang)) for q in members]
            for topic, members in by_topic(samples).items()
        },
        chart=chart_of(result["table"], lang, _view()) if result and "table" in result else None,
        view=_view(),
    )
    response = make_response(html, status)
    depends_on(response, "Accept")
    return response


def _view() -> str:
    """Return how the reader wants to see the result: line, bars, table, or '' for what suits it."""
    view = request.args.get("view", "")
    return view if view in VIEWS else ""


def _needed(question: questions.Question) -> dict[str, str]:
    return {p.name: p.example for p in question.parameters if p.required}


def _text(term: Any) -> str:
    """Return a term as in CSV."""
    import pyoxigraph as ox

    if term is None:
        return ""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _result(query: str, dataset: Dataset) -> dict[str, Any]:
    found = gateway().prepare(query, **dataset)
    form = found.form
    if form in {"CONSTRUCT", "DESCRIBE"}:
        file, _ = gateway().run(found, RDF_FORMATS["ttl"])
        with file:
            body = file.read(SHOWN_BYTES + 1)
        cut = len(body) > SHOWN_BYTES
        whole_lines = body.rpartition(b"\n")[0] if cut else body
        turtle = whole_lines.decode("utf-8")
        return {"form": form, "turtle": turtle, "cut": cut, "formats": RDF_FORMATS}
    if form == "ASK":
        file, _ = gateway().run(found, RESULT_FORMATS["json"])
        with file:
            return {"form": form, "boolean": json.load(file)["boolean"], "formats": ("json", "xml")}
    import pyoxigraph as ox

    file, _ = gateway().run(found, RESULT_FORMATS["json"])
    with file:
        solutions: Any = ox.parse_query_results(file, format=ox.QueryResultsFormat.JSON)
        terms = [list(row) for row in islice(solutions, SHOWN)]
        rows = [[_text(term) for term in row] for row in terms]
        more = sum(1 for _ in solutions)
    return {
        "form": form,
        "head": [variable.value for variable in solutions.variables],
        "rows": rows,
        "table": table_of_terms(query, [v.value for v in solutions.variables], terms),
        "total": len(rows) + more,
        "shown": SHOWN,
        "formats": RESULT_FORMATS,
    }
