"""The change feed (Atom, RFC 4287): an entry per part of a data set, newest first."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from michisuji.languages import pick
from michisuji.messages import message
from michisuji.publication.catalog.dcat import member_words
from michisuji.publication.catalog.facts import DataSet, DatasetGraph
from michisuji.publication.catalog.vocabularies import licences

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
#: The date of a feed without any dates: Atom requires one.
_NEVER = "1970-01-01"


def atom(datasets: Iterable[DataSet], base_iri: str, *, made: str = "", lang: str = "ja") -> bytes:
    """Return the feed in UTF-8; an entry's date is the one its sources state, else ``made``.

    A part without any date is left out: the feed invents none.
    """
    dated = [
        (date, dataset, part)
        for dataset in datasets
        for part in dataset.parts
        if (date := changed(dataset, part) or made)
    ]
    dated.sort(key=lambda item: item[2].iri)
    dated.sort(key=lambda item: item[0], reverse=True)
    query = "?lang=en" if lang == "en" else ""
    root = ET.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": lang})
    _add(root, "id", f"{base_iri}/feed.atom{query}")
    _add(root, "title", message("dcat.feed", lang))
    _add(root, "updated", _time(dated[0][0] if dated else made or _NEVER))
    author = _add(root, "author")
    _add(author, "name", message("dcat.operator", lang))
    link = {"rel": "self", "type": "application/atom+xml", "href": f"{base_iri}/feed.atom{query}"}
    _add(root, "link", **link)
    _add(root, "link", rel="alternate", type="text/html", href=f"{base_iri}/catalog{query}")
    for date, dataset, part in dated:
        _entry(root, date, dataset, part, base_iri, lang)
    ET.register_namespace("", _ATOM)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def changed(dataset: DataSet, part: DatasetGraph) -> str:
    """Return when a part last changed, as stated by its sources or data set; '' if not stated."""
    return part.dates[-1] if part.dates else dataset.modified or dataset.issued


def _entry(
    root: ET.Element, date: str, dataset: DataSet, part: DatasetGraph, base: str, lang: str
) -> None:
    own = pick(dataset.title, lang, dataset.name)
    entry = _add(root, "entry")
    _add(entry, "id", part.iri)
    _add(entry, "title", f"{own} {member_words(part.year)[lang]}")
    _add(entry, "updated", _time(date))
    address = part.iri.replace(f"{base}/id/", f"{base}/doc/", 1)
    for extension, kind in (("html", "text/html"), ("ttl", "text/turtle")):
        _add(entry, "link", rel="alternate", type=kind, href=f"{address}.{extension}")
    _add(entry, "category", term=dataset.name)
    if dataset.licence:
        _add(entry, "link", rel="license", href=dataset.licence)
        name = pick(licences().get(dataset.licence, {}), lang, dataset.licence)
        _add(entry, "rights", name)
    _add(entry, "summary", pick(dataset.description, lang, own))


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        child.text = text
    return child


def _time(date: str) -> str:
    """Return the moment at which a day begins in Japan."""
    return f"{date}T00:00:00+09:00"
