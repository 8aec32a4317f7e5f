"""The memory for pages: answers by their tag, as gzip, up to the configured size."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from michisuji.errors import MichisujiError
from michisuji.languages import Text

if TYPE_CHECKING:
    from flask import Response

#: Seconds that a request waits for another one that makes the same page.
WAIT_S = 10.0
#: The largest share of the memory for one page: the rest is for others.
_LARGEST = 0.25
#: Bytes that an entry takes in addition to its body.
_OVERHEAD = 1_000
_LEVEL = 3


class BeingMade(MichisujiError):
    """Raised when another request makes the same page, and takes too long."""

    code = "being-made"
    status = 503
    title: ClassVar[Text] = {"ja": "ページを作っています", "en": "The page is being made"}


@dataclass(frozen=True)
class Kept:
    """A cached answer: its headers, and its body as gzip."""

    headers: tuple[tuple[str, str], ...]
    packed: bytes

    @classmethod
    def of(cls, response: Response) -> Kept:
        """Store a view's answer, before any header of the request itself."""
        packed = gzip.compress(response.get_data(), _LEVEL, mtime=0)
        return cls(tuple(response.headers.items()), packed)

    @property
    def size(self) -> int:
        """The memory that it takes, in bytes."""
        return len(self.packed) + _OVERHEAD


class Pages:
    """Cached answers by tag, up to ``most`` bytes; the last used stay. For many threads."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()
        #: Tag → its maker's lock, and how many hold it or wait for it.
        self._makers: dict[str, tuple[threading.Lock, int]] = {}

    def get(self, tag: str) -> Kept | None:
        """Return the answer under the tag, if any."""
        with self._lock:
            found = self._kept.get(tag)
            if found is not None:
                self._kept.move_to_end(tag)
            return found

    def put(self, tag: str, kept: Kept) -> None:
        """Store an answer, and drop others until all fit."""
        with self._lock:
            self._forget(tag)
            if kept.size > self.most * _LARGEST:
                return
            self._kept[tag] = kept
            self.size += kept.size
            while self.size > self.most:
                self._forget(next(iter(self._kept)))

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def _forget(self, tag: str) -> None:
        old = self._kept.pop(tag, None)
        self.size -= old.size if old else 0

    @contextmanager
    def maker(self, tag: str, wait_s: float = WAIT_S) -> Iterator[None]:
        """Hold the lock for making the page.

        Raises BeingMade when another request takes too long.
        """
        with self._lock:
            lock, users = self._makers.get(tag, (threading.Lock(), 0))
            self._makers[tag] = lock, users + 1
        try:
            if not lock.acquire(timeout=wait_s):
                raise _being_made()
            try:
                yield
            finally:
                lock.release()
        finally:
            with self._lock:
                lock, users = self._makers[tag]
                if users == 1:
                    del self._makers[tag]
                else:
                    self._makers[tag] = lock, users - 1


def _being_made() -> BeingMade:
    return BeingMade(
        "このページは、いま別のリクエストのために作っています",
        "this page is being made for another request",
        hint_ja="数秒おいて、もう一度開いてください",
        hint_en="ask again in a few seconds",
    )
