"""No person's name gets through. All names here are invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.importers.rs.persons import MARK, NameFilter
from rs_graph import FIXTURES, run


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "課: 甲課／／作成責任者: 参事官　仮名　花子／／政策: 乙",
            f"課: 甲課／／作成責任者:{MARK}／／政策: 乙",
        ),
        ("仮名太郎氏の再選", f"{MARK}氏の再選"),
        ("氏名を書く。摂氏5度。", "氏名を書く。摂氏5度。"),
        ("連絡は a.b@c.example.jp へ", "連絡は （連絡先略） へ"),
    ],
)
def test_words_that_announce_a_name(text: str, expected: str) -> None:
    assert NameFilter().clean(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected", "count"),
    [
        ("行うこと。（仮名　葉子）", f"行うこと。{MARK}", 1),
        ("行うこと。（仮名　ふ葉子）次に", f"行うこと。{MARK}次に", 1),
        ("行うこと。（仮名葉子）", f"行うこと。{MARK}", 1),
        ("よい。（仮名委員）・次に", f"よい。（{MARK}委員）・次に", 1),
        ("よい。（外部委員）", "よい。（外部委員）", 0),
        ("指標（政策手段）を見る", "指標（政策手段）を見る", 0),
        ("第三者（民生委員）の声", "第三者（民生委員）の声", 0),
    ],
)
def test_reviewers_who_sign(text: str, expected: str, count: int) -> None:
    assert NameFilter().clean(text, remarks=True) == (expected, count)


def test_only_remarks_lose_bracketed_words() -> None:
    text = "進めている。（総合評価）　本事業は"
    assert NameFilter().clean(text) == (text, 0)


def test_names_that_were_learnt_go_wherever_they_stand() -> None:
    names = NameFilter()
    for name in ("仮名　葉子", "仮名葉", "見本太郎", "甲乙", "作成責任者未設定"):
        names.learn(name)
    assert names.clean("担当は仮名葉子と仮名葉と見本 太郎。甲乙は別。作成責任者未設定") == (
        f"担当は{MARK}と{MARK}と{MARK}。甲乙は別。作成責任者未設定",
        3,
    )


def test_no_name_of_the_sheets_reaches_the_output(tmp_path: Path) -> None:
    done = run([FIXTURES], tmp_path)
    written = b"".join(done.bytes().values()).decode()
    written += str(done.report.to_json())
    for name in ("架空花子", "見本太郎", "見本　太郎", "例示二郎", "備考　三郎", "仮名", "hoshi@"):
        assert name not in written, name
    assert done.report.notes["names-removed"].count >= 4
