"""Real-world questions: each an ``.rq`` file with a header, run by name.

The header consists of comment lines, so the file is valid SPARQL as it is::

    # title@ja: …            # title@en: …
    # description@ja: …      # description@en: …
    # parameter: program iri required | 事業 | program | id/program/mihon-010101
    # column: total | 合計(円) | total (yen)

Two marks in the body are filled in before the query is sent:

``#BIND program`` on a line of its own becomes ``VALUES ?program { <…> }``; it stays a comment when
an optional parameter is not given.

``#LANG`` at the end of a line: the line's ``"ja"`` becomes the reader's language. Labels exist in
Japanese always and in English sometimes, so a question asks for both and prefers the second::

    ?program rdfs:label ?ja . FILTER(LANG(?ja) = "ja")
    OPTIONAL { ?program rdfs:label ?own . FILTER(LANG(?own) = "ja") } #LANG
    BIND(COALESCE(?own, ?ja) AS ?programLabel)
"""

from michisuji.questions.catalogue import catalogue, get, load_file, run, run_graph, run_many
from michisuji.questions.header import parse
from michisuji.questions.model import Parameter, Question, QuestionColumn

__all__ = [
    "Parameter",
    "Question",
    "QuestionColumn",
    "catalogue",
    "get",
    "load_file",
    "parse",
    "run",
    "run_graph",
    "run_many",
]
