"""The only door for readers' queries: what may be asked, how long, how much. Nothing is cut."""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, ClassVar

from michisuji.errors import (
    MichisujiError,
    QuerySyntaxError,
    QueryTimeout,
    Refused,
    Text,
    TooLarge,
)
from michisuji.settings import Settings
from michisuji.store import RawResult, Store
from michisuji.store.transport import is_cancelled
from michisuji.web.lexer import FORMS, UPDATES, outline, position

_IN_MEMORY = 1_000_000
_TAIL = 512
#: A reader waits this long for a place before being told to come back, seconds.
_WAIT_S = 2.0


class Busy(MichisujiError):
    """As many queries are under way as the service allows at once."""

    code = "busy"
    status = 503
    title: ClassVar[Text] = {"ja": "混み合っています", "en": "Busy"}


class Gateway:
    """Runs readers' queries within the limits of the settings."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self._places = threading.BoundedSemaphore(settings.max_queries)

    def run(self, query: str, media_type: str) -> tuple[IO[bytes], int]:
        """The whole answer as a file, and its size in bytes.

        Raises Refused, QuerySyntaxError, TooLarge, QueryTimeout, Busy, StoreUnavailable.
        """
        check(query, self.settings)
        with self._place():
            result = self.store.raw(query, media_type)
            return self._spool(result)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=_WAIT_S):
            most = self.settings.max_queries
            raise Busy(
                f"同時に受け付ける問い合わせは{most}件までです",
                f"no more than {most} queries are answered at once",
                hint_ja="数秒おいてもう一度お試しください",
                hint_en="try again in a few seconds",
            )
        try:
            yield
        finally:
            self._places.release()

    def _spool(self, result: RawResult) -> tuple[IO[bytes], int]:
        """Take in the whole answer before the first byte goes out: a failure then has a status."""
        count = row_counter(result.content_type)
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)
        # The first line of CSV and TSV is no row.
        size, rows, tail = 0, -result.content_type.startswith(("text/csv", "text/tab")), b""
        try:
            for chunk in result.chunks:
                size += len(chunk)
                rows += count(chunk)
                if size > self.settings.max_bytes:
                    raise self._over(f"{self.settings.max_bytes:,}", "バイト", "bytes")
                if rows > self.settings.max_rows:
                    raise self._over(f"{self.settings.max_rows:,}", "行", "rows")
                kept.write(chunk)
                tail = (tail + chunk)[-_TAIL:]
            if is_cancelled(tail, result.content_type):
                raise timeout(self.settings)
        except BaseException:
            kept.close()
            raise
        finally:
            close = result.close
            if callable(close):
                close()
        kept.seek(0)
        return kept, size

    def _over(self, limit: str, ja: str, en: str) -> TooLarge:
        return TooLarge(
            f"結果が上限の{limit}{ja}を超えました。途中までの結果は返しません",
            f"the result is over the limit of {limit} {en}; no partial result is given",
            hint_ja="LIMIT と OFFSET で分けて取り出すか、条件を絞ってください",
            hint_en="take it in parts with LIMIT and OFFSET, or narrow the query",
        )


def timeout(settings: Settings) -> QueryTimeout:
    """What a reader is told when the engine gave up."""
    limit = settings.query_timeout_s
    return QueryTimeout(
        f"問い合わせが制限時間の{limit}秒を超えたため、取りやめました",
        f"the query went over the time limit of {limit} s and was cancelled",
        hint_ja="条件を絞るか、LIMIT を付けるか、つながりのないパターンがないか確かめてください",
        hint_en="narrow it, add LIMIT, or look for patterns that share no variable",
    )


def check(query: str, settings: Settings) -> str:
    """The query's form (SELECT, …) when a reader may ask it.

    Raises TooLarge, QuerySyntaxError, or Refused with the line and column of what is refused.
    """
    if len(query.encode("utf-8", "surrogatepass")) > settings.max_query_bytes:
        raise TooLarge(
            f"問い合わせ文は{settings.max_query_bytes:,}バイトまでです",
            f"a query may be {settings.max_query_bytes:,} bytes long",
        )
    if not query.strip():
        raise QuerySyntaxError("問い合わせ文が空です", "the query is empty")
    seen = outline(query)
    if seen.form in UPDATES:
        raise _refused(query, seen.form_at, seen.form)
    if seen.form not in FORMS:
        line, column = position(query, seen.form_at)
        raise QuerySyntaxError(
            f"{line}行{column}列: SELECT、ASK、CONSTRUCT、DESCRIBE のどれかが必要です",
            f"line {line}, column {column}: expected SELECT, ASK, CONSTRUCT or DESCRIBE",
        )
    if seen.service:
        raise _refused(query, seen.service.start, "SERVICE")
    for graph in seen.graphs:
        if graph.kind != "iri" or not graph.text[1:].startswith(settings.base_iri + "/graph/"):
            line, column = position(query, graph.start)
            raise Refused(
                f"{line}行{column}列: FROM に指定できるのは {settings.base_iri}/graph/ のグラフ"
                "(<…> で書いたもの)だけです",
                f"line {line}, column {column}: FROM takes graphs of {settings.base_iri}/graph/ "
                "only, written in full as <…>",
            )
    return seen.form


def _refused(query: str, offset: int, what: str) -> Refused:
    line, column = position(query, offset)
    return Refused(
        f"{line}行{column}列: {what} は受け付けません。ここは読み取り専用です",
        f"line {line}, column {column}: {what} is refused, this endpoint only reads",
        hint_ja="SERVICE、LOAD、更新を含まない問い合わせにしてください",
        hint_en="ask without SERVICE, LOAD and updates",
    )


_JSON_ROWS = re.compile(rb'\}\},\{"|"bindings":\[\{')


def row_counter(content_type: str) -> Callable[[bytes], int]:
    """A function that counts the result rows in each further chunk of an answer.

    It looks at the bytes only: in JSON a quote inside a text is escaped, in XML ``<``, in TSV a line
    break; in CSV line breaks inside quotes are not counted. A row cut by a chunk's end is counted
    with the next one. Graphs (Turtle …) have no rows: their bytes are limited.
    """
    kind = content_type.split(";")[0].strip()
    if kind == "application/sparql-results+json":
        return _carrying(_JSON_ROWS, 16)
    if kind == "application/sparql-results+xml":
        return _carrying(re.compile(rb"<result>"), 8)
    if kind == "text/tab-separated-values":
        return lambda chunk: chunk.count(b"\n")
    if kind == "text/csv":
        return _csv()
    return lambda chunk: 0


def _carrying(pattern: re.Pattern[bytes], reach: int) -> Callable[[bytes], int]:
    rest = b""

    def count(chunk: bytes) -> int:
        nonlocal rest
        text = rest + chunk
        found, end = 0, 0
        for match in pattern.finditer(text):
            found, end = found + 1, match.end()
        rest = text[max(end, len(text) - reach) :]
        return found

    return count


def _csv() -> Callable[[bytes], int]:
    quoted = False

    def count(chunk: bytes) -> int:
        nonlocal quoted
        found = 0
        for number, part in enumerate(chunk.split(b'"')):
            if number:
                quoted = not quoted
            if not quoted:
                found += part.count(b"\n")
        return found

    return count
