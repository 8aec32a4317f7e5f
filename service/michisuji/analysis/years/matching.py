"""What is the same in two years, and what of it changed.

The same: the same IRI, a year at its end left out (``money/x-2025``); else, for elements, the same
owner and kind of element and nearly the same label. Labels are likened by their pairs of
characters (Dice), which is the same in both directions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

#: From this likeness on (0 to 1) two labels name the same element.
NEAR = 0.75
_YEAR = re.compile(r"-[0-9]{4}$")


@dataclass(frozen=True)
class Thing:
    """An element, link, indicator or owner of one year; ``part`` tells which."""

    iri: str
    owner: str
    part: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The label, '' when there is none."""
        return (self.fields.get("label") or ("",))[0]

    @property
    def kind(self) -> str:
        """The kind of resource as its IRI tells it, '' when it does not."""
        return self.iri.rsplit("/", 2)[-2] if "/id/" in self.iri else ""


@dataclass(frozen=True)
class Change:
    """``status``: added, removed or changed; ``field``: what of it, '' for the whole."""

    status: str
    before: Thing | None
    after: Thing | None
    field: str = ""
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    by_wording: bool = False

    @property
    def thing(self) -> Thing:
        """The thing as it is in the later year, else as it was."""
        found = self.after or self.before
        assert found is not None
        return found


def stem(iri: str) -> str:
    """The IRI without a fiscal year at its end."""
    return _YEAR.sub("", iri)


def likeness(one: str, other: str) -> float:
    """How like two labels are, 0 to 1: Dice's coefficient of their pairs of characters."""
    if one == other:
        return 1.0
    a, b = (Counter(x[i : i + 2] for i in range(len(x) - 1)) for x in (one, other))
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def compare(before: list[Thing], after: list[Thing]) -> list[Change]:
    """All that differs, ordered by owner, part and IRI."""
    parts = ("owner", "element", "indicator", "link")
    same: dict[str, str] = {}
    changes: list[Change] = []
    for part in parts:
        old = {_key(one, {}): one for one in before if one.part == part}
        new = {_key(one, same): one for one in after if one.part == part}
        worded = _by_wording(old, new) if part == "element" else {}
        for there, here in worded.items():
            new[there] = new.pop(here)
            same[stem(new[there].iri)] = stem(old[there].iri)
        for key in sorted(old.keys() | new.keys()):
            changes += _of(old.get(key), new.get(key), same, key in worded)
    order = {part: number for number, part in enumerate(parts)}
    return sorted(
        changes, key=lambda c: (c.thing.owner, order[c.thing.part], stem(c.thing.iri), c.field)
    )


Key = tuple[str, ...]


def _key(thing: Thing, same: Mapping[str, str]) -> Key:
    if thing.part != "link":
        return (thing.owner, stem(thing.iri))
    ends = (thing.fields.get(name, ("",))[0] for name in ("from", "to"))
    return (thing.owner, *(same.get(stem(end), stem(end)) for end in ends))


def _by_wording(old: Mapping[Key, Thing], new: Mapping[Key, Thing]) -> dict[Key, Key]:
    """Earlier key → later key, the most alike first; each taken once."""
    gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    pairs = [
        (-score, *sorted((a, b)), a, b)
        for a in gone
        for b in come
        if a[0] == b[0] and old[a].kind == new[b].kind
        if (score := likeness(old[a].label, new[b].label)) >= NEAR
    ]
    found: dict[Key, Key] = {}
    for *_, a, b in sorted(pairs):
        if a not in found and b not in found.values():
            found[a] = b
    return found


def _of(a: Thing | None, b: Thing | None, same: Mapping[str, str], worded: bool) -> list[Change]:
    if a is None or b is None:
        return [Change("added" if a is None else "removed", a, b)]
    changes = []
    for name in sorted(a.fields.keys() | b.fields.keys()):
        old, new = a.fields.get(name, ()), b.fields.get(name, ())
        told = sorted(
            same.get(stem(value), stem(value)) if "/id/" in value else value for value in new
        )
        was = sorted(stem(value) if "/id/" in value else value for value in old)
        if was != told:
            changes.append(Change("changed", a, b, name, old, new, worded))
    if worded and not changes:
        changes.append(Change("changed", a, b, by_wording=True))
    return changes
