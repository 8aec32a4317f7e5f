"""The parts that all commands share: language, settings and the store."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from michisuji.languages import LANGUAGES
from michisuji.messages import message

if TYPE_CHECKING:
    from michisuji.own import Fault
    from michisuji.settings import Settings
    from michisuji.store import Store


@dataclass(frozen=True)
class Terminal:
    """A terminal to write to; ``lang`` is ``ja`` or ``en``."""

    lang: str

    def say(self, key: str, /, *, err: bool = True, **values: object) -> None:
        """Write a message to the terminal (to stderr, so that results can be piped)."""
        click.echo(message(key, self.lang, **values), err=err)


def language_of(option: str | None) -> str:
    """Return the language of messages.

    It is taken from ``--lang``, else MICHISUJI_LANG, else the locale, else it is Japanese.
    """
    for word in (option, *(os.environ.get(n) for n in ("MICHISUJI_LANG", "LC_ALL", "LANG"))):
        if word and word[:2].lower() in LANGUAGES:
            return word[:2].lower()
    return LANGUAGES[0]


def tell_faults(context: Terminal, faults: Iterable[Fault]) -> None:
    """Tell what of the city's own files cannot be used; all else goes on without it."""
    for fault in faults:
        click.echo(fault.told(context.lang), err=True)


def settings() -> Settings:
    """Read the settings from the environment."""
    from michisuji.settings import Settings

    return Settings.from_env()


@contextmanager
def opened(database: str = "public") -> Iterator[tuple[Settings, Store]]:
    """Yield the settings and their store, and close it at the end."""
    from michisuji.store.opening import open_store

    current = settings()
    with open_store(current, "work" if database == "work" else "public") as store:
        yield current, store
