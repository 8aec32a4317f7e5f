"""Names of resources and persons, as the pages of the workflow show them.

Short because a circle of imports would begin without it.
"""

from __future__ import annotations

from collections.abc import Iterable

from michisuji.languages import pick
from michisuji.questions.labels import labels_of
from michisuji.web.accounts.current import accounts
from michisuji.web.context import current_lang, current_settings, current_store


def names_of(iris: Iterable[str]) -> dict[str, str]:
    """Return the names of resources in the reader's language, each with one: its IRI at worst."""
    wanted = set(iris)
    found = labels_of(current_store(), wanted, base_iri=current_settings().base_iri)
    return {iri: pick(found.get(iri, {}), current_lang(), iri) for iri in wanted}


def people() -> dict[str, str]:
    """Return the names of persons by account id."""
    return accounts().persons.names()
