"""Filters of the causes: read from the address, validated, and written back into addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from michisuji.errors import BadInput, NotFound
from michisuji.languages import pick
from michisuji.quality.reading.statistics import BY
from michisuji.quality.report import SEVERITIES
from michisuji.web.context import current_lang, rulebook
from michisuji.web.i18n import fiscal_year, translate
from michisuji.web.ministries import unit_name
from michisuji.web.quality.index import CauseIndex
from michisuji.web.quality.links import absolute
from michisuji.web.quality.views import CheckScope, CheckView

#: Causes on a page.
SIZE = 20
_LONGEST = 500


@dataclass(frozen=True)
class Choice:
    """One option of a form: its value, its name, and its number of causes."""

    value: str
    label: str
    count: int


def known_place(view: CheckView, place: str, by: str = "department") -> CheckScope:
    """Return the part of the check of a department or ``unit``.

    Raises NotFound.
    """
    found = view.scope(absolute(place))
    if found is None:
        raise _unknown(by, place)
    return found


def wanted(view: CheckView) -> dict[str, str]:
    """Return dimension → value, as the address asks.

    Raises NotFound for a value that the check does not have.
    """
    found: dict[str, str] = {}
    for name in BY:
        value = request.args.get(name, "").strip()
        if not value:
            continue
        value = absolute(value) if name in ("department", "unit", "measure", "program") else value
        if not (view.index.knows(name, value) or _exists(view, name, value)):
            raise _unknown(name, value)
        found[name] = value
    return found


def page_number(pages: int) -> int:
    """Return the page number in the address, from 1.

    Raises BadInput or NotFound.
    """
    text = request.args.get("page", "1").strip() or "1"
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or int(text) < 1:
        raise BadInput(
            f"page は1以上の整数にしてください: {text[:50]}",
            f"page must be a whole number, at least 1: {text[:50]}",
        )
    if int(text) > max(pages, 1):
        raise NotFound(
            f"{text}ページ目はありません(全{pages}ページ)",
            f"there is no page {text}: there are {pages}",
        )
    return int(text)


def choices(index: CauseIndex, dimension: str, wanted: Mapping[str, str]) -> list[Choice]:
    """Return the options of a dimension, by name or by weight, counted among what is ``wanted``."""
    return [
        Choice(value, label(index, dimension, value), count)
        for value, count in index.values(dimension, wanted).items()
    ]


def label(index: CauseIndex, dimension: str, value: str) -> str:
    """Return the name of a dimension's value, in the reader's language."""
    lang = current_lang()
    if dimension == "rule":
        known = rulebook().rules.get(value)
        return f"{value} {known.name[lang]}" if known else value
    if dimension == "severity":
        return translate(f"severity.{value}")
    if dimension == "year":
        return fiscal_year(value)
    if dimension in ("family", "dataset"):
        return value.rpartition("/")[2]
    return unit_name(value, pick(index.labels.get(value, {}), lang, value.rpartition("/")[2]))


def _exists(view: CheckView, name: str, value: str) -> bool:
    """Return True for an existing value without findings: its list is empty, not missing."""
    if len(value) > _LONGEST:
        return False
    if name == "rule":
        return value in rulebook().rules
    if name == "family":
        return any(rule.family == value for rule in rulebook().rules.values())
    if name == "severity":
        return value in SEVERITIES
    if name in ("program", "measure") and any(m.iri == value for m in view.members):
        return True
    return any(str(getattr(m.context, name, None)) == value for m in view.members)


def _unknown(name: str, value: str) -> NotFound:
    shown = value[:100]
    return NotFound(
        f"この点検には「{shown}」がありません({translate('filter_by.' + name)})",
        f"the check has no {name} '{shown}'",
        hint_ja="点検のページから選び直してください",
        hint_en="choose again from the quality page",
    )
