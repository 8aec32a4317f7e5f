"""The words of charts, in Japanese and English."""

from __future__ import annotations

from typing import Literal

#: Kinds of value in the order in which they are drawn and listed.
KINDS: tuple[Literal["baseline", "target", "actual", "forecast"], ...] = (
    "baseline",
    "target",
    "actual",
    "forecast",
)

_WORDS = {
    "ja": {
        "baseline": "基準値",
        "target": "目標値",
        "actual": "実績値",
        "forecast": "見込値",
        "unit": "単位",
        "up": "↑ 上がるほど良い",
        "down": "↓ 下がるほど良い",
        "keep": "→ 維持するのが良い",
        "cut": "縦軸は0から始まらない",
        "stop": "。",
        "comma": "、",
        "planned": "予算額",
        "executed": "執行額",
        "rate": "執行率",
        "no_value": "(記載なし)",
    },
    "en": {
        "baseline": "Baseline",
        "target": "Target",
        "actual": "Actual",
        "forecast": "Forecast",
        "unit": "Unit",
        "up": "↑ higher is better",
        "down": "↓ lower is better",
        "keep": "→ to be kept",
        "cut": "The vertical axis does not start at 0",
        "stop": ".",
        "comma": ", ",
        "planned": "Planned",
        "executed": "Executed",
        "rate": "executed share",
        "no_value": "(not given)",
    },
}


def words(lang: str) -> dict[str, str]:
    """Return the words of a language; Japanese for an unknown one."""
    return _WORDS.get(lang, _WORDS["ja"])
