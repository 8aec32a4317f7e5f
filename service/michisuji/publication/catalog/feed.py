"""The change feed (Atom, RFC 4287): an entry a part of a data set, the newest first."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping

from michisuji.languages import Text, pick
from michisuji.publication.catalog.dcat import member_words
from michisuji.publication.catalog.facts import DataSet, DatasetGraph
from michisuji.publication.catalog.vocabularies import LICENCES

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_TEXTS: Mapping[str, Text] = {
    "title": {"ja": "道筋 データの更新", "en": "Michisuji: changes of the data"},
    "author": {"ja": "このサービスの運営者", "en": "Operator of this service"},
}
#: The date of a feed with nothing dated in it: Atom asks for one.
_NEVER = "1970-01-01"


def atom(datasets: Iterable[DataSet], base_iri: str, *, made: str = "", lang: str = "ja") -> bytes:
    """The feed in UTF-8. An entry's date is the one that its sources state, else ``made``.

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
    _add(root, "title", _TEXTS["title"][lang])
    _add(root, "updated", _time(dated[0][0] if dated else made or _NEVER))
    author = _add(root, "author")
    _add(author, "name", _TEXTS["author"][lang])
    link = {"rel": "self", "type": "application/atom+xml", "href": f"{base_iri}/feed.atom{query}"}
    _add(root, "link", **link)
    _add(root, "link", rel="alternate", type="text/html", href=f"{base_iri}/catalog{query}")
    for date, dataset, part in dated:
        _entry(root, date, dataset, part, base_iri, lang)
    ET.register_namespace("", _ATOM)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def changed(dataset: DataSet, part: DatasetGraph) -> str:
    """When a part last changed, as its sources or its data set state it; '' when none does."""
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
        name = pick(LICENCES.get(dataset.licence, {}), lang, dataset.licence)
        _add(entry, "rights", name)
    _add(entry, "summary", pick(dataset.description, lang, own))


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        child.text = text
    return child


def _time(date: str) -> str:
    """A day as the moment at which it begins in Japan."""
    return f"{date}T00:00:00+09:00"
