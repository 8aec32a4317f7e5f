"""Hides the store's own graphs (loads under way, import records, history) from queries.

A count over ``GRAPH ?g`` would be wrong while an import runs; who has edited what is shown on the
pages of the drafts alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from michisuji.sparql_tokens import SparqlText, Token
from michisuji.store.updates import OWN

_KEYWORD = "GRAPH"


def hide_own_graphs(query: SparqlText, base_iri: str) -> str:
    """Add a filter around each GRAPH that could name one of the store's own graphs.

    ``GRAPH ?g { … }`` becomes ``{ GRAPH ?g { … } FILTER(…) }``: the filter reads what GRAPH binds.
    """
    added: list[tuple[int, str]] = []
    for start, end, target in _groups(query):
        if target.startswith(f"<{base_iri}/graph/"):
            continue
        public = f'!STRSTARTS(STR({target}), "{OWN}")'
        # The engine leaves the variable of GRAPH ?g { { SELECT … } } unbound: such rows stay.
        unbound = f"!BOUND({target}) || " if target[:1] in {"?", "$"} else ""
        added.append((start, "{ "))
        added.append((end, f" FILTER({unbound}{public}) }}"))
    text = query.text
    for offset, part in sorted(added, key=lambda item: -item[0]):
        text = text[:offset] + part + text[offset:]
    return text


def _groups(query: SparqlText) -> Iterator[tuple[int, int, str]]:
    """Yield each ``GRAPH target { … }``: where it begins and ends, and the target's text."""
    own, named = query.code, False
    for at, token in enumerate(own):
        keyword = token.keyword.find(_KEYWORD)
        behind, named = named, token.kind == "word" and token.keyword.endswith(_KEYWORD)
        if keyword < 0 or (behind and token.kind == "name"):  # GRAPH graph:x names graph:x
            continue
        begins = token.start + keyword
        if token.kind == "word" and at + 1 < len(own):
            target, opening = own[at + 1].text, at + 2
        else:  # joined to a name, as the engine allows: GRAPH:x { … }
            target, opening = token.text[keyword + len(_KEYWORD) :], at + 1
        ends = _closing(own[opening:])
        if ends is not None:
            yield begins, ends, target


def _closing(own: Sequence[Token]) -> int | None:
    """Return the end of the group that begins here; None if there is none, or it has no end."""
    depth = 0
    for token in own:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return token.end if token.text == "}" else None
    return None
