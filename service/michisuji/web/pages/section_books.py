"""``/workbook.xlsx``: the workbook of a unit, measure or whole city, prefilled, to fill in."""

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
from michisuji.fiscal_years import full_fiscal_year
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
_KINDS = ("unit", "measure", "dataset")
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
    if not _offered(iri, kind):
        return []
    book = message(f"workbook.of_{kind}", current_lang())
    return [_link(book, phase, **{kind: short(iri)}) for phase in PHASES]


def books_of_year(dataset: str, year: int) -> list[BookLink]:
    """Return the workbooks of a city: to evaluate a year, and to plan the next one."""
    if not _offered(f"{current_settings().base_iri}/id/dataset/{dataset}", "dataset"):
        return []
    lang, links = current_lang(), []
    for phase, of in (("evaluate", year), ("plan", year + 1)):
        book = message("workbook.of_dataset", lang, year=full_fiscal_year(of, lang))
        links.append(_link(book, phase, dataset=dataset, year=of))
    return links


def _offered(iri: str, kind: str) -> bool:
    return not current_app.config.get("MICHISUJI_STATIC") and _located(iri, kind) is not None


def _link(book: str, phase: str, **named: Any) -> BookLink:
    of = message(f"workbook.phase.{phase}", current_lang())
    return BookLink(url_for("pages.workbook", phase=phase, **named), f"{book} ({of})")


@blueprint.get("/workbook.xlsx")
def workbook() -> Response:
    """Send the workbook of a unit, measure or city, for a phase and year."""
    kind = next((one for one in _KINDS if request.args.get(one)), _KINDS[0])
    named = request.args.get(kind, "").strip()
    iri = absolute(f"id/dataset/{named}" if kind == "dataset" else named)
    phase = request.args.get("phase", PHASES[0])
    found = _located(iri, kind)
    if found is None:
        raise NotFound(
            "記入用ブックを作れる組織・施策・市が指定されていません",
            "no unit, measure or city is given that has a workbook to fill in",
            hint_ja="組織、施策、年度の報告のページにあるリンクから開いてください",
            hint_en="follow the link on the page of a unit, a measure or a year's report",
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

    scope = {
        "unit": CityScope(units=(local,)),
        "measure": CityScope(measures=(local,)),
        "dataset": CityScope(),
    }[kind]
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
    """Return the data set and the local id, '' for the data set; None for anything else."""
    base = f"{current_settings().base_iri}/id/{kind}/"
    if not iri.startswith(base):
        return None
    reference = iri.removeprefix(base)
    if kind == "dataset":
        return (reference, "") if reference in _city_names() else None
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
