"""Choices of cells: by label or code, boxes □ and ■, and several values in one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from michisuji.folding import fold, word
from michisuji.importers.city.cells.reasons import CellValue, problem
from michisuji.importers.city.cells.texts import RawCell, absent, written
from michisuji.languages import Text

_TICKED, _EMPTY_BOX = "■☑☒✔✓◼◾", "□☐◻◽"
_BOX = re.compile(f"([{_TICKED}{_EMPTY_BOX}])")
_YES = frozenset(("○", "〇", "◯", "◎", "●", "レ", "✓", "✔", "☑", "■")) | frozenset(
    ("はい", "有", "あり", "要", "yes", "true", "y", "1")
)
_NO = frozenset(("×", "✕", "✖", "□", "☐", "いいえ", "無", "なし", "不要", "no", "false", "n", "0"))
#: What stands around the label of a box.
_AROUND = " \u3000\n・、/()()"
_BREAKS = re.compile(r"[、,;|\uff0c\uff1b]")
#: Begins a further line of a value that begins with an apostrophe.
_GOES_ON = "'↵"
_SOFT_BREAKS = re.compile(r"[・/／･ \u3000]")
_MARKED = re.compile(r"^[レ✓✔○〇◯●◎]\s*")
_REMARK = re.compile(r"[((].*[))]$")


def choice(
    cell: RawCell, labels: Mapping[str, Text], also: Mapping[str, tuple[str, ...]] | None = None
) -> CellValue:
    """Return the code (a key of ``labels``) that a cell names by code, label or ``also`` a word.

    Width, blanks, case and list numbers do not matter; with boxes, the ticked one counts.
    """
    ticks = ticked(cell)
    if ticks is not None and len(ticks) != 1:
        return problem("several-choices" if ticks else "no-choice")
    said = ticks[0] if ticks else written(cell)
    names = _names(labels, also or {})
    for spelling in (said, _MARKED.sub("", said), _REMARK.sub("", said)):
        for plain in (fold(spelling).lower(), word(spelling).lower()):
            if plain in names:
                return CellValue(names[plain])
    choices = "、".join(label["ja"] for label in labels.values())
    return absent(cell) or problem("not-a-choice", choices=choices)


def ticked(cell: RawCell) -> list[str] | None:
    """Return the labels of the ticked boxes of ``□要 ■不要``; None for a cell without boxes."""
    if not isinstance(cell, str):
        return None
    _, *found = _BOX.split(cell)
    if not found:
        return None
    pairs = zip(found[::2], found[1::2], strict=True)
    return [label.strip(_AROUND) for box, label in pairs if box in _TICKED]


def flag(cell: RawCell) -> CellValue:
    """Return True for ○, ■, 有 or TRUE, and False for ×, □, 無 or FALSE."""
    if isinstance(cell, bool):
        return CellValue(cell)
    said = fold(written(cell)).lower()
    for words, value in ((_YES, True), (_NO, False)):
        if said in words:
            return CellValue(value)
    return absent(cell) or problem("not-a-flag")


def several(cell: RawCell, known: Callable[[str], bool] | None = None) -> list[str]:
    """Return the values in one cell, divided by line breaks and 、 , ;.

    With ``known``, a line that is known is not divided, and a part is divided further (at ・, /
    and blanks) where all its parts are known: 防災・減災 is one, 総務課・福祉課 are two. A line
    after an apostrophe is one value, to the letter.
    """
    said = written(cell)
    if absent(cell) is not None:
        return []
    out: list[str] = []
    for line in said.split("\n"):
        if line.startswith(_GOES_ON) and out:
            out[-1] += "\n" + line.removeprefix(_GOES_ON)
        elif line.startswith("'"):
            out.append(line[1:])
        else:
            out += _divided(line, known)
    return out


def held_list(values: Iterable[str]) -> str:
    """Return texts as one cell to write, which :func:`several` gives back unchanged."""
    found = (
        "'" + value.replace("\n", f"\n{_GOES_ON}") if _is_divided(value) else value
        for value in values
    )
    return "\n".join(found)


def _is_divided(value: str) -> bool:
    return value[:1] == "'" or several(value) != [value]


def _divided(line: str, known: Callable[[str], bool] | None) -> list[str]:
    if known and line.strip() and known(line.strip()):
        return [line.strip()]
    out: list[str] = []
    for part in filter(None, (p.strip() for p in _BREAKS.split(line))):
        smaller = [p for p in _SOFT_BREAKS.split(part) if p]
        divided = known and not known(part) and len(smaller) > 1 and all(map(known, smaller))
        out += smaller if divided else [part]
    return out


def _names(labels: Mapping[str, Text], also: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return each spelling of a choice → code; a spelling of two codes is neither."""
    out: dict[str, str] = {}
    twice: set[str] = set()
    for code, label in labels.items():
        words = (code, *label.values(), *also.get(code, ()))
        for spelling in {fold(said).lower() for said in words}:
            twice |= {spelling} if spelling in out else set()
            out[spelling] = code
    return {spelling: code for spelling, code in out.items() if spelling not in twice}
