"""Failures between us and a store, and the meaning of its HTTP answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from urllib3.exceptions import NewConnectionError, ReadTimeoutError

from michisuji.errors import (
    BadInput,
    DiskFull,
    MichisujiError,
    NotAcceptable,
    OutOfMemory,
    QueryTimeout,
    StoreDamaged,
    StoreUnavailable,
    TooLarge,
)
from michisuji.languages import Text
from michisuji.store.syntax import syntax_error

_CANCELLED = b"The SPARQL operation has been cancelled"
_DISK_FULL = ("no space left", "disk full", "disk quota", "enospc")
#: RocksDB's messages about damaged or missing files, and its names for them.
_DAMAGE = re.compile(r"(?:Corruption: |IO error: No such file).*")
_DAMAGED_FILE = re.compile(r"\w+\.sst|MANIFEST-\d+|CURRENT")
#: The part of an answer's end that holds a message about a damaged file, bytes.
LAST_WORDS = 2_000


def is_cancelled(tail: bytes, content_type: str) -> bool:
    """Return True if an answer of HTTP 200 ends in the engine's note that its time ran out.

    ``tail`` is the end of the body, at least 100 bytes of it. A complete answer in JSON, XML or an
    RDF format never ends in a word; in CSV and TSV it would have to be the last cell of the last
    row.
    """
    end = tail.rstrip()
    if "csv" in content_type or "tab-separated" in content_type:
        # A last cell that holds this text ends in a line break, the engine's note does not.
        return tail.endswith(_CANCELLED)
    return end.endswith(_CANCELLED)


def timed_out(kind: type[QueryTimeout] = QueryTimeout) -> QueryTimeout:
    """Return the error of a query that reached its time limit."""
    return kind(
        "問い合わせが制限時間を超えたため中止しました",
        "the query was stopped at its time limit",
        hint_ja="対象を絞る(主語や年度を指定する、LIMIT を付ける)と速くなります",
        hint_en="narrow it: name a resource or a year, or add a LIMIT",
    )


class NotConnected(StoreUnavailable):
    """Raised when no connection could be made: nothing was sent, so it is safe to retry."""


class Silent(QueryTimeout):
    """Raised when no byte arrived in the client's time limit: the store missed its own."""


def broken(error: Exception) -> MichisujiError:
    """Return the error of a connection that failed, was cut or was silent for too long."""
    if isinstance(error, ReadTimeoutError | TimeoutError):
        return timed_out(Silent)
    never = isinstance(error, NewConnectionError)
    kind = NotConnected if never else StoreUnavailable
    return kind(
        "データベースに接続できません",
        f"the store does not answer ({type(error).__name__})",
        hint_ja="少し待ってから、もう一度試してください",
        hint_en="wait a moment and try again",
    )


def out_of_memory() -> OutOfMemory:
    """Return the error of requests running when the engine exceeded its memory limit."""
    return OutOfMemory(
        "エンジンがメモリーの上限を超えたため、問い合わせを取りやめました。エンジンは起動し直しました",
        "the engine exceeded its memory limit; the query ended with it, and it has started again",
        hint_ja="この問い合わせのためなら、つながりのないパターンや、広い ORDER BY・DISTINCT・"
        "GROUP BY を絞ってください。ほかの問い合わせのためなら、もう一度送れば答えます",
        hint_en="if this query was the cause: patterns that share no variable, or a wide ORDER BY, "
        "DISTINCT or GROUP BY, must be narrowed; if another was, send it again",
    )


class TooDeep(BadInput):
    """Raised for a query whose parts are nested deeper than the engine can follow."""

    code = "too-deep"
    title: ClassVar[Text] = {
        "ja": "問い合わせの入れ子が深すぎます",
        "en": "The query is nested too deeply",
    }


def too_deep() -> TooDeep:
    """Return the error of a query that overflowed the engine's stack."""
    return TooDeep(
        "問い合わせの入れ子が深すぎて、エンジンが答えられません",
        "the query is nested too deeply for the engine to answer",
        hint_ja="入れ子や、続けて並べた演算子を減らし、値の並びは VALUES で書いてください",
        hint_en="use less nesting and fewer chained operators, and write lists with VALUES",
    )


def query_out_of_memory(limit: int) -> OutOfMemory:
    """Return the error of a reader's query that exceeded its memory limit, in bytes."""
    return OutOfMemory(
        f"問い合わせが1件あたりのメモリーの上限({limit:,}バイト)を超えたため、取りやめました",
        f"the query exceeded its memory limit of {limit:,} bytes and was ended",
        hint_ja="つながりのないパターンや、広い ORDER BY・DISTINCT・GROUP BY を絞ってください",
        hint_en="narrow patterns that share no variable, and wide ORDER BY, DISTINCT or GROUP BY",
    )


def disk_full(detail: object) -> DiskFull:
    """Return the error of a write that found no room."""
    return DiskFull(
        "ディスクの空きがないため書き込めませんでした。以前のデータは元のままです",
        f"no space left on the store's disk; earlier data is intact ({detail})",
        hint_ja="不要なファイルを消すか、MICHISUJI_HOME を広いディスクに移してください",
        hint_en="free some space, or move MICHISUJI_HOME to a larger disk",
    )


def damage(told: object, place: Path | None = None) -> StoreDamaged | None:
    """Return the error for the engine's message about damaged files; None for other messages.

    ``place`` is the folder of the database, given only to those who may know where it is.
    """
    found = _DAMAGE.search(str(told))
    if found is None:
        return None
    named = _DAMAGED_FILE.search(found[0])
    file = named[0] if named else found[0]
    where = str(place / file if named else place) if place else file
    return StoreDamaged(
        f"データベースのファイルが壊れているか、なくなっています: {where}",
        f"a file of the database is damaged or missing: {where}",
        hint_ja="サービスを止め、データベースのフォルダーをバックアップから戻してください。"
        "なければ別の場所に移し、もう一度取り込んでください(michisuji import)",
        hint_en="stop the service and put the database's folder back from a backup; "
        "without one, move it away and import the data again (michisuji import)",
    )


def damage_at_end(tail: bytes) -> StoreDamaged | None:
    """Return the error that ended an answer of HTTP 200, if any.

    No complete answer ends like that.
    """
    if tail.endswith((b"\n", b"}", b">")):
        return None
    return damage(tail.rpartition(b"\n")[2].decode(errors="replace"))


def error_of(status: int, text: str, *, is_upload: bool = False) -> MichisujiError:
    """Return the error for an HTTP status with a message."""
    short = text[:2000]
    if any(sign in text.lower() for sign in _DISK_FULL):
        return disk_full(short)
    if status >= 500 and (damaged := damage(short)):
        return damaged
    if _CANCELLED.decode() in text or status == 504:
        return timed_out()
    if status == 400:
        if is_upload:
            return BadInput(f"読み込めないファイルです: {short}", f"cannot be read: {short}")
        return syntax_error(short or "bad request")
    if status == 406:
        return NotAcceptable(f"返せない形式です: {short}", short or "not acceptable")
    if status in (413, 414):
        return TooLarge(f"大きすぎます: {short}", short or "too large")
    return StoreUnavailable(
        f"データベースがエラーを返しました (HTTP {status}): {short}",
        f"the store answered HTTP {status}: {short}",
    )
