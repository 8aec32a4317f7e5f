"""The questions bundled with the service, found and run by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from michisuji import resources
from michisuji.errors import BadInput, NotFound
from michisuji.questions.header import parse
from michisuji.questions.model import Question
from michisuji.questions.values import Value

if TYPE_CHECKING:
    from rdflib import Graph

    from michisuji.store import Solutions, Store

MAX_FILE_BYTES = 100_000


@cache
def catalogue() -> Mapping[str, Question]:
    """Return name → question for every ``queries/<audience>/<name>.rq``, sorted by name.

    Raises BadInput when a file is malformed or two share a name.
    """
    found: dict[str, Question] = {}
    for path in sorted(resources.folder("queries").glob("*/*.rq"), key=lambda p: p.stem):
        if path.stem in found:
            raise BadInput(
                f"質問の名前が重なっています: {path.stem}",
                f"two questions have the name {path.stem}",
            )
        found[path.stem] = parse(path.read_text("utf-8"), path.stem, path.parent.name)
    return MappingProxyType(found)


def get(name: str, among: Mapping[str, Question] | None = None) -> Question:
    """Return the question of that name, ``among`` those that come along or others.

    Raises NotFound, with near matches as its hint.
    """
    questions = catalogue() if among is None else among
    if name in questions:
        return questions[name]
    near = (
        get_close_matches(name, questions, n=3, cutoff=0.5)
        or [other for other in questions if name and name in other][:3]
    )
    raise NotFound(
        f"「{name}」という質問はありません",
        f"there is no question '{name}'",
        hint_ja=f"近いもの: {', '.join(near)}" if near else "質問の一覧を見てください",
        hint_en=f"near: {', '.join(near)}" if near else "see the list of questions",
    )


def load_file(path: Path) -> Question:
    """Load a question from a reader's own file; its header may be missing.

    Raises BadInput when the file cannot be read as a query.
    """
    try:
        data = path.read_bytes()
        if len(data) > MAX_FILE_BYTES:
            raise ValueError("too large")
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise BadInput(
            f"問い合わせのファイルを読めません: {path}",
            f"cannot read the query file {path}: {error}",
            hint_ja="UTF-8のSPARQLファイルを指定してください",
            hint_en="give a SPARQL file in UTF-8",
        ) from error
    return parse(text, path.stem, "file", strict=False)


def run(
    store: Store,
    name: str,
    params: Mapping[str, Value] | None = None,
    *,
    base_iri: str,
    lang: str = "ja",
    timeout_s: float | None = None,
    default_graphs: Sequence[str] = (),
) -> Solutions:
    """Return the rows of the SELECT question ``name``.

    Raises NotFound, BadInput (parameters, or the question is not a SELECT) and the store's errors.
    """
    question = get(name)
    _expect(question, "SELECT")
    return store.select(
        question.bind(base_iri, params, lang), timeout_s=timeout_s, default_graphs=default_graphs
    )


def run_many(
    store: Store,
    name: str,
    parameter: str,
    values: Iterable[str],
    *,
    base_iri: str,
    lang: str = "ja",
    default_graphs: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the SELECT question ``name`` for any number of resources, in parts.

    See :meth:`Question.bind_parts`; errors as :func:`run`.
    """
    question = get(name)
    _expect(question, "SELECT")
    for query in question.bind_parts(base_iri, parameter, values, lang):
        yield from store.select(query, default_graphs=default_graphs).dicts()


def run_graph(
    store: Store,
    name: str,
    params: Mapping[str, Value] | None = None,
    *,
    base_iri: str,
    lang: str = "ja",
    timeout_s: float | None = None,
    default_graphs: Sequence[str] = (),
) -> Graph:
    """Return the graph of the CONSTRUCT question ``name``; errors are those of :func:`run`."""
    question = get(name)
    _expect(question, "CONSTRUCT", "DESCRIBE")
    return store.construct(
        question.bind(base_iri, params, lang), timeout_s=timeout_s, default_graphs=default_graphs
    )


def _expect(question: Question, *forms: str) -> None:
    if question.form not in forms:
        raise BadInput(
            f"質問「{question.name}」の答えは{question.form}の形です",
            f"the question '{question.name}' answers with {question.form}",
        )
