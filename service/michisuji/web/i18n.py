"""Japanese and English on screen: ``_("key")`` from messages/*.toml, and labels of the ontology."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

from flask import Flask, g, request

from michisuji.web.context import current_lang

LANGUAGES = ("ja", "en")
_FOLDER = Path(__file__).with_name("messages")
# Era name, its Latin form, first year: fiscal years are named after the era at their start in April.
_ERAS = (("令和", 2019), ("平成", 1989), ("昭和", 1926))


@cache
def messages(lang: str) -> Mapping[str, str]:
    """Dotted key → text, from every ``messages/*.{lang}.toml``."""
    found: dict[str, str] = {}
    for path in sorted(_FOLDER.glob(f"*.{lang}.toml")):
        _flatten(tomllib.loads(path.read_text("utf-8")), "", found)
    return found


def _flatten(table: Mapping[str, Any], prefix: str, into: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, Mapping):
            _flatten(value, f"{prefix}{key}.", into)
        else:
            into[prefix + key] = str(value)


def translate(key: str, **values: object) -> str:
    """The text of ``key`` in the reader's language, with ``{name}`` filled in.

    Raises KeyError for an unknown key: a test asks for every key that templates use.
    """
    text = messages(current_lang())[key]
    return text.format(**values) if values else text


@cache
def _labels(lang: str) -> Mapping[str, str]:
    """IRI → label of every class, property and code of the ontology."""
    from rdflib import RDFS, SKOS, Graph, Literal

    from michisuji import resources

    graph = Graph(bind_namespaces="none")
    for path in sorted(resources.folder("ontology").glob("*.ttl")):
        if not path.name.startswith("alignment"):
            graph.parse(path, format="turtle")
    found: dict[str, str] = {}
    for prop in (SKOS.prefLabel, RDFS.label):
        for subject, label in graph.subject_objects(prop):
            if isinstance(label, Literal) and label.language == lang:
                found[str(subject)] = str(label)
    return found


_EXTERNAL = {
    "http://www.w3.org/ns/org#OrganizationalUnit": ("組織", "Unit"),
    "http://www.w3.org/ns/org#FormalOrganization": ("団体", "Organization"),
    "http://www.w3.org/ns/org#unitOf": ("上位の組織", "unit of"),
    "http://purl.org/linked-data/cube#Observation": ("指標の値", "Observation"),
    "http://purl.org/linked-data/cube#DataSet": ("値のデータセット", "Data set"),
    "http://purl.org/linked-data/cube#dataSet": ("値のデータセット", "data set"),
    "http://www.w3.org/ns/dcat#Dataset": ("データセット", "Dataset"),
    "http://www.w3.org/ns/prov#Entity": ("出所", "Entity"),
    "http://www.w3.org/ns/prov#wasRevisionOf": ("前の計画", "revision of"),
    "http://www.w3.org/ns/prov#wasDerivedFrom": ("出所", "derived from"),
    "http://www.w3.org/2000/01/rdf-schema#label": ("名前", "label"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": ("種類", "type"),
    "http://purl.org/dc/terms/title": ("題名", "title"),
    "http://purl.org/dc/terms/description": ("説明", "description"),
    "http://purl.org/dc/terms/publisher": ("公開者", "publisher"),
    "http://purl.org/dc/terms/license": ("利用条件", "licence"),
    "http://purl.org/dc/terms/issued": ("公開日", "issued"),
    "http://purl.org/dc/terms/modified": ("更新日", "modified"),
    "http://purl.org/dc/terms/source": ("出典", "source"),
    "http://purl.org/dc/terms/identifier": ("識別子", "identifier"),
    "http://purl.org/dc/terms/creator": ("作成者", "creator"),
    "http://www.w3.org/2004/02/skos/core#note": ("注記", "note"),
    "http://www.w3.org/ns/dcat#landingPage": ("ページ", "landing page"),
}


def label(iri: str | None) -> str:
    """The label of a class, property or code; of an unknown term its local name."""
    if not iri:
        return ""
    lang = current_lang()
    own = _labels(lang).get(iri) or _labels("ja").get(iri)
    if own:
        return own
    if iri in _EXTERNAL:
        return _EXTERNAL[iri][lang != "ja"]
    return iri.rpartition("#")[2] if "#" in iri else iri


def fiscal_year(year: int | str | None) -> str:
    """2024 → 令和6年度(2024), or FY2024. Before 1926 the year alone."""
    if year is None or not str(year)[:4].isdigit():
        return "" if year is None else str(year)
    number = int(str(year)[:4])
    if current_lang() == "en":
        return f"FY{number}"
    for era, first in _ERAS:
        if number >= first:
            own = "元" if number == first else str(number - first + 1)
            return f"{era}{own}年度({number})"
    return f"{number}年度"


def number(value: Any) -> str:
    """12345.50 → 12,345.5; text stays as it is; None is empty."""
    if value is None or value == "":
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def money(value: Any) -> str:
    """Yen with thousands separators: 12,345円, or ¥12,345; None is empty."""
    if value is None or value == "":
        return ""
    return f"¥{number(value)}" if current_lang() == "en" else f"{number(value)}円"


def source_place(iri: str) -> str:
    """A provenance IRI as a person reads it: file name, and the row when there is one."""
    path, _, fragment = iri.partition("#")
    name = unquote(path.rpartition("/")[2])
    row = fragment.removeprefix("row=") if fragment.startswith("row=") else ""
    if not row:
        return f"{name} {unquote(fragment)}".strip()
    return f"{name} {row}行目" if current_lang() == "ja" else f"{name}, row {row}"


def _in_language(lang: str) -> str:
    """This page in another language: the same address with ``lang``."""
    args = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    if lang != "ja":
        args.append(("lang", lang))
    return request.path + (f"?{urlencode(args)}" if args else "")


def init_app(app: Flask) -> None:
    """Language of a request, links that keep it, and the template filters."""

    @app.before_request
    def choose() -> None:
        asked = request.args.get("lang", "")
        g.lang = asked if asked in LANGUAGES else "ja"

    @app.url_defaults
    def keep(endpoint: str, values: dict[str, Any]) -> None:
        if g and g.get("lang", "ja") != "ja" and endpoint != "static":
            values.setdefault("lang", g.lang)

    app.jinja_env.globals.update(_=translate, in_language=_in_language)
    app.jinja_env.filters.update(
        label=label,
        fiscal_year=fiscal_year,
        number=number,
        money=money,
        source_place=source_place,
        is_decimal=lambda value: isinstance(value, Decimal),
    )
