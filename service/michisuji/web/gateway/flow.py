"""An answer on its way from the engine to the reader: counted, within the limits, never cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from michisuji.errors import QueryTimeout, TooLarge
from michisuji.settings import Settings
from michisuji.store import RawResult
from michisuji.store.failures import is_cancelled
from michisuji.web.gateway.rows import row_counter

#: The end that is searched for the engine's note that it gave up.
_TAIL = 512
#: This much is counted at once, bytes.
_UNCOUNTED = 65_536
#: An answer up to this size is read before its first byte is sent: a failure has a status.
HOLD = 4_096


@dataclass(frozen=True)
class Stream:
    """An answer to send: chunks, and their total size if known.

    A failure while ``chunks`` runs is an exception: the connection must not end as if all were
    well.
    """

    chunks: Iterator[bytes]
    size: int | None


class Flow:
    """One answer of the engine, with its bytes and rows counted as they pass.

    Call :meth:`close` when chunks are left over; it may be called more than once.
    """

    def __init__(self, result: RawResult, settings: Settings, limit: int | None = None) -> None:
        self._result, self._settings = result, settings
        self._limit = settings.max_bytes if limit is None else limit
        self.size = 0

    def begin(self) -> Stream:
        """Read the first chunks; a small answer completely.

        Raises the errors of :meth:`checked`: a failure so far has a status.
        """
        chunks, held, size = self.checked(), list[bytes](), 0
        try:
            for chunk in chunks:
                held.append(chunk)
                size += len(chunk)
                if size > HOLD:
                    return Stream(self._rest(chain(held, chunks)), None)
        except BaseException:
            self.close()
            raise
        self.close()
        return Stream(iter([b"".join(held)] if held else []), self.size)

    def _rest(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from chunks
        finally:
            self.close()

    def checked(self) -> Iterator[bytes]:
        """Yield the chunks; the last only when it is certain that the engine did not give up.

        Raises TooLarge, QueryTimeout and the store's errors.
        """
        result = self._result
        rows, before, tail = _Rows(result.content_type, self._settings.max_rows), b"", b""
        for chunk in self._timed(result.chunks):
            self.size += len(chunk)
            if self.size > self._limit:
                raise over(f"{self._limit:,}", "バイト", "bytes")
            rows.see(chunk)
            # Only ends are examined: a chunk is rarely shorter than the tail.
            tail = (tail + chunk)[-_TAIL:] if len(chunk) < _TAIL else chunk[-_TAIL:]
            if before:
                yield before
            before = chunk
        if is_cancelled(tail, result.content_type):
            raise timeout(self._settings)
        if before:
            yield before

    def _timed(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from chunks
        except QueryTimeout as error:
            raise timeout(self._settings) from error

    def close(self) -> None:
        """Release the engine's answer."""
        self._result.close()


class _Rows:
    """Raises TooLarge at the first chunk with more rows than allowed.

    A row has at least one byte: while there are too few bytes for too many rows, nothing is
    counted, so that a reader need not wait for it.
    """

    def __init__(self, content_type: str, most: int) -> None:
        self._count, self._most = row_counter(content_type), most
        # The first line of CSV and TSV is not a row.
        self._rows = -content_type.startswith(("text/csv", "text/tab"))
        self._uncounted: list[bytes] = []
        self._size = 0

    def see(self, chunk: bytes) -> None:
        self._uncounted.append(chunk)
        self._size += len(chunk)
        if self._size <= min(_UNCOUNTED, self._most - self._rows):
            return
        self._rows += self._count(b"".join(self._uncounted))
        self._uncounted, self._size = [], 0
        if self._rows > self._most:
            raise over(f"{self._most:,}", "行", "rows")


def timeout(settings: Settings) -> QueryTimeout:
    """Return the error for a reader whose query the engine gave up."""
    limit = settings.query_timeout_s
    return QueryTimeout(
        f"問い合わせが制限時間の{limit}秒を超えたため、取りやめました",
        f"the query exceeded the time limit of {limit} s and was cancelled",
        hint_ja="条件を絞るか、LIMIT を付けるか、つながりのないパターンがないか確かめてください",
        hint_en="narrow it, add LIMIT, or look for patterns that share no variable",
    )


def over(limit: str, ja: str, en: str) -> TooLarge:
    """Return the error for a reader whose result is over a limit."""
    return TooLarge(
        f"結果が上限の{limit}{ja}を超えました。途中までの結果は返しません",
        f"the result is over the limit of {limit} {en}; no partial result is given",
        hint_ja="LIMIT と OFFSET で分けて取り出すか、条件を絞ってください",
        hint_en="fetch it in parts with LIMIT and OFFSET, or narrow the query",
    )
