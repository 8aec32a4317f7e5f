"""Every example that the command line shows is one that works on the sample data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click
import pytest
from michisuji import questions
from michisuji.analysis import catalogue
from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.state import State
from michisuji.cli import cli
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"
_IRI = re.compile(r"\bid/[a-z-]+/[\w-]+")
_PAIR = re.compile(r"-p ([a-z_]+)=(\S*[\w/])")


def helps(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    """The --help of a command and of those below it."""
    context = click.Context(command, info_name=name, parent=parent)
    yield " ".join(command.get_help(context).split())
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from helps(found, below, context)


HELPS = list(helps(cli, "michisuji", None))


def test_resources_of_help_are_there(sample_store: MemoryStore) -> None:
    named = {iri for text in HELPS for iri in _IRI.findall(text)}
    assert len(named) >= 2
    for iri in named:
        assert sample_store.ask(f"ASK {{ <{BASE}/{iri}> ?p ?o }}"), iri


def test_parameters_of_help_are_taken(sample_store: MemoryStore) -> None:
    pairs = {pair for text in HELPS for pair in _PAIR.findall(text)}
    assert pairs
    for key, value in pairs:
        (asked, *_) = [
            one for one in catalogue.all_of_them() if key in {p.name for p in one.parameters}
        ]
        assert answered(sample_store, asked, {key: [value]})


def test_commands_of_help_are_there() -> None:
    named = {name for text in HELPS for name in re.findall(r"`michisuji (\w+)`", text)}
    assert named
    assert named <= set(cli.list_commands(click.Context(cli)))


@pytest.mark.parametrize("asked", catalogue.all_of_them(), ids=lambda asked: asked.name)
def test_examples_of_analyses_are_answered(
    sample_store: MemoryStore, asked: catalogue.Analysis[Any]
) -> None:
    needed = {p.name: [p.example] for p in asked.parameters if p.required}
    assert answered(sample_store, asked, needed)
    for parameter in asked.parameters:
        if parameter.example and "…" not in parameter.example:
            assert answered(sample_store, asked, needed | {parameter.name: [parameter.example]})


def answered(
    store: MemoryStore, asked: catalogue.Analysis[Any], given: dict[str, list[str]]
) -> dict[str, str]:
    """What the analysis says; raises when it cannot."""
    return dict(asked.answer(State(store, BASE, "en", None, CausalIndex()), given).sentence)


@pytest.mark.parametrize("name", sorted(questions.catalogue()))
def test_examples_of_questions_name_what_is_there(sample_store: MemoryStore, name: str) -> None:
    for parameter in questions.get(name).parameters:
        for iri in _IRI.findall(parameter.example):
            assert sample_store.ask(f"ASK {{ <{BASE}/{iri}> ?p ?o }}"), (parameter.name, iri)
