"""N-Triples by plain string building: each term is written, checked and counted once.

A *term* here is text as it stands in an N-Triples line: ``<iri>`` or ``"literal"@ja``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import TracebackType
from typing import Self

from michisuji.iris import is_iri
from michisuji.vocabulary import PREFIXES

_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODED = re.compile(r"[\[\]{}|^`\"\\]")
_WEB = re.compile(r"https?://[^/?#\s]+[^\s]*", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(?:\.\d*)?(?:[eE][+-]?\d{1,3})?")
#: A number with more digits is not an amount of money, and overflows xsd:decimal in common engines.
_MAX_WHOLE_DIGITS = 19
_MAX_FRACTION_DIGITS = 18


def iri(value: str) -> str:
    """Return the term ``<value>``.

    Raises ValueError unless it is an absolute, well-formed IRI.
    """
    if not is_iri(value):
        raise ValueError(f"not an IRI: {value!r}")
    return f"<{value}>"


def web_iri(value: str) -> str | None:
    """Return the term of a web address in a text field; None unless it is one http(s) address.

    Brackets and bars after the host, which browsers accept and IRIs do not, are percent-encoded.
    """
    value = value.strip()
    if not _WEB.fullmatch(value):
        return None
    host_end = min((at for sign in "/?#" if (at := value.find(sign, 8)) >= 0), default=len(value))
    rest = _ENCODED.sub(lambda sign: f"%{ord(sign[0]):02X}", value[host_end:])
    value = value[:host_end] + rest
    return f"<{value}>" if is_iri(value) else None


def name(prefixed: str) -> str:
    """Return the term of a prefixed name, such as ``lm:Program`` or ``code:stage/short``."""
    prefix, _, local = prefixed.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def escape(text: str) -> str:
    """Escape text for use between the quotes of an N-Triples literal."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")


def literal(text: str, language: str = "") -> str:
    """Return a plain or language-tagged literal. Raises ValueError for text that is not Unicode."""
    if not text.isascii() and _SURROGATE.search(text):
        raise ValueError("lone surrogate in text")
    return f'"{escape(text)}"@{language}' if language else f'"{escape(text)}"'


def typed(text: str, datatype: str) -> str:
    """Return a literal of the given datatype, named like ``xsd:date``."""
    return f'"{escape(text)}"^^{name(datatype)}'


_XSD = PREFIXES["xsd"]
_DECIMAL = f'"^^<{_XSD}decimal>'
_INTEGER = f'"^^<{_XSD}integer>'
_GYEAR = f'"^^<{_XSD}gYear>'
_BOOLEAN = f'"^^<{_XSD}boolean>'


def integer(value: int) -> str:
    """Return an xsd:integer literal."""
    return f'"{value}{_INTEGER}'


def boolean(value: bool) -> str:
    """Return an xsd:boolean literal."""
    return f'"{"true" if value else "false"}{_BOOLEAN}'


def gyear(year: int) -> str:
    """Return an xsd:gYear literal of a fiscal year (年度)."""
    return f'"{year:04d}{_GYEAR}'


def decimal(value: str) -> str:
    """Return an xsd:decimal literal of a text that :func:`canonical_decimal` gave."""
    return f'"{value}{_DECIMAL}'


def canonical_decimal(raw: str) -> str | None:
    """Return the canonical xsd:decimal text (XSD 1.1) of a number as people and Excel write it.

    ``34482000.0`` → ``34482000``; full-width digits, thousands commas, ``-``/``▲``/``△`` signs and
    exponents are understood. Returns None if it is not a number, or has more digits than engines
    keep. Fractions are rounded to 18 digits.
    """
    if raw.isascii() and raw.isdigit() and len(raw) < _MAX_WHOLE_DIGITS:
        return raw.lstrip("0") or "0"
    text = unicodedata.normalize("NFKC", raw).strip().replace("−", "-")
    if text[:1] in ("▲", "△"):
        text = "-" + text[1:]
    if not _NUMBER.fullmatch(text) or not text.isascii():
        return None
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:  # pragma: no cover - the pattern lets no such text through
        return None
    if number.adjusted() >= _MAX_WHOLE_DIGITS or number.adjusted() < -60:
        return None
    plain = f"{number:f}"
    _whole, _, fraction = plain.partition(".")
    if len(fraction) > _MAX_FRACTION_DIGITS:
        plain = f"{number:.{_MAX_FRACTION_DIGITS}f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    sign = "-" if plain.startswith("-") else ""
    plain = plain.lstrip("+-").lstrip("0")
    if plain.startswith("."):
        plain = "0" + plain
    return sign + plain if plain else "0"


RDF_TYPE = name("rdf:type")
LABEL = name("rdfs:label")


class GraphFile:
    """One named graph being written to an N-Triples file: buffered, counted, closed at the end.

    The caller must not write a triple twice: counts are of lines.
    """

    def __init__(self, graph: str, path: Path, *, buffer_lines: int = 4096) -> None:
        self.graph = graph
        self.path = path
        self.triples = 0
        self.classes: Counter[str] = Counter()
        self._limit = buffer_lines
        self._lines: list[str] = []
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def add(self, subject: str, predicate: str, obj: str) -> None:
        """Write one triple of finished terms."""
        self._lines.append(f"{subject} {predicate} {obj} .\n")
        if len(self._lines) >= self._limit:
            self.flush()

    def typed(self, subject: str, class_term: str) -> None:
        """Write ``subject rdf:type class`` and count one resource of that class."""
        self.classes[class_term] += 1
        self.add(subject, RDF_TYPE, class_term)

    def add_all(self, subject: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Write several triples of one subject."""
        for predicate, obj in pairs:
            self.add(subject, predicate, obj)

    def flush(self) -> None:
        """Write the buffered lines to the file; does nothing once it is closed."""
        if self._file.closed:
            return
        self.triples += len(self._lines)
        self._file.write("".join(self._lines))
        self._lines.clear()

    def close(self) -> None:
        """Flush and close; safe to call twice."""
        self.flush()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
