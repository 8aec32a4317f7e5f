"""Relations of the graph explorer, as they read from either end."""

from __future__ import annotations

from michisuji.messages import section
from michisuji.vocabulary import LM, PREFIXES


def relation(iri: str, lang: str, *, inward: bool = False) -> str:
    """Return the name of a relation as it reads from the current resource."""
    local = local_name(iri)
    return section("explorer_inward" if inward else "explorer_outward", lang).get(local, local)


def local_name(iri: str) -> str:
    """Return a relation's local name, if it belongs to a namespace that the explorer shows."""
    return iri.removeprefix(LM).removeprefix(PREFIXES["org"]).removeprefix(PREFIXES["prov"])


def relations(lang: str) -> dict[str, tuple[str, str]]:
    """Return local name → how the relation reads from the statement's subject and object."""
    inward = section("explorer_inward", lang)
    return {
        local: (told, inward[local]) for local, told in section("explorer_outward", lang).items()
    }
