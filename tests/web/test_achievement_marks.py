"""The marks of achievement on a page: a sign and a word, never by colour alone."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from michisuji.achievement import STATES, Achievement
from michisuji.analysis.priority.achievement import Met
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

SIGNS = {"met": "○", "close": "△", "missed": "×", "not-due": "–"}
WORDS = {"met": "met", "close": "close", "missed": "missed", "not-due": "not due"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Settings(home=tmp_path_factory.mktemp("marks")), MemoryStore("urn:b"))


def drawn(app: Flask, name: str, *given: Any, **more: Any) -> str:
    with app.test_request_context("/?lang=en"):
        app.preprocess_request()
        template = app.jinja_env.get_template("_achievement.html")
        context: dict[str, Any] = {}
        app.update_template_context(context)
        return str(getattr(template.make_module(context), name)(*given, **more))


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("word", [False, True])
def test_a_mark_has_its_sign_for_the_eye_and_its_word_for_the_ear(
    app: Flask, state: str, word: bool
) -> None:
    html = drawn(app, "mark", state, word=word)
    assert text(html) == f"{SIGNS[state]} {WORDS[state]}"
    assert f'aria-hidden="true">{SIGNS[state]}<' in html
    assert ("visually-hidden" in html) == (not word)


@pytest.mark.parametrize(("direction", "sign"), [("up", "↑"), ("down", "↓"), ("keep", "→")])
def test_an_arrow_is_said(app: Flask, direction: str, sign: str) -> None:
    told = text(drawn(app, "arrow", direction))
    assert told.startswith(sign)
    assert len(told) > len(sign) + 3
    assert drawn(app, "arrow", "sideways") == drawn(app, "arrow", "") == ""


def test_a_percentage_of_zero_is_told_and_a_missing_one_is_not(app: Flask) -> None:
    assert text(drawn(app, "achieved", Achievement("missed", Decimal("0.0")))).endswith("0.0%")
    assert "%" not in drawn(app, "achieved", Achievement("met"))
    assert drawn(app, "achieved", None) == ""


def test_counts_name_each_state_and_leave_out_what_is_none(app: Flask) -> None:
    assert text(drawn(app, "counts", Met(met=2, missed=1))) == "○ met 2 × missed 1"
    assert text(drawn(app, "counts", Met())) == ""
