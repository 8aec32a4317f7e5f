"""The only door for readers' queries: what may be asked, how long, how much. Nothing is cut."""

from __future__ import annotations

import io
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
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
from michisuji.vocabulary import parse_graph_iri
from michisuji.web.lexer import FORMS, UPDATES, find_service, outline, position
from michisuji.web.visible import hide_own_graphs

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

    def run(
        self,
        query: str,
        media_type: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        rewrite: Callable[[bytes], bytes] | None = None,
    ) -> tuple[IO[bytes], int]:
        """The whole answer as a file, and its size in bytes.

        ``rewrite`` turns it into another format; it too takes place within the limits.

        Raises Refused, QuerySyntaxError, TooLarge, QueryTimeout, Busy, StoreUnavailable.
        """
        check(query, self.settings)
        for graph in (*default_graphs, *named_graphs):
            if parse_graph_iri(self.settings.base_iri, graph) is None:
                raise _foreign_graph(graph[:200], self.settings)
        with self._place():
            file, size = self._spool(self._raw(query, media_type, default_graphs, named_graphs))
            if rewrite is None:
                return file, size
            with file:
                body = rewrite(file.read())
        if len(body) > self.settings.max_bytes:
            raise self._over(f"{self.settings.max_bytes:,}", "バイト", "bytes")
        return io.BytesIO(body), len(body)

    def _raw(
        self,
        query: str,
        media_type: str,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
    ) -> RawResult:
        """The store's answer, its own graphs left out of it."""
        text = hide_own_graphs(query, self.settings.base_iri)
        if find_service(text):  # what was checked is the query as it was written
            text = query
        try:
            return self.store.raw(
                text, media_type, default_graphs=default_graphs, named_graphs=named_graphs
            )
        except QuerySyntaxError:
            if text == query:
                raise
            # Asked as it was written, the error tells the reader's own line and column.
            self.store.ask(query)
            raise

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
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (handed on)
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
            raise _foreign_graph(graph.text[:200], settings, (line, column))
    return seen.form


def _foreign_graph(graph: str, settings: Settings, at: tuple[int, int] | None = None) -> Refused:
    ja = f"{at[0]}行{at[1]}列: " if at else ""
    en = f"line {at[0]}, column {at[1]}: " if at else ""
    own = f"{settings.base_iri}/graph/"
    return Refused(
        f"{ja}指定できるのは {own} のグラフだけです: {graph}",
        f"{en}only graphs of {own} can be named: {graph}",
        hint_ja=f"<{own}データセット名/年度> のように、<…> で省かずに書いてください",
        hint_en=f"write it in full, like <{own}NAME/YEAR>",
    )


def _refused(query: str, offset: int, what: str) -> Refused:
    line, column = position(query, offset)
    return Refused(
        f"{line}行{column}列: {what} は受け付けません。ここは読み取り専用です",
        f"line {line}, column {column}: {what} is refused, this endpoint only reads",
        hint_ja="SERVICE、LOAD、更新を含まない問い合わせにしてください",
        hint_en="ask without SERVICE, LOAD and updates",
    )


def row_counter(content_type: str) -> Callable[[bytes], int]:
    """A function that counts the result rows in each further chunk of an answer.

    It looks at the bytes only. JSON is counted with its texts taken out; in XML ``<`` is escaped in
    texts, and in TSV a line break; in CSV line breaks inside quotes are not counted. A row cut by a
    chunk's end is counted with the next one. Graphs (Turtle …) have no rows: their bytes are
    limited. The first line of CSV and TSV, which is no row, is counted like the others.
    """
    kind = content_type.split(";")[0].strip()
    if kind == "application/sparql-results+json":
        return _json()
    if kind == "application/sparql-results+xml":
        return _xml()
    if kind == "text/tab-separated-values":
        return lambda chunk: chunk.count(b"\n")
    if kind == "text/csv":
        return _csv()
    return lambda chunk: 0


#: Without its texts JSON has an object in an array for each row; all others stand behind a colon.
_JSON_ROW = re.compile(rb"[\[,]\s*\{")
_JSON_END = re.compile(rb"[\[,]\s*$")


def _json() -> Callable[[bytes], int]:
    in_text, escape, rest = False, b"", b""

    def count(chunk: bytes) -> int:
        nonlocal in_text, escape, rest
        bare = (escape + chunk).replace(b"\\\\", b"")
        escape = b"\\" if bare.endswith(b"\\") else b""
        parts = bare.replace(b'\\"', b"").split(b'"')
        outside = rest + b"".join(parts[in_text::2])
        in_text ^= len(parts) % 2 == 0
        end = _JSON_END.search(outside)
        rest = end[0] if end else b""
        return len(_JSON_ROW.findall(outside))

    return count


def _xml() -> Callable[[bytes], int]:
    row, rest = b"<result>", b""

    def count(chunk: bytes) -> int:
        nonlocal rest
        text = rest + chunk
        rest = text[-len(row) + 1 :]  # too short to hold a row that has been counted
        return text.count(row)

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
