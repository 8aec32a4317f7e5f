"""The words of remarks on a book and its sheets."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.importers.city.books.book import Remark

#: Code → Japanese, English.
REMARKS: Mapping[str, tuple[str, str]] = {
    "macros": (
        "マクロが含まれています。実行せず、セルの値だけを読みました",
        "holds macros; they were not run, only the values of cells were read",
    ),
    "external-links": (
        "ほかのファイルへのリンクが含まれています。たどらず、保存されている値を使いました",
        "holds links to other files; they were not followed, the saved values were used",
    ),
    "linked-formula": (
        "ほかのファイルを参照する式があります。保存されている値を使いました",
        "formulas refer to other files; the saved values were used",
    ),
    "hidden-sheet": (
        "非表示のシートです(読みました)",
        "the sheet is hidden (it was read)",
    ),
    "hidden-rows": (
        "非表示の行があります(読みました)",
        "has hidden rows (they were read)",
    ),
    "hidden-columns": (
        "非表示の列があります(読みました)",
        "has hidden columns (they were read)",
    ),
}


def remark(code: str, sheet: str = "", cell: str = "") -> Remark:
    """Return a remark of REMARKS at a place."""
    ja, en = REMARKS[code]
    return Remark(code, {"ja": ja, "en": en}, sheet, cell)
