"""Labels and owners of the resources that a finding speaks of."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

MAX_LABEL = 80
_LABEL = PREFIXES["rdfs"] + "label"
_TYPE = PREFIXES["rdf"] + "type"
_OWNERS = {LM + "Program", LM + "Measure"}
#: From a resource to what it belongs to, nearest first.
UPWARD = tuple(LM + name for name in ("modelOf", "inModel", "budgetOf", "breakdownOf", "indicates"))


class Names:
    """Looks names up in the data being checked, remembering them."""

    def __init__(self, data: ox.Store) -> None:
        self._data = data
        self.label: Callable[[str, str], str] = lru_cache(maxsize=50_000)(self._label)
        self.owner: Callable[[str], str | None] = lru_cache(maxsize=50_000)(self._owner)

    def short(self, iri: str, lang: str) -> str:
        """The label for a message: whole if it is not long."""
        label = self.label(iri, lang)
        return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…"

    def _label(self, iri: str, lang: str) -> str:
        """The label in ``lang``, else in Japanese, else any, else the end of the IRI.

        A causal link is named by its ends, a model without a label by its program.
        """
        found: dict[str, str] = {
            o.language or "": o.value for o in self._objects(iri, _LABEL) if _is_text(o)
        }
        for key in (lang, "ja", "", *sorted(found)):
            if key in found:
                return found[key]
        ends = [self._first(iri, LM + "from"), self._first(iri, LM + "to")]
        if all(ends):
            half = MAX_LABEL // 2
            texts = [self.label(str(end), lang) for end in ends]
            return " → ".join(t if len(t) <= half else t[: half - 1] + "…" for t in texts)
        owner = self._first(iri, LM + "modelOf")
        if owner:
            return self.label(owner, lang)
        return unquote(iri.rsplit("/", 1)[-1])

    def _owner(self, iri: str) -> str | None:
        """The program or measure that a resource belongs to, if any."""
        seen: set[str] = set()
        here: str | None = iri
        while here and here not in seen:
            seen.add(here)
            if any(o.value in _OWNERS for o in self._objects(here, _TYPE)):
                return here
            here = next((up for p in UPWARD if (up := self._first(here, p))), None)
        return None

    def _first(self, iri: str, predicate: str) -> str | None:
        import pyoxigraph as ox

        nodes = [o.value for o in self._objects(iri, predicate) if isinstance(o, ox.NamedNode)]
        return min(nodes, default=None)

    def _objects(self, iri: str, predicate: str) -> list[Any]:
        import pyoxigraph as ox

        try:
            subject = ox.NamedNode(iri)
        except ValueError:  # a blank node, or an IRI that is none
            return []
        return [
            q.object for q in self._data.quads_for_pattern(subject, ox.NamedNode(predicate), None)
        ]


def _is_text(term: Any) -> bool:
    import pyoxigraph as ox

    return isinstance(term, ox.Literal)
