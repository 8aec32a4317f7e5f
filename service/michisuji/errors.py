"""One tree of errors: each has a code, an HTTP status and a message in Japanese and English.

The web service turns them into RFC 9457 problem documents, the command line into one line and a
hint.
"""

from __future__ import annotations

from typing import ClassVar

from michisuji.languages import Text


class MichisujiError(Exception):
    """An error that the reader can act on.

    ``message`` and ``hint`` are ``{"ja": …, "en": …}``; the hint says what to do next. ``place`` is
    line and column, from 1, of what is wrong in a text that was sent, where that is known: the
    message begins with it, ``reason`` is the message without it.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[Text] = {"ja": "内部エラー", "en": "Internal error"}

    def __init__(
        self,
        ja: str,
        en: str,
        *,
        hint_ja: str = "",
        hint_en: str = "",
        place: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(en)
        self.reason = self.message = {"ja": ja, "en": en}
        self.hint = {"ja": hint_ja, "en": hint_en}
        self.place = place
        if place is not None:
            line, column = place
            self.message = {
                "ja": f"{line}行{column}列: {ja}",
                "en": f"line {line}, column {column}: {en}",
            }
            self.args = (self.message["en"],)

    def members(self) -> dict[str, object]:
        """Return the members of its problem document that other errors do not have."""
        return {}


class BadInput(MichisujiError):
    """Raised for a file, parameter or option that cannot be used as given."""

    code = "bad-input"
    status = 400
    title: ClassVar[Text] = {"ja": "入力に誤りがあります", "en": "Bad input"}


class QuerySyntaxError(BadInput):
    """Raised for a SPARQL query that does not parse."""

    code = "query-syntax"
    title: ClassVar[Text] = {"ja": "SPARQLの書き方に誤りがあります", "en": "SPARQL syntax error"}


class Refused(MichisujiError):
    """Raised for an operation that this reader may not use (SERVICE, LOAD, updates)."""

    code = "refused"
    status = 403
    title: ClassVar[Text] = {"ja": "許可されていない操作です", "en": "Operation refused"}


class NotFound(MichisujiError):
    """Raised when there is no such resource, page, question or rule."""

    code = "not-found"
    status = 404
    title: ClassVar[Text] = {"ja": "見つかりません", "en": "Not found"}


class NotAcceptable(MichisujiError):
    """Raised when none of the client's accepted formats is available."""

    code = "not-acceptable"
    status = 406
    title: ClassVar[Text] = {"ja": "求められた形式では返せません", "en": "Not acceptable"}


class TooLarge(MichisujiError):
    """Raised for a request or a result over a stated limit; nothing is cut silently."""

    code = "too-large"
    status = 413
    title: ClassVar[Text] = {"ja": "上限を超えています", "en": "Over the limit"}


class QueryTimeout(MichisujiError):
    """Raised when the engine cancelled a query at its time limit."""

    code = "query-timeout"
    status = 503
    title: ClassVar[Text] = {"ja": "問い合わせが時間切れになりました", "en": "Query timed out"}


class StoreUnavailable(MichisujiError):
    """Raised when the store does not answer (starting, killed, unreachable)."""

    code = "store-unavailable"
    status = 503
    title: ClassVar[Text] = {
        "ja": "データベースが応答していません",
        "en": "The store does not answer",
    }


class OutOfMemory(StoreUnavailable):
    """Raised when the engine exceeded its memory limit; its running work has ended with it."""

    code = "out-of-memory"
    title: ClassVar[Text] = {
        "ja": "データベースのメモリーが足りません",
        "en": "The store ran out of memory",
    }


class StoreDamaged(MichisujiError):
    """Raised when a database file differs from what was written; only a person can repair it."""

    code = "store-damaged"
    title: ClassVar[Text] = {
        "ja": "データベースのファイルが壊れています",
        "en": "The database is damaged",
    }


class StoreConflict(MichisujiError):
    """Raised when the data directory or port is in use by another program."""

    code = "store-conflict"
    status = 409
    title: ClassVar[Text] = {
        "ja": "データの場所が使用中です",
        "en": "The data directory or port is in use",
    }


class DiskFull(MichisujiError):
    """Raised when there is no room left for the data; earlier data is intact."""

    code = "disk-full"
    status = 507
    title: ClassVar[Text] = {"ja": "ディスクの空きがありません", "en": "Disk full"}
