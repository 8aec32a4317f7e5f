"""The one way to find what a cell refers to: by id first, without leading zeros, then by name.

Workbooks and forms ask it; each knows what a cell may stand for (an element of the row's own
program, a unit below a named one), this module what is found for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from michisuji.folding import fold

Item = TypeVar("Item")
#: A kind, and an id or a name of that kind.
Reference = tuple[str, str]


class FoundReference(NamedTuple):
    """The result of looking for a reference: how it was found, or which it may be."""

    kind: str = ""
    name: str = ""
    #: ``id``, ``zeros`` (its leading zeros were missing) or ``name``; "" if it was not found.
    how: str = ""
    choices: tuple[str, ...] = ()


@dataclass
class CellIndex(Generic[Item]):
    """Everything that cells can refer to: kind → id → item, and by name."""

    ids: dict[str, dict[str, Item]] = field(default_factory=dict)
    _names: dict[Reference, list[str]] = field(default_factory=dict)
    _short: dict[Reference, list[str]] = field(default_factory=dict)

    def add(self, kind: str, name: str, item: Item, names: Iterable[str] = ()) -> bool:
        """Add an item with its id and its names; return False if its id is another's."""
        if name in self.ids.setdefault(kind, {}):
            return False
        self.ids[kind][name] = item
        self._short.setdefault((kind, _short(name)), []).append(name)
        for said in names:
            self._names.setdefault((kind, spelled(said)), []).append(name)
        return True

    def find(
        self,
        ids: Iterable[Reference],
        kinds: Iterable[str] = (),
        names: Iterable[str] = (),
        nearest: Callable[[list[Reference]], list[Reference]] = list,
    ) -> FoundReference:
        """Return what ids, the likeliest first, or else names of some kinds stand for.

        The first name that anything has counts; of several of one name those that ``nearest``
        returns.
        """
        wanted, kinds = list(ids), tuple(kinds)
        for kind, name in wanted:
            if name in self.ids.get(kind, {}):
                return FoundReference(kind, name, "id")
        short = list(dict.fromkeys(one for w in wanted for one in self._without_zeros(*w)))
        if len(short) == 1:
            return FoundReference(*short[0], "zeros")
        found = ([(k, name) for k in kinds for name in self.named(k, said)] for said in names)
        named = next(filter(None, found), [])
        named = nearest(named) if len(named) > 1 else named
        if len(named) == 1:
            return FoundReference(*named[0], "name")
        return FoundReference(choices=tuple(name for _, name in named or short))

    def named(self, kind: str, said: str) -> list[str]:
        """Return the ids of what has a name, however it is spelled."""
        return self._names.get((kind, spelled(said)), [])

    def _without_zeros(self, kind: str, name: str) -> list[Reference]:
        """Return the ids that a spreadsheet may have shortened to this one."""
        return [(kind, full) for full in self._short.get((kind, _short(name)), ()) if full != name]


def spelled(said: str) -> str:
    """Return a name in the form in which names are compared."""
    return fold(said).casefold()


def _short(name: str) -> str:
    return "/".join(part.lstrip("0") for part in name.split("/"))
