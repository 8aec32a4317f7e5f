"""Changes since the fiscal year that is shown: links that were added, and links that are gone."""

from __future__ import annotations

from michisuji.vocabulary import LM
from michisuji.web.graph.collect import Link, Opening, View, joined


def compared(then: View, now: View | None) -> View:
    """Return the view of a year with the links that were added since, all changes marked.

    ``now`` has the same resources opened in the current state; None if the start is gone.
    """
    both = View(lost=then.lost)
    for iri, opening in then.openings.items():
        other = now.openings.get(iri) if now else None
        both.nodes[iri] = then.nodes[iri]
        both.openings[iri] = _opening(both, iri, opening, other)
        links = (
            {(a, f"{LM}leadsTo", b) for a, b in view.chains.get(iri, ())} if view else set()
            for view in (then, now)
        )
        _mark(both, *links)
        later = now.chains.get(iri, []) if now else []
        if iri in then.chains or later:
            both.chains[iri] = list(dict.fromkeys([*then.chains.get(iri, []), *later]))
    return joined(both)


def _opening(both: View, iri: str, then: Opening, now: Opening | None) -> Opening:
    """Return the neighbours of then, and after them those that were added since."""
    before = {n.link(iri).key(): n for n in then.neighbours}
    after = {n.link(iri).key(): n for n in now.neighbours} if now else {}
    _mark(both, set(before), set(after))
    every = [*then.neighbours, *(n for key, n in after.items() if key not in before)]
    total = len({n.node.iri for n in every})
    return Opening(then.opened, every, total, then.capped or bool(now and now.capped))


def _mark(both: View, then: set[tuple[str, str, str]], now: set[tuple[str, str, str]]) -> None:
    both.since.update(dict.fromkeys(then - now, "gone"))
    both.since.update(dict.fromkeys(now - then, "added"))


def changes(view: View) -> list[Link]:
    """Return the links that are shown and have changed, in the order of the picture."""
    return [link for key, link in view.links.items() if key in view.since]
