"""Former properties in what an editor sends: written as today's, and reported in a header."""

from __future__ import annotations

from urllib.parse import urljoin

from flask import Response

from michisuji.sparql_tokens import SparqlText, as_decoded
from michisuji.vocabulary import RENAMED
from michisuji.vocabulary.renamed import Renamed, short, today

HEADER = "X-Michisuji-Renamed"


def from_update(update: SparqlText, base_iri: str) -> tuple[SparqlText, Renamed]:
    """Replace former properties of a SPARQL update, and count them by term.

    The data hold none, so that patterns and templates mean the same statements as before.
    """
    parts, at, renamed = list[str](), 0, Renamed()
    base, prefixes = f"{base_iri}/", dict[str, str]()
    tokens = iter(update.code)
    for token in tokens:
        if token.is_word("BASE"):
            declared = next(tokens, None)
            base = urljoin(base, _inside(declared.text)) if declared else base
        elif token.is_word("PREFIX"):
            name, declared = next(tokens, None), next(tokens, None)
            if name and declared:
                prefixes[name.text] = urljoin(base, _inside(declared.text))
        elif token.kind in ("iri", "name"):
            prefix, _, local = token.text.partition(":")
            is_iri = token.kind == "iri"
            iri = _absolute(base, token.text) if is_iri else prefixes.get(f"{prefix}:", "") + local
            if iri in RENAMED:
                renamed[iri] += 1
                parts += [update.text[at : token.start], f"<{RENAMED[iri]}>"]
                at = token.end
    if not renamed:
        return update, renamed
    return SparqlText("".join([*parts, update.text[at:]])), renamed


def _inside(iri: str) -> str:
    return as_decoded(iri.strip("<>"))


def _absolute(base: str, iri: str) -> str:
    inside = _inside(iri)
    return inside if inside in RENAMED else urljoin(base, inside)


def tell(response: Response, renamed: Renamed) -> Response:
    """Report which properties were replaced: former, today's, and how often."""
    if renamed:
        response.headers[HEADER] = ", ".join(
            f"{short(former)}={today(former)};count={count}"
            for former, count in sorted(renamed.items())
        )
    return response
