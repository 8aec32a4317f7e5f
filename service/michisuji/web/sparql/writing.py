"""SPARQL Update through the gateway: for editors, in the database of drafts."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, make_response

from michisuji.errors import BadInput, QuerySyntaxError, Refused, TooLarge
from michisuji.sparql_tokens import SparqlText, Token
from michisuji.web.context import current_settings
from michisuji.web.editing import control_characters, renamed_terms, roles
from michisuji.web.editing.changes import operations, statements
from michisuji.web.editing.editor_checks import check_change, check_graph
from michisuji.web.gateway.checks import stray
from michisuji.web.gateway.complexity import check_shape
from michisuji.web.gateway.error_position import pointed
from michisuji.web.gateway.keywords import find_load
from michisuji.web.gateway.outline import FORMS, UPDATES, outline
from michisuji.web.gateway.preparing import base_line
from michisuji.web.sparql.protocol import using


def update(text: str) -> Response:
    """Run an update atomically; return 204.

    Control characters in its strings are removed, former properties replaced by today's.

    Raises NotSignedIn, TooComplex, QuerySyntaxError, Refused for LOAD and SERVICE, BadInput,
    StoreConflict.
    """
    roles.need_writer()
    graphs = using()
    read = _checked(text, has_graphs=any(graphs.values()))
    read, renamed = renamed_terms.from_update(read, current_settings().base_iri)
    cleaned, count = control_characters.from_update(read)
    based = base_line(read, current_settings().base_iri) + cleaned
    try:
        _look_at(read, graphs["using"])
        roles.gateway().store.update(based, **graphs)
    except QuerySyntaxError as error:
        shift = based.count("\n") - text.count("\n")
        if error.place and shift:
            line, column = error.place
            error = QuerySyntaxError(
                *error.reason.values(),
                hint_ja=error.hint["ja"],
                hint_en=error.hint["en"],
                place=(line - shift, column),
            )
        raise pointed(error, read, roles.gateway().store.update) from error
    response = control_characters.tell(make_response("", 204), count)
    return renamed_terms.tell(response, renamed)


def _look_at(text: SparqlText, using: Sequence[str]) -> None:
    """Raise Malformed for an update that breaks a rule of structure, and check_graph's errors.

    Syntax errors are left to the engine.
    """
    store, changed = roles.gateway().store, dict[str | None, tuple[list[str], list[str]]]()
    try:
        for operation in operations(text, current_settings().base_iri):
            for name in filter(None, (*operation.written(), operation.whole)):
                check_graph(name, is_new=name != operation.whole)
            for n, parts in enumerate((operation.inserted, operation.deleted)):
                for graph, triples in statements(operation, parts, store, using):
                    changed.setdefault(graph, ([], []))[n].append(triples)
    except (SyntaxError, ValueError, QuerySyntaxError):
        return  # the engine says what is wrong with it, and where
    for graph, (added, taken) in changed.items():
        check_change(store, graph, "".join(added), "".join(taken))


def _checked(update: str, *, has_graphs: bool) -> SparqlText:
    """Read an update.

    Raises the errors of :func:`update` for one that may not be carried out.
    """
    most = current_settings().max_upload_bytes
    if len(update.encode("utf-8", "surrogatepass")) > most:
        raise TooLarge(f"更新文は{most:,}バイトまでです", f"an update may be {most:,} bytes long")
    check_shape(update)
    if not update.strip():
        raise QuerySyntaxError("更新文が空です", "the update is empty")
    text = SparqlText(update)
    seen = outline(text)
    form = seen.form
    if form in FORMS:
        raise BadInput(
            f"{form} は更新ではありません",
            f"{form} is not an update",
            hint_ja="query として送ってください",
            hint_en="send it as query",
        )
    for token in (find_load(text), seen.service):
        if token is not None:
            raise _refused(text, token)
    if seen.stray is not None:
        raise stray(text, seen.stray)
    if form not in UPDATES:
        raise QuerySyntaxError(
            "更新の書き方に誤りがあります",
            f"not a SPARQL update: it begins with {form}",
            hint_ja="INSERT、DELETE などで始めてください",
            hint_en="begin with INSERT, DELETE …",
        )
    if has_graphs and any(token.is_word("USING", "WITH") for token in text.code):
        raise BadInput(
            "USING・WITH と using-graph-uri は同時に使えません",
            "USING or WITH cannot be combined with using-graph-uri",
            hint_ja="どちらか一方にしてください",
            hint_en="use one of them",
        )
    return text


def _refused(text: SparqlText, token: Token) -> Refused:
    word = "LOAD" if token.keyword.startswith("LOAD") else "SERVICE"
    return Refused(
        f"{word} は受け付けません",
        f"{word} is refused",
        hint_ja="このサービスは、リクエストが示すアドレスには取りに行きません",
        hint_en="this service fetches nothing from addresses that a request names",
        place=text.position(token),
    )
