"""The labels of the ontology's code lists, by which staff choose."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from michisuji import resources
from michisuji.languages import LANGUAGES, Text
from michisuji.vocabulary import CODE, PREFIXES

_ORDER = PREFIXES["lm"] + "order"
_LABEL = PREFIXES["skos"] + "prefLabel"


#: Code list → what staff write for a code besides its labels.
_ALSO: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "direction": {
        "up": ("増やす", "増加", "上げる", "上昇", "↑"),
        "down": ("減らす", "減少", "下げる", "低下", "↓"),
        "keep": ("保つ", "現状維持", "→"),
    },
    "indicator-kind": {
        "quantitative": ("量", "数値"),
        "ratio": ("率", "比率"),
        "qualitative": ("質",),
    },
    "result": {
        "expand": ("拡大",),
        "keep": ("維持", "現状維持"),
        "postpone": ("先送り",),
        "end": ("廃止",),
    },
    "budget-direction": {
        "increase": ("増やす",),
        "keep": ("保つ",),
        "decrease": ("減らす",),
        "zero": ("なくす",),
    },
    "workflow-status": {"draft": ("下書き",), "confirmed": ("確認",), "approved": ("決裁",)},
    "obligation": {"discretionary": ("できる", "任意")},
    "unit-kind": {"department": ("部", "局"), "office": ("室",), "team": ("班",)},
    "evaluation-kind": {"self": ("一次評価", "自己"), "peer": ("相互",), "external": ("外部",)},
    "account": {"general": ("一般",), "special": ("特別",), "enterprise": ("企業",)},
    "status": {"idea": ("案", "アイデア"), "adopted": ("採用済み", "導入済み")},
}


def other_spellings(scheme: str) -> Mapping[str, tuple[str, ...]]:
    """Return code → what staff write for it besides its labels."""
    return _ALSO.get(scheme, {})


def code_labels(scheme: str) -> Mapping[str, Text]:
    """Return code → label of a code list (``unit-kind``) in its own order; {} if there is none."""
    return _lists().get(scheme, {})


@cache
def _lists() -> Mapping[str, Mapping[str, Text]]:
    """Return scheme → code → label of all code lists."""
    import pyoxigraph as ox

    told: dict[str, dict[str, str]] = {}
    order: dict[str, int] = {}
    path = resources.folder("ontology") / "codes.ttl"
    for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        code, value = str(triple.subject.value).removeprefix(CODE), triple.object
        if triple.predicate.value == _ORDER:
            order[code] = int(value.value)
        elif triple.predicate.value == _LABEL and value.language in LANGUAGES:
            told.setdefault(code, {})[value.language] = value.value
    found: dict[str, dict[str, Text]] = {}
    for code in sorted(order, key=lambda one: order[one]):
        scheme, _, notation = code.partition("/")
        found.setdefault(scheme, {})[notation] = told[code]
    return found
