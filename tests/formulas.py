"""Texts that a spreadsheet might run, one for each way in which they begin, and cities of them."""

from __future__ import annotations

import csv
import io
import random

import pyoxigraph as ox
from michisuji.store.memory import MemoryStore

FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "|calc",
    "%0",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠x",
    "｜calc",
    "％0",
    "--5",
    "\t=1",
    "\r=1",
    "\n=1",
    "\tx",
    "\rx",
    " =1+1",
    "\u3000=1",
    "\u00a0@x",
    "\u200b=1",
    "\ufeff=1",
    " \u200b\u3000＝1",
    "'=1",
    "''@x",
)

#: What these begin with, told apart from what the product takes for a formula.
_BLANKS = " \t\r\n\u3000\u00a0\u200b\ufeff"
_SIGNS = "=+-@|%＝＋－＠｜％"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def runs(cell: str) -> bool:
    """Whether a spreadsheet may run a cell."""
    try:
        float(cell)
    except ValueError:
        return cell.lstrip(_BLANKS)[:1] in tuple(_SIGNS) or cell[:1] in tuple("\t\r\n")
    return False


def armed(store: MemoryStore) -> MemoryStore:
    """A copy in which every text begins like a formula, in a way drawn for each."""
    found = MemoryStore(store.base_iri)
    ways = random.Random(1)
    for quad in sorted(store.data, key=str):
        value = quad.object
        if isinstance(value, ox.Literal) and value.datatype.value in {_STRING, _LANG_STRING}:
            value = ox.Literal(f"{ways.choice(FORMULAS)}{value.value}", language=value.language)
        found.data.add(ox.Quad(quad.subject, quad.predicate, value, quad.graph_name))
    return found


def csv_cells(data: bytes) -> list[str]:
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return [cell for row in csv.reader(text, strict=True) for cell in row]
