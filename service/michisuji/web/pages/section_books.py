"""``/workbook.xlsx``: the workbook of a unit or measure, prefilled, for its staff to fill in."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Response, current_app, request, url_for

from michisuji.errors import BadInput, MichisujiError, NotFound
from michisuji.messages import message
from michisuji.vocabulary import LM
from michisuji.web.answers import Facts, ask
from michisuji.web.context import current_lang, current_settings, current_store, state
from michisuji.web.http import caching
from michisuji.web.pages.home import blueprint
from michisuji.web.quality.links import absolute, short

if TYPE_CHECKING:
    from michisuji.importers.city.content import City

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PHASES = ("plan", "evaluate")
#: Resources of a data set whose books are made here: 見本市 has 13,000, and takes three seconds.
MOST_ENTITIES = 60_000
#: Bytes of N-Triples of such a data set, which is read whole.
MOST_BYTES = 60_000_000
#: Bytes of the books that are kept, compressed.
KEPT_BYTES = 16_000_000
#: One at a time: reading a city takes a processor for seconds.
_making = threading.Lock()


@dataclass(frozen=True)
class BookLink:
    """A link to a workbook to fill in."""

    href: str
    label: str


@dataclass
class _Cities:
    """The cities of one state of the data, and the books made of them; the last used at the end."""

    mark: str = ""
    names: tuple[str, ...] | None = None
    cities: dict[str, City | MichisujiError] = field(default_factory=dict)
    books: OrderedDict[tuple[str, ...], bytes] = field(default_factory=OrderedDict)


def books_of(iri: str, kind: str) -> list[BookLink]:
    """Return the workbooks of a resource; ``kind`` is ``unit`` or ``measure``.

    There are none in the static site, nor for a data set that no city has written.
    """
    if current_app.config.get("MICHISUJI_STATIC") or not _located(iri, kind):
        return []
    named: dict[str, Any] = {kind: short(iri)}
    return [
        BookLink(url_for("pages.workbook", phase=phase, **named), _label(kind, phase))
        for phase in PHASES
    ]


def _label(kind: str, phase: str) -> str:
    words = (f"workbook.of_{kind}", f"workbook.phase.{phase}")
    book, of = (message(word, current_lang()) for word in words)
    return f"{book} ({of})"


@blueprint.get("/workbook.xlsx")
def workbook() -> Response:
    """Send the workbook of a unit or measure, for a phase and year."""
    kind = "unit" if request.args.get("unit") else "measure"
    iri = absolute(request.args.get(kind, "").strip())
    phase = request.args.get("phase", PHASES[0])
    found = _located(iri, kind)
    if found is None:
        raise NotFound(
            "記入用ブックを作れる組織・施策が指定されていません",
            "no unit or measure is given that has a workbook to fill in",
            hint_ja="組織か施策のページにあるリンクから開いてください",
            hint_en="follow the link on the page of a unit or measure",
        )
    year = _year(request.args.get("year", "").strip())
    response = caching.conditional(lambda: _sent(*found, kind, phase, year), dated=False)
    words = ("workbook.file_name", f"workbook.phase.{phase}")
    first, last = (message(word, current_lang()) for word in words)
    name = "-".join((first, Facts(iri).label, last))
    encoded = quote(f"{name}.xlsx".replace("/", "・"), safe="")
    plain = f"michisuji-{kind}-{phase}.xlsx"
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    response.headers["Content-Disposition"] = told
    return response


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadInput(
            f"年度ではありません: {text[:20]}",
            f"not a fiscal year: {text[:20]}",
            hint_ja="西暦4桁で指定してください(例: 2026)",
            hint_en="give four digits, such as 2026",
        )
    return int(text)


def _sent(dataset: str, local: str, kind: str, phase: str, year: int | None) -> Response:
    from michisuji.importers.city.scope import CityScope
    from michisuji.publication.workbook.template import section_book

    scope = CityScope(units=(local,)) if kind == "unit" else CityScope(measures=(local,))
    key = (dataset, local, kind, phase, str(year))
    with _making:
        books = _current().books
        if key in books:
            books.move_to_end(key)
            return Response(zlib.decompress(books[key]), mimetype=_XLSX)
        now = datetime.now(current_settings().zone)
        body = section_book(_city(dataset), scope, phase, year, now)
        books[key] = zlib.compress(body, 1)
        while sum(map(len, books.values())) > KEPT_BYTES:
            books.popitem(last=False)
    return Response(body, mimetype=_XLSX)


def _city(dataset: str) -> City:
    """Return a city, read once per state of the data.

    Raises the error of a data set that cannot be read as a city, again without reading it.
    """
    from michisuji.importers.city.stored import stored_city

    known = _current().cities
    if dataset not in known:
        try:
            known[dataset] = stored_city(
                current_store(), dataset, current_settings().base_iri, MOST_BYTES
            )
        except MichisujiError as error:
            known[dataset] = error
    found = known[dataset]
    if isinstance(found, MichisujiError):
        raise found
    return found


def _current() -> _Cities:
    """Return what is kept of the present state of the data."""
    found, mark = state().own(_Cities), caching.marker()
    if not mark or found.mark != mark:
        found.mark, found.names = mark, None
        found.cities, found.books = {}, OrderedDict()
    return found


def _located(iri: str, kind: str) -> tuple[str, str] | None:
    """Return the data set and the local id of a unit or measure; None for anything else."""
    base = f"{current_settings().base_iri}/id/{kind}/"
    if not iri.startswith(base):
        return None
    reference = iri.removeprefix(base)
    for name in sorted(_city_names(), key=len, reverse=True):
        if reference.startswith(f"{name}-"):
            return name, reference.removeprefix(f"{name}-")
    return None


def _city_names() -> tuple[str, ...]:
    """Return the data sets with plans and programs, small enough to be read as a city."""
    kept = _current()
    if kept.names is None:
        counts: dict[str, dict[str, int]] = {}
        for row in ask("dataset-counts"):
            of_class = counts.setdefault(str(row["dataset"]), {})
            number = row["entities"]  # a text in odd data
            of_class[str(row["class"])] = int(number) if isinstance(number, int | Decimal) else 0
        kept.names = tuple(
            dataset.rpartition("/")[2]
            for dataset, found in counts.items()
            if found.get(LM + "Plan")
            and found.get(LM + "Program")
            and sum(found.values()) <= MOST_ENTITIES
        )
    return kept.names
