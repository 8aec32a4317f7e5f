"""Folding, tokens and marks hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.search.folding import folded, folded_with_places, squeezed, tokens
from michisuji.search.marking import Marks
from michisuji.search.query import MAX_WORDS, Query
from michisuji.search.slips import distance
from michisuji.search.synonyms import Synonyms

_TEXTS = st.text(
    st.sampled_from("防災訓練ごみゴミｺﾞﾐﾊﾟー々一二〇12ＤＸdxAéß㈱㍿ﬁ゛ﾞ\u3099・、 \n「」%\0👪가")
    | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)


@given(_TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(_TEXTS)
def test_each_folded_character_has_a_place(text: str) -> None:
    form, places = folded_with_places(text)
    assert len(places) == len(form) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)
    assert squeezed(form) == squeezed(text)


@given(_TEXTS)
def test_marks_leave_the_text_as_it_is(text: str) -> None:
    for typed in ("防災", "ごみ", "d", "1", text[:5]):
        marks = Marks.of(text, Query.read(typed, Synonyms()))
        assert "".join(part for part, _ in marks) == text


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("可燃ｺﾞﾐの量", "ごみ", ["ｺﾞﾐ"]),
        ("ＤＸ推進とDXの窓口", "dx", ["ＤＸ", "DX"]),
        ("防犯カメラ", "防犯 カメラ", ["防犯カメラ"]),
        ("kaizen training AI", "AI", ["AI"]),
        ("第三次計画", "第3次", ["第三次"]),
        ("㈱の手続き", "株", ["㈱"]),
        ("Disaster drills", "disas", ["Disaster"]),
        ("こども・子供・子ども", "子供", ["こども", "子供", "子ども"]),
    ],
)
def test_what_is_marked(text: str, typed: str, marked: list[str]) -> None:
    marks = Marks.of(text, Query.read(typed, Synonyms.read(None)))
    assert [part for part, is_match in marks if is_match] == marked


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("防災訓連", "防災訓練", 1), ("ab", "ba", 1), ("abc", "abc", 0), ("abc", "xyz", 3)],
)
def test_how_far_two_words_are_apart(one: str, other: str, far: int) -> None:
    assert distance(one, other, 2) == min(far, 3)
    assert distance(other, one, 2) == min(far, 3)


def test_tokens_are_pairs_and_words() -> None:
    assert tokens("生成AIを使う") == ["生成", "成", "ai", "を使", "使う", "う"]
    assert tokens("防災", is_open=True) == ["防災"]
    assert tokens("防", is_open=True) == ["防"]


def test_words_beyond_the_limit_are_counted() -> None:
    query = Query.read(" ".join(f"w{n}" for n in range(15)), Synonyms())
    assert (len(query.words), query.left_out) == (MAX_WORDS, 15 - MAX_WORDS)


def test_a_citys_own_synonyms(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / "synonyms.txt").write_text("\ufeff# ours\nコミバス、ぐるっと号\n一語だけ\n", "utf-8")
    assert Synonyms.read(home).ways("コミバスの運行") == ["こみばすの運行", "ぐるっと号の運行"]
    (home / "synonyms.txt").write_bytes(b"\xff\xfe\x00")
    assert Synonyms.read(home).ways("コミバス") == ["こみばす"]
