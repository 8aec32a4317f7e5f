"""The request by the SPARQL 1.1 Protocol: a query or an update, and over which graphs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from michisuji.errors import BadInput, TooLarge
from michisuji.iris import is_iri
from michisuji.store.protocol import Dataset, Using
from michisuji.web.context import current_settings
from michisuji.web.editing.roles import need_writer, reaches_drafts
from michisuji.web.http.negotiation import FORMS, QUERY, UPDATE

#: Some editors begin a file with it.
BOM = "\ufeff"


@dataclass(frozen=True)
class Asked:
    """A request's text; None when the address has no query."""

    text: str | None
    is_update: bool = False


def asked() -> Asked:
    """Return the query or update of the current request.

    Raises BadInput for what the Protocol does not define, NotSignedIn for an update without the
    editor's role (before its body is read), TooLarge.
    """
    if request.method != "POST":
        if "update" in request.args:
            raise BadInput(
                "更新は POST で送ってください",
                "an update must be sent with POST",
                hint_ja="GET では何も書き込まれません",
                hint_en="GET never writes",
            )
        return Asked(_one(request.args.getlist("query"), "query"))
    kind = request.mimetype
    if reaches_drafts():
        request.max_content_length = current_settings().max_upload_bytes
        request.max_form_memory_size = request.max_content_length
    if kind == UPDATE:
        need_writer()
        return Asked(_body("更新文", "update"), is_update=True)
    if kind == QUERY:
        return Asked(_body("問い合わせ文", "query"))
    if kind not in FORMS:
        raise BadInput(
            f"この形式の内容は受け付けません: {kind or '(不明)'}",
            f"this content type is not accepted: {kind or '(none)'}",
            hint_ja=f"{QUERY}、{UPDATE}、application/x-www-form-urlencoded のどれかで"
            "送ってください",
            hint_en=f"send {QUERY}, {UPDATE} or application/x-www-form-urlencoded",
        )
    updates = request.form.getlist("update")
    if not updates:
        return Asked(_one(request.form.getlist("query"), "query"))
    need_writer()
    if "query" in request.form:
        raise BadInput(
            "query と update の両方があります",
            "there is both a query and an update",
            hint_ja="どちらか一つを送ってください",
            hint_en="send one of them",
        )
    return Asked(_one(updates, "update"), is_update=True)


def dataset() -> Dataset:
    """Return ``default-graph-uri`` and ``named-graph-uri`` of the SPARQL Protocol."""
    words = request.values if request.mimetype in FORMS else request.args
    return {
        "default_graphs": _iris(words.getlist("default-graph-uri")),
        "named_graphs": _iris(words.getlist("named-graph-uri")),
    }


def using() -> Using:
    """Return ``using-graph-uri`` and ``using-named-graph-uri`` of the SPARQL Protocol."""
    return {
        "using": _iris(request.values.getlist("using-graph-uri")),
        "using_named": _iris(request.values.getlist("using-named-graph-uri")),
    }


def checked_iri(text: str) -> str:
    """Return the absolute IRI of a graph.

    Raises BadInput for an invalid one.
    """
    if not is_iri(text):
        raise BadInput(
            f"グラフのIRIとして使えません: {text[:200]}",
            f"not usable as the IRI of a graph: {text[:200]}",
            hint_ja="https:// から始まるIRIを、パーセント符号化して送ってください",
            hint_en="send an absolute IRI, percent-encoded",
        )
    return text


def _iris(texts: list[str]) -> list[str]:
    return [checked_iri(text) for text in texts]


def _one(found: list[str], name: str) -> str | None:
    if len(found) > 1:
        raise BadInput(f"{name} が二つ以上あります", f"there is more than one {name}")
    return found[0].removeprefix(BOM) if found else None


def _body(ja: str, en: str) -> str:
    charset = request.mimetype_params.get("charset", "utf-8")
    limit = request.max_content_length
    if limit is not None and (request.content_length or 0) > limit:
        raise TooLarge(
            f"一度に送れるのは{limit:,}バイトまでです", f"a request may be {limit:,} bytes long"
        )
    try:
        if charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
            raise ValueError(charset)
        return request.get_data().decode("utf-8").removeprefix(BOM)
    except ValueError as error:
        raise BadInput(
            f"{ja}がUTF-8ではありません",
            f"the {en} is not UTF-8",
            hint_ja="UTF-8で書き、Content-Type に charset=utf-8 と付けて送ってください",
            hint_en="write it in UTF-8 and send Content-Type with charset=utf-8",
        ) from error
