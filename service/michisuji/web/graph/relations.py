"""Relations of the graph explorer, as they read from either end."""

from __future__ import annotations

from michisuji.messages import section
from michisuji.vocabulary import LM, PREFIXES


def relation(iri: str, lang: str, *, inward: bool = False) -> str:
    """The name of a relation as it reads from the resource at hand."""
    local = local_name(iri)
    return section("explorer_inward" if inward else "explorer_outward", lang).get(local, local)


def local_name(iri: str) -> str:
    """A relation without its namespace, of the three that the explorer shows relations of."""
    return iri.removeprefix(LM).removeprefix(PREFIXES["org"]).removeprefix(PREFIXES["prov"])


def relations(lang: str) -> dict[str, tuple[str, str]]:
    """Every relation: local name → how it reads from the statement's subject, and its object."""
    inward = section("explorer_inward", lang)
    return {
        local: (told, inward[local]) for local, told in section("explorer_outward", lang).items()
    }
