"""The description of the API, made from operations.toml, the analyses and the settings."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from michisuji import __version__
from michisuji.analysis import catalogue
from michisuji.analysis.export import XLSX
from michisuji.messages import message

if TYPE_CHECKING:
    from michisuji.analysis.catalogue import Analysis, AnalysisParameter
    from michisuji.settings import Settings

Json = dict[str, Any]
_FOLDER = Path(__file__).parent
_PROBLEM = "application/problem+json"
ANALYSIS_RULE = "/api/analysis/<name>"
_YEAR = {"type": "string", "pattern": "^[0-9]{4}$"}
_LINE = {"type": "string", "maxLength": 2000}
_KINDS: Mapping[str, Json] = {
    "iri": {**_LINE, "description": "an IRI, or id/KIND/REFERENCE relative to the base"},
    "year": _YEAR,
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "text": _LINE,
    "words": {"type": "string", "minLength": 1, "maxLength": 200},
    "line": {"type": "string", "maxLength": 200},
    "queries": {"type": "string", "maxLength": 5000},
    "first": {"type": "integer", "minimum": 0, "maximum": 10_000},
    "count": {"type": "integer", "minimum": 0, "maximum": 100},
    "choice": {"type": "string"},
    "slug": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$", "maxLength": 60},
    "path": {"type": "string", "minLength": 1, "maxLength": 500},
}


@cache
def operations() -> Json:
    """Return the parsed file."""
    return tomllib.loads((_FOLDER / "operations.toml").read_text("utf-8"))


def document(settings: Settings, lang: str, rules: Collection[str], below: str = "") -> Json:
    """Return OpenAPI 3.1, in the reader's language, of the operations whose route is in ``rules``.

    Addresses are below the configured base IRI, and ``below`` that.
    """
    described = operations()
    paths: dict[str, Json] = {}
    for one in described["operation"]:
        if one["rule"] in rules:
            paths.setdefault(one["path"], {})[one.get("method", "get")] = _operation(one, lang)
    if ANALYSIS_RULE in rules:
        for analysis in catalogue.all_of_them():
            paths[f"/api/analysis/{analysis.name}"] = {"get": _analysis(analysis, lang)}
    used = {one["tags"][0] for methods in paths.values() for one in methods.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": message("api.service", lang),
            "version": __version__,
            "description": described["info"][lang],
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": settings.base_iri + below}],
        "tags": [
            {"name": name, "description": text[lang]}
            for name, text in described["tags"].items()
            if name in used
        ],
        "paths": paths,
        "components": {"schemas": json.loads((_FOLDER / "schemas.json").read_text("utf-8"))},
    }


def _operation(one: Json, lang: str) -> Json:
    known = operations()["parameter"]
    found: Json = {
        "operationId": one["id"],
        "tags": [one["tag"]],
        "summary": one[lang],
        "parameters": [_parameter(name, known[name], lang) for name in one.get("parameters", ())],
        "responses": _responses(
            one.get("status", 200), one["produces"], one.get("schema", ""), one[lang]
        )
        | _problems(one.get("errors", ()), lang),
    }
    if f"note_{lang}" in one:
        found["description"] = one[f"note_{lang}"]
    if "body" in one:
        found["requestBody"] = _BODIES[one["body"]]
    return found


def _parameter(key: str, one: Json, lang: str) -> Json:
    schema = dict(_KINDS[one["kind"]])
    if "choices" in one:
        schema["enum"] = one["choices"]
    many, example = one.get("many", False), one.get("example", "")
    found: Json = {
        "name": one.get("name", key),
        "in": one["in"],
        "description": one[lang],
        "required": one["in"] == "path" or one.get("required", False),
        "schema": {"type": "array", "items": schema, "maxItems": 20} if many else schema,
    }
    if example:
        found["example"] = [example] if many else example
    return found


def _analysis(analysis: Analysis[Any], lang: str) -> Json:
    known = operations()["parameter"]
    formats = {"name": "format", "in": "query", "schema": {"enum": ["json", "csv", "xlsx"]}}
    table = {"name": "table", "in": "query", "schema": {"type": "string", "maxLength": 60}}
    return {
        "operationId": analysis.name,
        "tags": ["analysis"],
        "summary": analysis.title[lang],
        "description": analysis.description[lang],
        "parameters": [
            *(_own(analysis, parameter, lang) for parameter in analysis.parameters),
            _parameter("as_of", known["as_of"], lang),
            _parameter("lang", known["lang"], lang),
            {**formats, "description": message("api.format", lang)},
            {**table, "description": message("api.table", lang)},
        ],
        "responses": _responses(
            200, ["application/json", "text/csv", XLSX], "Analysis", analysis.title[lang]
        )
        | _problems(_OF_ANALYSES, lang),
    }


def _own(analysis: Analysis[Any], parameter: AnalysisParameter, lang: str) -> Json:
    label = analysis.label(parameter)[lang]
    told: Json = {"in": "query", "kind": parameter.kind, lang: label}
    told |= {"required": parameter.required, "many": parameter.many}
    if parameter.choices:
        told["choices"] = list(parameter.choices)
    if parameter.example and "…" not in parameter.example:
        told["example"] = _typed(parameter)
    return _parameter(parameter.name, told, lang)


def _typed(parameter: AnalysisParameter) -> Any:
    return int(parameter.example) if parameter.kind == "integer" else parameter.example


def _responses(status: int, produces: list[str], schema: str, what: str) -> Json:
    content: Json = {media_type: {} for media_type in produces}
    if schema:
        content["application/json"] = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {str(status): {"description": what, "content": content}, "default": _problem("RFC 9457")}


def _problems(statuses: Iterable[int], lang: str) -> Json:
    """Return the statuses of problems in order, with a pause where the service is busy."""
    words, found = operations()["problem"], {}
    for status in sorted({*statuses, 503}):
        found[str(status)] = _problem(words[str(status)][lang])
        if status in (429, 503):
            pause = {"description": "s", "schema": {"type": "integer"}}
            found[str(status)]["headers"] = {"Retry-After": pause}
    return found


def _problem(description: str) -> Json:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": description, "content": {_PROBLEM: schema, "text/html": {}}}


#: Statuses of problems of every analysis, besides 503.
_OF_ANALYSES = (400, 404, 406, 429)
_QUERY: Json = {"type": "string", "minLength": 1, "maxLength": 5000}
_EXAMPLE: str = operations()["parameter"]["query"]["example"]
_BODIES: Mapping[str, Json] = {
    "sparql": {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": _QUERY, "example": _EXAMPLE},
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {"query": _QUERY},
                    "additionalProperties": False,
                },
                "example": {"query": _EXAMPLE},
            },
        },
    },
    "edit": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Edit"},
                "example": {"add": '<urn:a> <urn:b> "c" <urn:graph> .\n', "reason": "…"},
            },
        },
    },
    "change": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Change"},
                "example": {"add": "<urn:a> <urn:b> <urn:c> ."},
            },
            "application/rdf-patch": {
                "schema": {"type": "string", "maxLength": 5000},
                "example": "A <urn:a> <urn:b> <urn:c> .\n",
            },
        },
    },
}
