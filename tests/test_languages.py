"""Texts in two languages, and that nothing else decides what a reader gets."""

from __future__ import annotations

import ast

import pytest
from michisuji.languages import both, first_sentence, language, pick

from tests.rooms import PACKAGE


@pytest.mark.parametrize(
    ("texts", "lang", "found"),
    [
        ({"ja": "道", "en": "way"}, "en", "way"),
        ({"ja": "道", "en": ""}, "en", "道"),
        ({"en": "way", "de": "Weg"}, "ja", "way"),
        ({"fr": "voie", "de": "Weg"}, "en", "Weg"),
        ({"": "Ⅲ", "fr": ""}, "ja", "Ⅲ"),
        ({"ja": ""}, "ja", "-"),
        ({}, "en", "-"),
    ],
)
def test_who_lacks_a_language_gets_another(texts: dict[str, str], lang: str, found: str) -> None:
    assert pick(texts, lang, "-") == found
    assert both(texts, "-")[lang] == found


def test_the_order_of_other_languages_does_not_matter() -> None:
    assert both({"fr": "voie", "de": "Weg"}) == both({"de": "Weg", "fr": "voie"})


@pytest.mark.parametrize(
    ("asked", "given"), [("en", "en"), ("ja", "ja"), ("EN", "ja"), ("fr", "ja"), (None, "ja")]
)
def test_a_language_that_is_not_ours_is_japanese(asked: str | None, given: str) -> None:
    assert language(asked) == given


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("一つ目。二つ目。", "一つ目。"),
        ("上位を指す(事業→施策。計画へ)。例: 0101", "上位を指す(事業→施策。計画へ)。"),
        ("「やる。」と書く。次", "「やる。」と書く。"),
        ("Points upwards (e.g. measure). Then more.", "Points upwards (e.g. measure)."),
        ("Grew by 2.5 points, i.e. a lot. Next", "Grew by 2.5 points, i.e. a lot."),
        ("開いたまま(閉じない。次", "開いたまま(閉じない。次"),
        ("no end", "no end"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_outside_of_brackets(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_the_languages_are_listed_once() -> None:
    """A list of them, or a ``Text`` of its own, elsewhere is a second home."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        if path.name == "languages.py" or "_bundle" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            listed = isinstance(node, ast.Tuple | ast.List | ast.Set) and {
                one.value if isinstance(one, ast.Constant) else None for one in node.elts
            } == {"ja", "en"}
            named = isinstance(node, ast.Assign) and any(
                isinstance(one, ast.Name) and one.id == "Text" for one in node.targets
            )
            if listed or named:
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert not found
