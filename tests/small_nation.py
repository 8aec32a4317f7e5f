"""A few rows of a fictional national review: programs on disasters, of sections of one name."""

from __future__ import annotations

from pathlib import Path

from tests.importers.rs_graph import rows, table, write

#: Budget program ID → name and ministry; each is led by the ministry's own 防災課.
PROGRAMS = {
    "901": ("自主防災組織の育成（架空）", "架空省"),
    "902": ("地区防災計画の作成支援（架空）", "想像省"),
    "903": ("防災訓練と資機材の整備（架空）", "架空省"),
    "904": ("地域の防災アドバイザー派遣（架空）", "想像省"),
    "905": ("避難所の備蓄と訓練（架空）", "架空省"),
    "906": ("防災意識の啓発（架空）", "想像省"),
}
SECTION = "防災課"
_PURPOSE = "自治会の自主防災組織が地区防災計画を作成し、訓練や資機材の整備で地域の防災力を高める。"


def write_nation(folder: Path) -> Path:
    """Write tables 1-1 and 1-2 of fiscal year 2024 into a new folder."""
    folder.mkdir(parents=True)
    for name in ("1-1", "1-2"):
        source = table(name)
        like = dict.fromkeys(rows(source)[0], "")
        write(folder / source.name, [_row(like, number) for number in PROGRAMS])
    return folder


def _row(like: dict[str, str], number: str) -> dict[str, str]:
    name, ministry = PROGRAMS[number]
    told = {
        "シート種別": "レビューシート",
        "事業年度": "2024",
        "予算事業ID": number,
        "事業名": name,
        "所管府省庁": ministry,
        "政策所管府省庁": ministry,
        "府省庁": ministry,
        "課": SECTION,
        "その他担当組織_作成責任者_no": "1",
        "事業の目的": f"{name}。{_PURPOSE}",
        "事業の概要": _PURPOSE,
        "事業開始年度": "2020",
        "開始年度不明": "FALSE",
        "終了予定なし": "TRUE",
    }
    return {key: told.get(key, value) for key, value in like.items()}
