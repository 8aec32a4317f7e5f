"""Errors of accounts, and what SQLite's mean in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from michisuji.errors import BadInput, DiskFull, MichisujiError
from michisuji.languages import Text


class AccountsDamaged(MichisujiError):
    """Raised for a file of accounts that is damaged, of another program or another version."""

    code = "accounts-damaged"
    title: ClassVar[Text] = {
        "ja": "アカウントのファイルが使えません",
        "en": "The file of accounts cannot be used",
    }


class AccountsUnavailable(MichisujiError):
    """Raised when the file of accounts cannot be opened, read or written now."""

    code = "accounts-unavailable"
    status = 503
    title: ClassVar[Text] = {
        "ja": "アカウントのファイルを開けません",
        "en": "The file of accounts cannot be opened",
    }


class WrongPassword(MichisujiError):
    """Raised when name and password do not fit; it never tells which of them is wrong."""

    code = "wrong-password"
    status = 401
    title: ClassVar[Text] = {"ja": "サインインできません", "en": "Not signed in"}


class SignInDelayed(MichisujiError):
    """Raised when an attempt to sign in comes too soon after failures: ``wait_s`` seconds left."""

    code = "sign-in-delayed"
    status = 429
    title: ClassVar[Text] = {"ja": "しばらく待ってください", "en": "Wait a moment"}

    def __init__(self, wait_s: int) -> None:
        super().__init__(
            f"サインインに続けて失敗したため、あと{wait_s}秒は受け付けません",
            f"too many failures: sign-in is open again in {wait_s} s",
            hint_ja="パスワードを忘れたときは、管理者に1回だけ使えるパスワードを出してもらってください"
            "(待たずに使えます)",
            hint_en="if you forgot your password, ask the administrator for a one-time password, "
            "which works at once",
        )
        self.wait_s = wait_s


class LastAdministrator(BadInput):
    """Raised when nobody would be left to manage accounts."""

    code = "last-administrator"
    status = 409
    title: ClassVar[Text] = {"ja": "最後の管理者です", "en": "The last administrator"}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise SQLite's errors, and the system's, as errors that say what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _operational(path, error) from error
    except sqlite3.IntegrityError:
        raise  # a fault of ours: the callers check first
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise _unavailable(path, error.strerror or str(error)) from error


def _operational(path: Path, error: sqlite3.OperationalError) -> MichisujiError:
    reason = str(error)
    if "full" in reason:
        return DiskFull(f"{path} に書けません", f"cannot write {path}")
    if "no such table" in reason or "no such column" in reason:
        return _damaged(path, reason)
    return _unavailable(path, reason)


def _unavailable(path: Path, reason: str) -> AccountsUnavailable:
    return AccountsUnavailable(
        f"アカウントのファイル {path} を使えません({reason})",
        f"the file of accounts {path} cannot be used ({reason})",
        hint_ja="ファイルとフォルダーが、サービスを動かす利用者のもので、書き込めるかを確かめてください。"
        "ほかの処理が書いている間なら、もう一度試してください",
        hint_en="check that file and folder belong to the user who runs the service, and are "
        "writable; while something else writes, try again",
    )


def _damaged(path: Path, reason: str) -> AccountsDamaged:
    return AccountsDamaged(
        f"アカウントのファイル {path} が使えません({reason})",
        f"the file of accounts {path} cannot be used ({reason})",
        hint_ja="壊れているか、別のプログラムか別の版のファイルです。脇へ移し、バックアップから戻してください"
        "(なければ michisuji user add で作り直します)。データと下書きはそのまま残っています",
        hint_en="it is damaged, or of another program or version: move it away and restore it from "
        "the backup (without one, start again with `michisuji user add`); data and drafts are "
        "not affected",
    )
