"""Years, numbers, flags and dates: what counts, by datatype and text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji import literals
from rdflib import XSD, Literal, URIRef


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2025", 2025), ("1000", 1000), ("2999", 2999), ("2025Z", 2025), ("2025+09:00", 2025),
        ("12025", None), ("0000", None), ("-2025", None), ("2025-04-01", None), ("令和7", None),
        ("２０２５", None), ("", None), (" 2025", None), ("2025\n", None), (None, None),
        ("3000", None),
    ],
)  # fmt: skip
def test_years(text: str | None, wanted: int | None) -> None:
    assert literals.year(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0", "0"), ("-5", "-5"), ("+5.50", "5.50"), (".5", "0.5"), ("5.", "5"), ("1E6", "1000000"),
        ("1.5e-3", "0.0015"), ("9" * 18, "9" * 18), ("0." + "1" * 18, "0." + "1" * 18),
        ("0." + "1" * 18 + "000", "0." + "1" * 18 + "000"), ("1e-300", "0"),
        ("1" + "0" * 18, None), ("0." + "1" * 19, None), ("1e300", None), ("1e9999", None),
        ("NaN", None), ("sNaN", None), ("INF", None), ("Infinity", None), ("1,000", None),
        ("1_000", None), ("２０", None), ("約20", None), ("", None), (None, None), ("--1", None),
        ("1E10", "10000000000"), ("9.5E17", "950000000000000000"), ("-1.25e+12", "-1250000000000"),
        ("999999999999999999." + "9" * 19 + "E0", None),
        ("²", None), ("0x10", None), (" 1", None), ("1\n", None), (".", None), ("e5", None),
    ],
)  # fmt: skip
def test_numbers(text: str | None, wanted: str | None) -> None:
    found = literals.number(text)
    assert found == (None if wanted is None else Decimal(wanted))


def test_whole_numbers() -> None:
    assert [literals.whole(t) for t in ("3", "-3", "3.0", "3.5", "x", None)] == [
        3, -3, 3, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-03-31", "2026-03-31"), ("2026-03-31T10:00:00Z", "2026-03-31"), ("2026-02-30", ""),
        ("20260331", ""), ("2026-W10-1", ""), ("令和8年", ""), ("", ""), (None, ""),
    ],
)  # fmt: skip
def test_days(text: str | None, wanted: str) -> None:
    assert literals.day(text) == wanted


def _term(text: str, datatype: URIRef | None = None) -> Literal:
    return Literal(text, datatype=datatype, normalize=False)


def test_a_value_counts_by_its_datatype_too() -> None:
    assert literals.read(_term("2025", XSD.gYear), "year") == 2025
    assert literals.read(_term("2025"), "year") is None
    assert literals.read(_term("2025", XSD.integer), "year") is None
    assert literals.read(_term("5", XSD.integer), "number") == 5
    assert literals.read(_term("5", XSD.int), "number") == 5
    assert literals.read(_term("5"), "number") is None
    assert literals.read(_term("2025", XSD.gYear), "number") is None
    assert literals.read(_term("1e5", XSD.decimal), "number") is None
    assert literals.read(_term("1e5", XSD.double), "number") == 100_000
    assert literals.read(_term("true", XSD.boolean), "flag") is True
    assert literals.read(_term("0", XSD.boolean), "flag") is False
    assert literals.read(_term("true"), "flag") is None
    assert literals.read(_term("5", XSD.integer), "text") == "5"
    for kind in literals.KINDS:
        assert literals.read(None, kind) is None
        iri = literals.read(URIRef("http://x.example/2025"), kind)
        assert iri == ("http://x.example/2025" if kind == "text" else None)


@given(st.text() | st.from_regex(r"[-+0-9.eE,NaInf_ ]*"))
def test_any_text_is_a_small_number_or_none(text: str) -> None:
    found = literals.number(text)
    assert found is None or abs(found) < literals.LIMIT
    assert literals.year(text) is None or 1000 <= literals.year(text) <= 2999  # type: ignore[operator]
    literals.day(text)


@pytest.mark.parametrize(
    ("kind", "fitting", "others"),
    [
        ("decimal", ["5", "-0.5", "+.5", "5."], ["", "1e5", "約20", "1,000", "２０", "NaN", " 5"]),
        ("integer", ["5", "-0005"], ["1.5", "", "²", "--1"]),
        ("double", ["1e5", "-INF", "NaN", "1E300"], ["1,0", "Infinity", "nan", ""]),
        ("gYear", ["2025", "-0044", "12025", "2025+09:00"], ["令和7", "25", "2025-04-01", "02025"]),
        ("date", ["2026-03-31", "2026-03-31Z"], ["2026-02-30", "2026", "2026-03-31T00:00:00"]),
        ("boolean", ["true", "0"], ["yes", "", "TRUE"]),
        ("string", ["", "何でも"], []),
    ],
)
def test_a_text_fits_its_datatype(kind: str, fitting: list[str], others: list[str]) -> None:
    assert [text for text in fitting if not literals.fits(text, str(XSD[kind]))] == []
    assert [text for text in others if literals.fits(text, str(XSD[kind]))] == []
