"""A form that is filled in: its inputs from statements, and from inputs what changes.

Each input carries a mark of the statement that it was made from and of the text that it showed. So
an input that nobody has touched changes nothing, whatever has become of the statement since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from michisuji.editing.changes import Quad
from michisuji.editing.forms.fields import ClassForm, FormField
from michisuji.editing.forms.values import WrongValue, read, same, shown, tidy
from michisuji.editing.statements import n3
from michisuji.languages import LANGUAGES, Text

if TYPE_CHECKING:
    from rdflib.term import Node

#: Values of one property that a form takes; further ones are kept as they are.
MOST_VALUES = 100
_MARK = 16


@dataclass
class Slot:
    """One input. ``text`` is what stands in it, ``was`` the mark of the statement behind it.

    A reference stands for ``iri`` as long as its text is ``stands``; ``offered`` are the resources
    (IRI, name) among which the person has to choose. ``theirs`` is the value that stands now, where
    somebody else has changed it.
    """

    field: FormField
    number: int
    language: str = ""
    text: str = ""
    was: str = ""
    iri: str = ""
    stands: str = ""
    offered: Sequence[tuple[str, str]] = ()
    problem: Text | None = None
    theirs: Node | None = None
    collides: bool = False

    @property
    def name(self) -> str:
        """The name of the input, the same however the form is ordered."""
        language = f"@{self.language}" if self.language else ""
        return f"{self.field.name}{language}.{self.number}"

    @property
    def is_changed(self) -> bool:
        """True if the text is not the one that the input was made with."""
        if not self.was:
            return bool(tidy(self.text))
        return _digest(tidy(self.text)) != self.was.partition(".")[2]


@dataclass
class Filled:
    """The inputs of a form, and the statements that no input shows."""

    form: ClassForm
    slots: list[Slot]
    #: Statements that the form does not know: kept untouched.
    kept: list[Quad] = field(default_factory=list)

    def of(self, one: FormField) -> list[Slot]:
        """Return the inputs of a field, in their order."""
        return [slot for slot in self.slots if slot.field is one]

    @property
    def problems(self) -> list[Slot]:
        """The inputs whose text is no value."""
        return [slot for slot in self.slots if slot.problem is not None]

    @property
    def collisions(self) -> list[Slot]:
        """The inputs that somebody else has changed since, too."""
        return [slot for slot in self.slots if slot.collides]


@dataclass(frozen=True)
class FormDifference:
    """The statements that the inputs of a form add and remove."""

    added: frozenset[Quad] = frozenset()
    removed: frozenset[Quad] = frozenset()


def fill(
    form: ClassForm, quads: Iterable[Quad], names: Mapping[str, str], more: Iterable[str] = ()
) -> Filled:
    """Return the form of a resource with what is said of it.

    ``names`` are those of the resources it refers to; ``more`` names fields that get one more
    input.
    """
    filled = Filled(form, [])
    known = {one.term.iri: list[Quad]() for one in form.fields}
    for quad in sorted(quads, key=lambda one: (n3(one.object), one.graph)):
        place = known.get(str(quad.predicate), filled.kept)
        place.append(quad)
    more = set(more)
    for one in form.fields:
        usual, odd = _parted(one, known[one.term.iri])
        filled.kept += odd
        filled.slots += _slots(one, usual, names)
        if one.name in more:
            filled.slots.append(Slot(one, len(filled.of(one))))
    return filled


def _parted(one: FormField, quads: Iterable[Quad]) -> tuple[list[Quad], list[Quad]]:
    usual, odd = list[Quad](), list[Quad]()
    for quad in quads:
        fits = shown(one, quad.object) is not None and len(usual) < MOST_VALUES
        (usual if fits else odd).append(quad)
    return usual, odd


def _slots(one: FormField, quads: Sequence[Quad], names: Mapping[str, str]) -> Iterator[Slot]:
    if one.kind == "text":
        for language in LANGUAGES:
            own = [q for q in quads if getattr(q.object, "language", "") == language]
            yield from _numbered(one, own, names, language)
    elif one.kind == "code" and not one.is_single:
        by_code = {str(quad.object): quad for quad in quads}
        for number, code in enumerate(one.codes):
            quad = by_code.get(code.iri)
            yield _slot(one, number, quad, names) if quad else Slot(one, number, was=_nothing())
    else:
        yield from _numbered(one, quads, names)


def _numbered(
    one: FormField, quads: Sequence[Quad], names: Mapping[str, str], language: str = ""
) -> Iterator[Slot]:
    for number, quad in enumerate(quads):
        yield _slot(one, number, quad, names, language)
    if not quads:
        yield Slot(one, 0, language)


def _slot(
    one: FormField, number: int, quad: Quad, names: Mapping[str, str], language: str = ""
) -> Slot:
    text = shown(one, quad.object) or ""
    iri = text if one.kind == "reference" else ""
    if iri:
        text = names.get(iri) or iri
    was = f"{mark(quad)}.{_digest(tidy(text))}"
    return Slot(one, number, language, text, was, iri, text if iri else "")


def _nothing() -> str:
    """Return the mark of a box that was not ticked."""
    return f".{_digest('')}"


def mark(quad: Quad) -> str:
    """Return the mark of a statement: the start of the SHA-256 of its value and graph."""
    return _digest(f"{n3(quad.object)} {quad.graph}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]


def posted(form: ClassForm, given: Mapping[str, Any], more: Iterable[str] = ()) -> Filled:
    """Return the form as it was sent: ``given`` maps the names of inputs to texts."""
    filled = Filled(form, [])
    more = set(more)
    for one in form.fields:
        for language in LANGUAGES if one.kind == "text" else ("",):
            boxes = one.kind == "code" and not one.is_single
            number = 0
            while number < (len(one.codes) if boxes else MOST_VALUES + 1):
                slot = Slot(one, number, language)
                if not boxes and slot.name not in given:
                    break
                _take(slot, given)
                filled.slots.append(slot)
                number += 1
            if number == 0:
                filled.slots.append(Slot(one, 0, language))
        if one.name in more:
            filled.slots.append(Slot(one, len(filled.of(one))))
    return filled


def _take(slot: Slot, given: Mapping[str, Any]) -> None:
    name = slot.name
    slot.text = str(given.get(name, ""))
    slot.was = str(given.get(f"{name}:was", ""))
    slot.iri = str(given.get(f"{name}:is", ""))
    slot.stands = str(given.get(f"{name}:as", ""))
    if picked := str(given.get(f"{name}:pick", "")):
        slot.iri, slot.stands = picked, slot.text
    if given.get(f"drop {name}"):
        slot.text = ""


def changes(
    filled: Filled, iri: str, quads: Iterable[Quad], graphs: tuple[str, str]
) -> FormDifference:
    """Return what the inputs change of a resource; each wrong input gets its ``problem``.

    ``quads`` are what is said of it now, ``graphs`` the timeless one and that of the year. An input
    that was changed, and whose value somebody else has changed since, ``collides``.
    """
    from rdflib import URIRef

    existing = frozenset(quads)
    by_mark = {(str(q.predicate), mark(q)): q for q in existing}
    behind = {(slot.field.term.iri, slot.was.partition(".")[0]) for slot in filled.slots}
    unknown = [q for key, q in by_mark.items() if key not in behind]
    added, removed = set[Quad](), set[Quad]()
    for slot in filled.slots:
        if not slot.is_changed:
            continue
        predicate = slot.field.term.iri
        old = by_mark.get((predicate, slot.was.partition(".")[0]))
        new = _read(slot)
        if slot.problem is not None or _collides(slot, old, new, unknown):
            continue
        if old is not None:
            if new is not None and same(slot.field, old.object, new):
                continue
            removed.add(old)
        if new is not None:
            graph = old.graph if old else graphs[slot.field.is_of_year]
            added.add(Quad(URIRef(iri), URIRef(predicate), new, graph))
    after = (existing - removed) | added
    return FormDifference(after - existing, existing - after)


def _collides(slot: Slot, old: Quad | None, new: Node | None, unknown: Iterable[Quad]) -> bool:
    """Return True if somebody else has changed the value since, and to another one.

    ``unknown`` are the statements of today that no input was made from.
    """
    was = slot.was.partition(".")[0]
    if old is not None or not (was or slot.field.is_single or slot.field.kind == "text"):
        return False
    theirs = [
        quad.object
        for quad in sorted(unknown, key=lambda one: n3(one.object))
        if str(quad.predicate) == slot.field.term.iri
        and (getattr(quad.object, "language", None) or "") == slot.language
        and shown(slot.field, quad.object) is not None
    ]
    slot.theirs = next(iter(theirs), None)
    if slot.theirs is None and not was:
        return False
    agreed = new is not None and any(same(slot.field, one, new) for one in theirs)
    slot.collides = not agreed and not (new is None and not theirs)
    return slot.collides


def settle(filled: Filled, quads: Iterable[Quad], choices: Mapping[str, str]) -> None:
    """Take the choices between own value and that of somebody else, by the names of inputs.

    ``mine`` makes an input replace what stands now, ``theirs`` gives it up.
    """
    existing = {str(quad.predicate): list[Quad]() for quad in quads}
    for quad in quads:
        existing[str(quad.predicate)].append(quad)
    for slot in filled.slots:
        chosen = choices.get(slot.name)
        now = existing.get(slot.field.term.iri, [])
        found = next((q for q in now if mark(q) == choices.get(f"{slot.name}:now")), None)
        if chosen == "mine":
            slot.was = f"{mark(found)}." if found else ""
        elif chosen == "theirs":
            _give_up(slot, found)


def _give_up(slot: Slot, found: Quad | None) -> None:
    text = (shown(slot.field, found.object) or "") if found else ""
    slot.text, slot.was = text, f"{mark(found)}.{_digest(tidy(text))}" if found else ""
    slot.iri = slot.stands = text if slot.field.kind == "reference" else ""


def _read(slot: Slot) -> Node | None:
    if not tidy(slot.text):
        return None
    is_reference = slot.field.kind == "reference"
    typed = slot.iri if is_reference and slot.stands == slot.text else slot.text
    try:
        return read(slot.field, typed, slot.language)
    except WrongValue as error:
        slot.problem = slot.problem or error.told
        return None
