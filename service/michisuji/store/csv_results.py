"""Results as CSV, converted from the engine's TSV as it arrives.

Engines write an IRI into CSV as it is, so that one with a comma makes two cells. In TSV each term
is whole; here it becomes a cell by RFC 4180 and the SPARQL 1.1 CSV results format: its value
without brackets, language or datatype. People open CSV in spreadsheets, so a text is guarded there
(:mod:`michisuji.spreadsheets`); TSV, JSON and XML hold it as it is.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from michisuji.spreadsheets import CsvWriter, csv_rows, is_formula
from michisuji.store.failures import is_cancelled, timed_out
from michisuji.store.protocol import RawResult

CSV = "text/csv"
TSV = "text/tab-separated-values"
#: The formats requested from an engine. One that has no TSV gives its own CSV.
ACCEPT = f"{TSV}, {CSV};q=0.5"
_ESCAPE = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CHARACTERS = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b"b": b"\b", b"f": b"\f"}
#: Marks the end of a line: no UTF-8 text contains this byte.
_BREAK = b"\xff"


def as_csv(result: RawResult) -> RawResult:
    """Convert an answer in TSV, or in an engine's own CSV, to CSV; leave any other as it is."""
    if result.content_type.startswith(TSV):
        return RawResult(f"{CSV}; charset=utf-8", _written(result), result.close)
    if result.content_type.startswith(CSV):
        return RawResult(f"{CSV}; charset=utf-8", _guarded(result.chunks), result.close)
    return result


def _guarded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Guard an engine's own CSV, row by row.

    Raises QueryTimeout where the engine has stopped.
    """
    for row in csv_rows(_lines(chunks)):
        line = io.StringIO(newline="")
        CsvWriter(line).writerow(row)
        yield line.getvalue().encode(errors="replace")


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    pending = ""
    for text in codecs.iterdecode(chunks, "utf-8", "replace"):
        *whole, pending = (pending + text).split("\n")
        yield from (line + "\n" for line in whole)
    if is_cancelled(pending.encode(errors="replace"), CSV):
        raise timed_out()
    if pending:
        yield pending


def _written(result: RawResult) -> Iterator[bytes]:
    """Yield CSV for the complete lines of each chunk; the remainder follows at the end."""
    columns, pending = -1, list[bytes]()
    for chunk in result.chunks:
        whole, end, rest = chunk.rpartition(b"\n")
        if not end:
            pending.append(chunk)
            continue
        lines = b"".join((*pending, whole))
        pending = [rest]
        if columns >= 0:
            yield _rows(lines, columns)
            continue
        first, end, lines = lines.partition(b"\n")
        head, columns = _heading(first)
        yield head + _rows(lines, columns) if end else head
    if last := b"".join(pending):
        cut = is_cancelled(last, result.content_type)
        yield last if cut else _rows(last, columns)


def _heading(line: bytes) -> tuple[bytes, int]:
    """Return the first line without the variables' question marks, and the number of columns."""
    names = [name.strip(b'"').lstrip(b"?$") for name in line.split(b"\t")]
    return b",".join(names) + b"\r\n", len(names) if line else 0


def _rows(lines: bytes, columns: int) -> bytes:
    """Return lines as CSV, without the last one's break.

    There is no Python loop over the lines: there are many.
    """
    cells = _Cells({_BREAK: _BREAK})
    if columns == 1:  # most readers would skip an empty line
        cells |= {b"": b'""', b'""': b'""'}
    terms = lines.replace(b"\n", b"\t" + _BREAK + b"\t").split(b"\t")
    rows = b",".join(map(cells.__getitem__, terms))
    return rows.replace(b"," + _BREAK + b",", b"\r\n") + b"\r\n"


class _Cells(dict[bytes, bytes]):
    """A cache of terms → cells for one chunk: the same ones occur again and again."""

    def __missing__(self, term: bytes) -> bytes:
        text = term
        if term[:1] == b"<":
            text = term if term[:2] == b"<<" else term[1:-1]
        elif term[:1] == b'"':
            text = term[1 : term.rindex(b'"')]
            if b"\\" in text:
                text = _ESCAPE.sub(_character, text)
            if is_formula(text.decode(errors="replace")):
                text = b"'" + text
        if b"," in text or b'"' in text or b"\n" in text or b"\r" in text:
            text = b'"' + text.replace(b'"', b'""') + b'"'
        self[term] = text
        return text


def _character(escape: re.Match[bytes]) -> bytes:
    code, long_code, plain = escape.groups()
    if plain is not None:
        return _CHARACTERS.get(plain, plain)
    return chr(int(code or long_code, 16)).encode(errors="replace")
