"""Functions that the templates of forms call: pickers, labels, the bar's resource."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import g, url_for

from michisuji.editing.forms.filled import Slot
from michisuji.editing.forms.order import ANYTHING
from michisuji.languages import Text, pick
from michisuji.search.documents import kind_of
from michisuji.web.context import current_lang, current_settings
from michisuji.web.i18n import fiscal_year, translate


def picker(classes: Collection[str]) -> str:
    """Return the address of suggestions for a reference; '' if no index has such resources."""
    kinds = sorted({kind_of(one) for one in classes} - {""})
    return url_for("pages.suggest", kind=kinds) if kinds or ANYTHING in classes else ""


def reference_of(iri: str) -> str:
    """Return the end of an IRI, which tells resources of one name apart."""
    return iri.removeprefix(f"{current_settings().base_iri}/id/")


def number_of(iri: str) -> str:
    """Return what follows the kind in an IRI: the data set and the number."""
    return iri.rpartition("/")[2]


def picked(texts: Text) -> str:
    """Return the text in the reader's language, or the next best."""
    return pick(texts, current_lang())


def label_of(one: Any) -> str:
    """Return what an input is called in a list of what is to be mended."""
    lang = current_lang()
    if not isinstance(one, Slot):
        return f"{fiscal_year(one.year)} {pick(one.code.label, lang)}"
    name = pick(one.field.label, lang, one.field.name)
    name = name[:1].upper() + name[1:]
    return f"{name} ({translate(f'forms.language.{one.language}')})" if one.language else name


def edited() -> str:
    """Return the resource whose page or form is shown, for the bar; '' on any other page."""
    document = g.get("document")
    return str(g.get("editing") or (document.iri if document is not None else ""))
