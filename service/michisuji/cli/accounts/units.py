"""Units as people name them at the terminal: IRI, id or name → the unit that the data have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from michisuji.cli.common import Terminal
from michisuji.errors import BadInput, MichisujiError
from michisuji.messages import message

if TYPE_CHECKING:
    from michisuji.settings import Settings

#: The names of each unit, by IRI.
Units = Mapping[str, set[str]]
_DATABASES: tuple[Literal["public", "work"], ...] = ("public", "work")
_NEAR = 5


def unit_iri(context: Terminal, settings: Settings, text: str) -> str:
    """Return the IRI of the unit that is meant.

    An IRI is taken unchecked, and this is said, if no database with units can be opened.
    Raises BadInput for an unknown unit, with those that are near, and for a name of several.
    """
    from michisuji.iris import is_iri
    from michisuji.questions.values import address_of

    iri = address_of(text, settings.base_iri)
    known: dict[str, set[str]] = {}
    reason = message("cli.user.no_units", context.lang)
    for database in _DATABASES:
        try:
            found = _units(settings, database)
        except MichisujiError as error:
            reason = error.message[context.lang]
            continue
        fitting = sorted(_fitting(found, text, iri))
        if len(fitting) > 1:
            raise _several(settings, found, text, fitting)
        if fitting:
            return fitting[0]
        known |= found
    if known or not is_iri(iri):
        raise _unknown(settings, known, text)
    context.say("cli.user.unchecked", unit=iri, reason=reason)
    return iri


def _units(settings: Settings, database: Literal["public", "work"]) -> dict[str, set[str]]:
    from michisuji.questions import run
    from michisuji.store.opening import open_store

    found: dict[str, set[str]] = {}
    with open_store(settings, database) as store:
        for row in run(store, "unit-names", {}, base_iri=settings.base_iri).rows:
            found.setdefault(str(row[0]), set()).add(str(row[1]))
    return found


def _fitting(units: Units, text: str, iri: str) -> Iterator[str]:
    from michisuji.search.folding import squeezed

    wanted = squeezed(text)
    for one, names in units.items():
        last = one.rpartition("/")[2]
        is_named = bool(wanted) and wanted in map(squeezed, names)
        if is_named or one == iri or last == text or last.endswith(f"-{text}"):
            yield one


def _several(settings: Settings, units: Units, text: str, fitting: list[str]) -> BadInput:
    names = _listed(settings, units, fitting)
    return BadInput(
        f"「{text}」という部署はいくつもあります",
        f"'{text}' is the name of several units",
        hint_ja=f"どれかを指定してください: {names}",
        hint_en=f"give one of them: {names}",
    )


def _unknown(settings: Settings, units: Units, text: str) -> BadInput:
    iris = _near(units, text)
    names = _listed(settings, units, iris)
    return BadInput(
        f"「{text}」という部署はデータにありません",
        f"the data have no unit '{text}'",
        hint_ja=f"近いもの: {names}" if names else "先に市のデータを取り込んでください",
        hint_en=f"near it: {names}" if names else "import the city's data first",
    )


def _near(units: Units, text: str) -> list[str]:
    """Return units whose names hold the text, or are like it; else the first of all."""
    words: dict[str, str] = {}
    for iri, names in units.items():
        last = iri.rpartition("/")[2]
        words |= dict.fromkeys((*sorted(names), last, last.partition("-")[2]), iri)
    near = [word for word in words if text in word]
    near += get_close_matches(text, words, n=_NEAR * 2, cutoff=0.4)
    return list(dict.fromkeys(words[word] for word in near))[:_NEAR] or sorted(units)[:_NEAR]


def _listed(settings: Settings, units: Units, iris: list[str]) -> str:
    base = f"{settings.base_iri}/"
    return ", ".join(f"{max(units[iri])} ({iri.removeprefix(base)})" for iri in iris)
