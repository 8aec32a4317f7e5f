"""Files and folders that are private to their owner: the data directory holds drafts."""

from __future__ import annotations

import logging
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

log = logging.getLogger("michisuji.store")

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
#: What this and earlier versions of the service, and its keepers, put into the data directory.
_OWN = re.compile(
    r"\.?(public|work|drafts|reports|bundles?|search|synonyms|accounts|secret-key)([.-].*)?"
)


def make(folder: Path) -> None:
    """Create a private folder, unless it exists.

    Raises OSError.
    """
    folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)


def append_to(path: Path) -> BinaryIO:
    """Open a private file for appending.

    An existing one that is readable for others is closed to them. Raises OSError.
    """
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if os.fstat(file).st_mode & _OTHERS:
        with suppress(OSError):  # somebody else's
            os.fchmod(file, 0o600)
    return os.fdopen(file, "ab")


def close_to_others(home: Path, *folders: Path) -> None:
    """Remove the rights of others to the data directory, and to ``folders`` in it.

    A data directory that holds files of other programs (``/tmp``, say) is left unchanged, with a
    warning, and so is one that belongs to somebody else.
    """
    for folder in (*folders, home):
        with suppress(FileNotFoundError):
            mode = folder.stat().st_mode
            if mode & _OTHERS and not (_is_our_own(folder, home) and _narrowed(folder, mode)):
                log.warning("other users of this machine may look into %s: chmod 700 it", folder)


def _is_our_own(folder: Path, home: Path) -> bool:
    return folder != home or all(_OWN.fullmatch(name) for name in os.listdir(home))


def _narrowed(folder: Path, mode: int) -> bool:
    try:
        folder.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except OSError:  # somebody else's, or a file system without rights
        return False
    return True
