"""The sentences for files that cannot be read as a book."""

from __future__ import annotations

from michisuji.errors import BadInput, TooLarge

#: Bytes of a file as it is, and of what a compressed one holds.
MAX_BYTES = 100_000_000
MAX_UNPACKED = 1_000_000_000
#: Bytes of values within a book, without the cells that are only formatted.
MAX_CONTENT = 150_000_000
#: Cells from A1 to the last one with a value: this much room a sheet takes in memory.
MAX_CELLS = 6_000_000
#: Files within a zip; a book of 500 sheets has about 1,100.
MAX_PARTS = 10_000

_SAVE = (
    "Excelで開き、「名前を付けて保存」で「Excelブック(.xlsx)」を選んでください",
    "open it in Excel, and save it as an Excel workbook (.xlsx)",
)
_AGAIN = ("もう一度保存するか、送り直してもらってください", "save it again, or ask for it again")
_WITHOUT_PASSWORD = (
    "Excelの「ファイル」→「情報」→「ブックの保護」でパスワードを外し、保存し直してください",
    "remove the password in Excel (File, Info, Protect Workbook), and save it again",
)
_SMALLER = (
    "使っていない行・列の値や書式を消すか、ブックを分けてください",
    "clear rows and columns that are not in use, or divide the book",
)

#: Code → what is wrong, what to do: each in Japanese and English.
_REFUSED: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "missing": (
        ("ファイルがありません", "there is no such file"),
        ("名前と場所を確かめてください", "check its name and folder"),
    ),
    "empty": (("中身が空です", "the file is empty"), _AGAIN),
    "password": (("パスワードで保護されています", "is protected by a password"), _WITHOUT_PASSWORD),
    "damaged": (
        ("壊れているか、途中で切れています", "is damaged or cut short"),
        _AGAIN,
    ),
    "markup": (
        (
            "拡張子は表計算ですが、中身はHTMLかXMLです",
            "is named like a spreadsheet, but holds HTML or XML",
        ),
        _SAVE,
    ),
    "text": (
        (
            "拡張子は表計算ですが、中身はCSVなどの文字です",
            "is named like a spreadsheet, but holds plain text such as CSV",
        ),
        (
            "拡張子を .csv に変えるか、Excelで開いて .xlsx で保存してください",
            "rename it to .csv, or open it in Excel and save it as .xlsx",
        ),
    ),
    "other-zip": (
        ("Excelブックではない圧縮ファイルです", "is a zip, but not a workbook"),
        ("展開して、中のブックを指定してください", "unpack it, and give the workbooks in it"),
    ),
    "binary": (
        ("バイナリ形式のブック(.xlsb)は読みません", "is a binary workbook (.xlsb)"),
        _SAVE,
    ),
    "other": (
        ("表計算のファイルではありません", "is not a spreadsheet"),
        (
            "xlsx・xlsm・xls・ods・csv のどれかにしてください",
            "give a file of xlsx, xlsm, xls, ods or csv",
        ),
    ),
    "declarations": (
        (
            "XMLの文書型宣言(DOCTYPE)が含まれます。Excelが作るファイルにはないものです",
            "holds an XML document type declaration, which no file made by Excel does",
        ),
        _SAVE,
    ),
    "encoding": (
        ("UTF-8でもShift_JISでもないCSVです", "is a CSV in neither UTF-8 nor Shift_JIS"),
        (
            "Excelで「CSV UTF-8(コンマ区切り)」として保存し直してください",
            "save it in Excel as “CSV UTF-8”",
        ),
    ),
    "quotes": (
        (
            "引用符が閉じていないなど、CSVの書き方に誤りがあります",
            "is no well-formed CSV (a quotation mark may not be closed)",
        ),
        _AGAIN,
    ),
    "no-sheets": (
        ("シートがありません", "has no sheets"),
        _AGAIN,
    ),
}

_TOO_LARGE: dict[str, tuple[str, str]] = {
    "file": (
        f"大きすぎます(上限は{MAX_BYTES:,}バイト)",
        f"is too large (the limit is {MAX_BYTES:,} bytes)",
    ),
    "unpacked": (
        f"展開すると大きすぎます(上限は{MAX_UNPACKED:,}バイト)",
        f"is too large when unpacked (the limit is {MAX_UNPACKED:,} bytes)",
    ),
    "content": (
        f"書かれている文字や数値が多すぎます(上限は{MAX_CONTENT:,}バイト)",
        f"holds too much text and numbers (the limit is {MAX_CONTENT:,} bytes)",
    ),
    "parts": (
        f"圧縮ファイルの中のファイルが多すぎます(上限は{MAX_PARTS:,}件)",
        f"holds too many files (the limit is {MAX_PARTS:,})",
    ),
}


def refused(file: str, code: str) -> BadInput:
    """Return the error for a file that cannot be read, by a code of the table above."""
    (ja, en), (hint_ja, hint_en) = _REFUSED[code]
    return BadInput(f"{file}: {ja}", f"{file}: {en}", hint_ja=hint_ja, hint_en=hint_en)


def too_large(file: str, code: str) -> TooLarge:
    """Return the error for a file that is over a limit."""
    ja, en = _TOO_LARGE[code]
    hint_ja, hint_en = _SMALLER
    return TooLarge(f"{file}: {ja}", f"{file}: {en}", hint_ja=hint_ja, hint_en=hint_en)


def too_wide(file: str, sheet: str, last: str) -> TooLarge:
    """Return the error for a sheet whose last value is too far away."""
    return TooLarge(
        f"{file}「{sheet}」: 離れたところ({last} あたり)に値があり、表が大きすぎます"
        f"(上限は{MAX_CELLS:,}セル)",
        f"{file} “{sheet}”: has a value far away (around {last}), so its table is too large "
        f"(the limit is {MAX_CELLS:,} cells)",
        hint_ja=f"{last} あたりの値を消してください",
        hint_en=f"clear the values around {last}",
    )
