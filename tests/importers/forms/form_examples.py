"""The three layouts filled as people fill them, with the dirt of real sheets.

What must come of each is in ``form_a.expected.toml`` and so on, beside the mapping.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import form_a
import form_b
import form_c
from form_drawing import save
from michisuji.importers.city.forms.mapping.reading import read_mapping
from michisuji.importers.city.forms.mapping.rules import FormMapping

HERE = Path(__file__).parent

A: dict[str, Any] = {
    "id": "10101",
    "name": "自主防災組織育成事業 ",
    "unit": "総務部　防災危機管理課",
    "measure": "0101 防災・減災",
    "budget_code": "01-09-01-05-010",
    "period": "Ｈ２４～令和8年度",
    "methods": "□直営 ■一部委託 □全部委託 ■補助・負担",
    "laws": "災害対策基本法 第42条、水防法",
    "target_group": "市内の自主防災組織",
    "purpose": "動ける状態\nにする",
    "summary": "計画の作成を支える",
    "budget": {
        "事業費": ["14,200", "１５，８００", 16500.5, "17,200千円", 18000],
        "国庫支出金": [None, None, None, "5000", "－"],
        "一般財源": [None, None, None, 12200],
        "その他": [None, None, None, "未定"],
        "人件費": [1, 2, 3, 4],
        "総事業費": ["=D15+D21", 2, 3, 4],
    },
    "indicators": [
        {
            "kind": "活動指標",
            "name": "地区防災計画の作成組織数",
            "unit": "組織",
            "目標": [30, 40, 52, 64, "=I26+14"],
            "実績": ["２６", 37, "約50", "66組織", "…"],
        },
        {
            "kind": "成果指標",
            "name": "参加した市民の割合",
            "unit": "%",
            "目標": ["40%", 45, 50, 52, 55],
            "実績": [38.5, "41.2％", "△3", "集計中", "x"],
        },
    ],
    "first": {
        "result": "□拡充 ■継続 □改善 □縮小 □終了",
        "necessity": "A",
        "effectiveness": "Ｂ",
        "findings": "目標を上回った。",
        "improvement": "重点地区を決める",
    },
    "second": {
        "result": "□拡充 □継続 □縮小",
        "findings": "地域差がある。",
        "improvement": "別紙のとおり",
    },
}

B: dict[str, Any] = {
    "year": "令和6年度",
    "id": "020101",
    "name": "放課後児童クラブ運営事業",
    "unit": "子ども家庭課",
    "measure": "子育て支援",
    "start": "平成31・令和元",
    "end": "未定",
    "situation": "待機児童が多い",
    "purpose": "安心して過ごせる",
    "obligation": 1,
    "kind": 0,
    "budget": {
        "令和4年度": ["1,000,000", "△50,000", 0, 949000, 300000, "300,000", 0, 0, 350000],
        "R5": [1200000, "▲1", "－", 1190000, 4, 5, 6, 7, "x"],
        "令和6": ["1200000", 0, "－", "1,199,999円"],
        "令7": [1300000],
    },
    "indicators": [
        {
            "name": "利用児童数",
            "unit": "人",
            "target": [300, 310, 320, 330, 340],
            "actual": ["295人", 311, 319.5, None, "不明"],
        },
        {
            "name": "参加した市民の割合",
            "unit": "%",
            "target": [40, "45%", 50, 55, 60],
            "actual": [39, "▲1", 48, None],
        },
    ],
    "first": {
        "result": "☑継続 ☐改善 ☐終了",
        "findings": "需要が多い",
        "improvement": "定員を増やす",
    },
    "outside": {
        "result": "☐継続 ☑改善 ☑縮小",
        "findings": "妥当である",
        "improvement": "別紙のとおり",
    },
}

C: dict[str, Any] = {
    "id": "0203-01",
    "name": "新しい子育て事業",
    "unit": "子ども家庭課 地域係",
    "measure": "子育て支援",
    "activity": ["訪問する", "相談に乗る"],
    "output": ["訪問した件数"],
    "short": ["家庭が孤立しない"],
    "mid": ["安心して育てられる"],
    "事業費": [5000, "6,000.5", 5500, 7000],
    "うち国・県支出金": [1, 2, 3, "約4"],
    "うち一般財源": [None, 3000, None, "x"],
    "staff": "3人→2.3人工",
    "reflected": "500,000",
    "indicators": [
        {
            "name": "訪問数",
            "unit": "件",
            "target": [1, 2, 3, 4, 5],
            "actual": [1, 2, "概ね3", 4, "－"],
        },
        {
            "name": "満足度",
            "unit": "%",
            "target": [70, 70, 70, 70, 70],
            "actual": [60, 61, 62, 63, 64],
        },
    ],
    "ratings": {"必要性": ("Ａ", "法定"), "有効性": ("B", None), "効率性": ("E", "高い")},
    "result": "□現状のまま継続 ■やり方を改善 □廃止・休止",
    "findings": "伸びている",
}


def mapping(name: str) -> FormMapping:
    """Return the mapping of a layout."""
    return read_mapping(HERE / f"form_{name}.toml")


def drawn(name: str, folder: Path) -> Path:
    """Write the example of a layout and return its path."""
    path = folder / f"{name}.xlsx"
    if name == "a":
        return save(path, form_a.draw(A))
    if name == "b":
        return save(path, form_b.draw(B))
    known = {**C, "id": "020102", "name": "子育て相談事業", "unit": "s-child", "staff": 2.3}
    sheets = form_c.draw(C), form_c.draw(known, "No.2"), form_b.draw({})
    return save(path, *sheets, hidden="調書")
