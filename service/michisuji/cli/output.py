"""Writes a report to the terminal, or whole to a file."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from michisuji.errors import BadInput, DiskFull

if TYPE_CHECKING:
    from michisuji.quality.report import Report


def refuse_terminal(form: str, output: Path | None) -> None:
    """Raise BadInput when the format is binary and would go to a terminal.

    Called before the check, which may take a while.
    """
    from michisuji.quality.formats import FORMATS

    if output is None and FORMATS[form].binary and sys.stdout.isatty():
        example = f"-o report{FORMATS[form].extension}"
        raise BadInput(
            f"{form} は端末には表示できません",
            f"{form} cannot be shown on a terminal",
            hint_ja=f"ファイルに保存してください: {example}",
            hint_en=f"write it to a file: {example}",
        )


def hand_out(
    report: Report, form: str, output: Path | None, lang: str, context: dict[str, Any]
) -> None:
    """Write ``report`` to ``output``, or to standard output.

    Raises BadInput for a place that cannot be written to and DiskFull; an existing file is then
    unchanged.
    """
    from michisuji.quality.formats import FORMATS, render, render_bytes

    if output is not None:
        write_whole(output, render_bytes(report, form, lang, **context))
    elif FORMATS[form].binary:
        sys.stdout.buffer.write(render_bytes(report, form, lang, **context))
    else:
        sys.stdout.write(render(report, form, lang, **context))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a partial one.

    Raises BadInput for a place that cannot be written to and DiskFull.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        if error.errno == errno.ENOSPC:
            raise DiskFull(f"{path} に書けません", f"cannot write {path}") from error
        raise BadInput(
            f"{path} に書けません({error.strerror})",
            f"cannot write {path} ({error.strerror})",
            hint_ja="フォルダーがあるか、書き込めるかを確かめてください",
            hint_en="check that the folder exists and is writable",
        ) from error
