"""One table of handlers: every error becomes a page for people or an RFC 9457 document."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from flask import Flask, Response, g, json, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from michisuji.errors import MichisujiError, NotFound, QueryTimeout, StoreUnavailable, TooLarge
from michisuji.languages import Text, sentence
from michisuji.store.failures import damage
from michisuji.web.context import current_lang, render
from michisuji.web.http.negotiation import prefers_html
from michisuji.web.http.page_memory import BeingMade
from michisuji.web.http.rate import TooManyRequests
from michisuji.web.http.request import WRONG_HOST
from michisuji.web.ready import NotReadyYet
from michisuji.web.search import NoIndexYet

PROBLEM = "application/problem+json"
#: The server sets this in the environment of a request that has found no place.
TURNED_AWAY = "michisuji.turned-away"
#: In the environment of a request for which the drafts could not be opened: the error.
FAILED = "michisuji.failed"


class Busy(MichisujiError):
    """Raised when there is no place for a request at the moment."""

    code = "busy"
    status = 503
    title: ClassVar[Text] = {"ja": "混み合っています", "en": "Busy"}


#: Seconds after which a client may try again.
RETRY_AFTER = {
    StoreUnavailable: 3,
    QueryTimeout: 30,
    Busy: 3,
    BeingMade: 3,
    NoIndexYet: 10,
    NotReadyYet: 20,
}

log = logging.getLogger("michisuji.web")


def init_app(app: Flask) -> None:
    """Register the handlers, before anything else that handles a request."""
    app.before_request(_turned_away)
    app.before_request(_wrong_host)
    app.before_request(_failed)
    app.after_request(_in_our_words)
    app.register_error_handler(MichisujiError, _own)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _turned_away() -> None:
    """Raise Busy for a request that :mod:`michisuji.web.server.lanes` has turned away."""
    if request.environ.get(TURNED_AWAY):
        raise Busy(
            "いま混み合っていて、このリクエストに応じる番が回りません",
            "the service is busy, and has no place for this request now",
            hint_ja="数秒おいてもう一度お試しください。同時に送る数を減らすと早く回ります",
            hint_en="try again in a few seconds; send fewer requests at once",
        )


def _failed() -> None:
    """Raise the error that a request has met before it got here."""
    error: MichisujiError | None = request.environ.get(FAILED)
    if error is not None:
        raise error


def _wrong_host() -> None:
    """Raise BadRequest for an impossible host name."""
    host = request.environ.get(WRONG_HOST)
    if host:
        raise BadRequest(
            f"Host ヘッダーが正しくありません: {host[:80]}",
            f"not a host: {host[:80]}",
            hint_ja="アドレスのホスト名を確かめてください",
            hint_en="check the host name in the address",
        )


def _in_our_words(response: Response) -> Response:
    """Reword an error that a response has set by itself (such as 412)."""
    if response.status_code < 400 or response.mimetype in (PROBLEM, "text/html"):
        return response
    response.close()  # it may hold a file
    name = HTTP_STATUS_CODES.get(response.status_code, "")
    return answer(BadRequest(f"条件に合いません({name})", name), response.status_code)


def _own(error: MichisujiError) -> Response:
    if error.status >= 500:
        log.warning("%s: %s", error.code, error.message["en"])
    return answer(error)


def _http(error: HTTPException) -> Response:
    if error.code is not None and 300 <= error.code < 400:
        return make_response(error.get_response())
    known = {404: _missing, 405: _wrong_method, 413: _too_large}.get(error.code or 500)
    own = known() if known else BadRequest(error.name, error.description or error.name)
    response = answer(own, error.code)
    allowed = error.get_response().headers.get("Allow")
    if allowed:
        response.headers["Allow"] = allowed
    return response


def _unexpected(error: Exception) -> Response:
    if damaged := damage(error):  # found by a query in this process
        return _own(damaged)
    log.exception("unexpected error", exc_info=error)
    return answer(internal())


def internal() -> MichisujiError:
    """Return the answer to a client after an unforeseen error."""
    return MichisujiError(
        "サービスの内部で誤りが起きました",
        "something went wrong inside the service",
        hint_ja="時間をおいてもう一度お試しください。続くときは管理者に時刻を知らせてください",
        hint_en="try again later; if it lasts, tell the administrator the time",
    )


def _missing() -> MichisujiError:
    return NotFound(
        "このアドレスのページはありません",
        "there is no page at this address",
        hint_ja="アドレスを確かめるか、検索してください",
        hint_en="check the address, or search",
    )


def _too_large() -> MichisujiError:
    return TooLarge("送られた内容が大きすぎます", "the request is too large")


class WrongMethod(MichisujiError):
    """Raised for a method that an address does not support."""

    code = "method-not-allowed"
    status = 405
    title: ClassVar[Text] = {"ja": "この操作はできません", "en": "Method not allowed"}


class BadRequest(MichisujiError):
    """Raised for other HTTP errors, which have no class of their own."""

    code = "bad-request"
    status = 400
    title: ClassVar[Text] = {"ja": "リクエストに応じられません", "en": "Request not accepted"}


def _wrong_method() -> MichisujiError:
    return WrongMethod(
        "このアドレスではその操作はできません", "that method is not allowed at this address"
    )


def problem(error: MichisujiError, status: int, lang: str) -> dict[str, Any]:
    """Return the RFC 9457 members, ``code`` and ``hint``.

    ``line`` and ``column`` are included if known, and what an error has of its own.
    """
    members = {
        "type": f"https://w3id.org/michisuji/problem/{error.code}",
        "title": error.title[lang],
        "status": status,
        "detail": sentence(error.message[lang], lang),
        "code": error.code,
        "hint": sentence(error.hint[lang], lang),
    }
    if error.place:
        members["line"], members["column"] = error.place
    return members | error.members()


def answer(error: MichisujiError, status: int | None = None) -> Response:
    """Return the error as a response, in the reader's language and format."""
    status = status or error.status
    if "lang" not in g:
        g.lang = "ja"
    lang = current_lang()
    if prefers_html():
        page = render(
            "error.html",
            title=error.title[lang],
            detail=sentence(error.message[lang], lang),
            hint=sentence(error.hint[lang], lang),
            status=status,
        )
        response = make_response(page, status)
    else:
        body = json.dumps(problem(error, status, lang), ensure_ascii=False)
        response = Response(body, status=status, content_type=PROBLEM)
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = "no-store"
    for kind, seconds in RETRY_AFTER.items():
        if isinstance(error, kind):
            response.headers["Retry-After"] = str(seconds)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
