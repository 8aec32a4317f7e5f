"""Uploads between their steps: few, for an hour, each under a name that nobody can guess."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.errors import NotFound
from michisuji.scratch import scratch
from michisuji.web.accounts.actors import signed_in
from michisuji.web.context import state

if TYPE_CHECKING:
    from michisuji.web.uploading.reviewing import UploadReview

#: Uploads that are kept, and for how long, seconds: who comes later sends the files again.
MOST, AGE_S = 8, 3600


@dataclass
class Upload:
    """The files of one upload in a folder of their own, and what taking them would change.

    ``owner`` is the editor who has sent them. Once ``taken``, the files are gone.
    """

    key: str
    owner: str
    files: list[Path]
    made_at: float
    held: ExitStack
    folder: Path
    review: UploadReview | None = None
    taken: bool = False
    #: Only one request at a time takes, leaves or reviews it.
    lock: threading.Lock = field(default_factory=threading.Lock)

    def drop_files(self) -> None:
        """Remove its files."""
        self.held.close()


class Uploads:
    """The kept uploads of an application; safe to use from many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()
        #: Held while drafts are written, so that no two uploads are taken at once.
        self.taking = threading.Lock()

    def new(self, now: float | None = None) -> Upload:
        """Make a folder for an upload of the current editor; the oldest make room."""
        held = ExitStack()
        folder = held.enter_context(scratch())
        at = time.monotonic() if now is None else now
        made = Upload(secrets.token_urlsafe(32), editor(), [], at, held, folder)
        with self._lock:
            self._kept[made.key] = made
            while len(self._kept) > MOST or at - next(iter(self._kept.values())).made_at > AGE_S:
                self._kept.popitem(last=False)[1].drop_files()
        return made

    def find(self, key: str, now: float | None = None) -> Upload:
        """Return an upload of the current editor.

        Raises NotFound for any other, and for one that is no longer kept.
        """
        at = time.monotonic() if now is None else now
        with self._lock:
            found = self._kept.get(key)
        if found is None or found.owner != editor() or at - found.made_at > AGE_S:
            raise NotFound(
                "このアップロードはもうありません",
                "this upload is no longer kept",
                hint_ja=f"{AGE_S // 60}分を過ぎるか、ほかの{MOST}件が送られると消えます。"
                "もう一度送ってください",
                hint_en=f"it is kept for {AGE_S // 60} minutes, and until {MOST} others are sent: "
                "send it again",
            )
        return found

    def drop(self, upload: Upload) -> None:
        """Forget an upload and its files."""
        with self._lock:
            self._kept.pop(upload.key, None)
        upload.drop_files()


def uploads() -> Uploads:
    """Return the kept uploads of the current application."""
    return state().own(Uploads)


def editor() -> str:
    """Return the account id of the editor whose request this is."""
    return signed_in().id
