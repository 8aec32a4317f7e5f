"""The reader's language: ``_("key")`` in templates (:mod:`michisuji.messages`), labels, values."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, unquote, urlencode

from flask import Flask, g, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from michisuji import figures, literals, moments
from michisuji.fiscal_years import full_fiscal_year
from michisuji.languages import language, sentence
from michisuji.messages import message
from michisuji.web import first_visit
from michisuji.web.context import current_lang, current_settings
from michisuji.web.ontology_labels import labels


def translate(key: str, **values: object) -> str:
    """Return a message in the reader's language.

    Raises KeyError for an unknown key.
    """
    return message(key, current_lang(), **values)


def label(iri: str | None) -> str:
    """Return the label of a class, property or code; for an unknown term its local name."""
    if not iri:
        return ""
    added = current_settings().own
    own = labels(current_lang(), added).get(iri) or labels("ja", added).get(iri)
    if own:
        return own
    return iri.rpartition("#")[2] or iri


def fiscal_year(year: int | str | None) -> str:
    """Format a fiscal year: 2024 → 令和6年度(2024) or FY2024; other text stays, None is empty."""
    number = literals.year(str(year))
    if number is None:
        return "" if year is None else str(year)
    return full_fiscal_year(number, current_lang())


def moment(at: datetime) -> str:
    """Format a time, in the city's time zone: 令和8年11月30日 15:40 or 2026-11-30 15:40 JST."""
    return moments.told(at, current_settings().zone, current_lang())


def day(at: date) -> str:
    """Format a day, or that of a time in the city's time zone: 令和8年11月30日 or 2026-11-30."""
    if isinstance(at, datetime):
        at = moments.local(at, current_settings().zone).date()
    return moments.told_day(at, current_lang())


def number(value: Any) -> str:
    """Format a number, 12345.50 → 12,345.5; text stays unchanged; None is empty."""
    if value is None or value == "":
        return ""
    return figures.number(value) if _is_number(value) else str(value)


def money(value: Any) -> str:
    """Format an amount for a table: 58,400千円, or ¥58,400 thousand; text stays as it is."""
    return figures.table_yen(value, current_lang()) if _is_number(value) else number(value)


def money_told(value: Any) -> str:
    """Format an amount for a sentence or a card: 5,840万円, or ¥58.4 million."""
    return figures.sentence_yen(value, current_lang()) if _is_number(value) else number(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def foreign(text: str) -> Markup:
    """Return ``lang="ja"`` for a Japanese text on an English page, else nothing."""
    japanese = current_lang() == "en" and re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", str(text))
    return Markup(' lang="ja"') if japanese else Markup("")


def source_place(iri: str) -> str:
    """Return a provenance IRI in readable form: file name, and the row or line if there is one.

    A row is ``#row=N`` (RFC 7111), a line ``#line=N-1,N`` (RFC 5147: the text between two
    positions).
    """
    path, _, fragment = iri.partition("#")
    name = unquote(path.rpartition("/")[2])
    if row := _ROW.fullmatch(fragment):
        return translate("place.row", name=name, number=row[1])
    if line := _LINE.match(fragment):
        return translate("place.line", name=name, number=line[2] or int(line[1]) + 1)
    return f"{name} {unquote(fragment)}".strip()


_ROW = re.compile(r"row=(\d+(?:-\d+)?)")
_LINE = re.compile(r"line=(\d+)(?:,(\d+))?(?:;|$)")


def _in_language(lang: str) -> str:
    """Return this page in another language: the same address with ``lang``."""
    args = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    if lang != "ja":
        args.append(("lang", lang))
    return quote(request.root_path + request.path) + (f"?{urlencode(args)}" if args else "")


def init_app(app: Flask) -> None:
    """Set up the language of a request, links that keep it, and the template filters."""

    @app.before_request
    def choose() -> BaseResponse | None:
        g.lang = language(request.args.get("lang"))
        asked = first_visit.language_asked()
        if asked in ("", g.lang):
            return None
        return first_visit.sent_on(_in_language(asked), asked)

    app.after_request(first_visit.tell)

    @app.url_defaults
    def keep(endpoint: str, values: dict[str, Any]) -> None:
        if g and g.get("lang", "ja") != "ja" and endpoint != "static":
            values.setdefault("lang", g.lang)

    app.jinja_env.globals.update(_=translate, in_language=_in_language)
    filters: dict[str, Callable[..., object]] = {
        "label": label,
        "fiscal_year": fiscal_year,
        "number": number,
        "moment": moment,
        "day": day,
        "money": money,
        "money_told": money_told,
        "source_place": source_place,
        "foreign": foreign,
        "sentence": lambda text: sentence(text, current_lang()),
    }
    app.jinja_env.filters.update({name: _for_reader(f) for name, f in filters.items()})
    app.jinja_env.filters["is_decimal"] = lambda value: isinstance(value, Decimal)


def _for_reader(function: Callable[..., object]) -> Callable[..., object]:
    """Return a filter that is applied for each reader.

    Jinja applies other filters to constants once, when it compiles a template: in the language of
    the first reader.
    """

    @pass_context
    def told(_: Context, *values: object, **named: object) -> object:
        return function(*values, **named)

    return told
