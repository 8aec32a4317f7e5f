"""Folders for temporary files, removed after use even if the process is killed.

Each holds a file that its process keeps locked. Whoever makes the next folder removes those whose
lock is free: their process was killed. The system releases a lock when its process ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "michisuji-"
_HELD = ".held"


@contextmanager
def scratch(prefix: str = PREFIX, *, beside: Path | None = None) -> Iterator[Path]:
    """Yield a new folder in ``beside`` (default: the system's for temporary files)."""
    parent = beside or Path(tempfile.gettempdir())
    sweep(prefix, parent)
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    new = made / f"{_HELD}.new"
    try:
        with new.open("wb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            new.rename(made / _HELD)  # locked before anybody can see it
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep(prefix: str, parent: Path) -> None:
    """Remove this user's folders whose process has ended; keep others with such names."""
    with os.scandir(parent) as entries:
        for entry in entries:
            with suppress(OSError):  # held, not one of our folders, or just being removed
                own = entry.is_dir(follow_symlinks=False) and _is_own(entry)
                if entry.name.startswith(prefix) and own:
                    with open(os.path.join(entry.path, _HELD), "rb") as held:
                        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(entry.path, ignore_errors=True)


def _is_own(entry: os.DirEntry[str]) -> bool:
    return entry.stat(follow_symlinks=False).st_uid == os.getuid()
