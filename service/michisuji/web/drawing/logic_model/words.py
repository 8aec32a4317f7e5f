"""The words of a diagram, in Japanese and English."""

from __future__ import annotations

from michisuji.analysis.logic_model import Column

HEADINGS: dict[str, dict[Column, str]] = {
    "ja": {
        "input": "インプット",
        "activity": "アクティビティ",
        "output": "アウトプット",
        "outcome-unstated": "アウトカム(段階の記載なし)",
        "short": "短期アウトカム",
        "mid": "中期アウトカム",
        "long": "長期アウトカム",
        "town": "まちの状態",
    },
    "en": {
        "input": "Input",
        "activity": "Activity",
        "output": "Output",
        "outcome-unstated": "Outcome (stage not stated)",
        "short": "Short-term outcome",
        "mid": "Mid-term outcome",
        "long": "Long-term outcome",
        "town": "Town condition",
    },
}

WORDS: dict[str, dict[str, str]] = {
    "ja": {
        "title": "{owner}のロジックモデル",
        "title_year": "{owner}のロジックモデル({year})",
        "desc": "左から右へ、要素{nodes}件と、つながり{edges}件。",
        "desc_broken": "途切れのある要素{broken}件。",
        "desc_table": "同じ内容の表があります。",
        "empty": "ロジックモデルの要素がまだありません。",
        "none": "(なし)",
        "broken": "⚠ 途切れ",
        "here": "▼ ここ",
        "indicators": "指標{n}件",
        "indicator_head": "指標",
        "broken_head": "⚠ 途切れの理由",
        "of_measure": "施策のまちの状態",
        "no_label": "(名称の記載なし)",
        "feedback": "フィードバック",
        "rationale": "根拠",
        "assumption": "前提",
        "confidence": "確信度",
        "legend": "凡例",
        "legend_node": "要素(選ぶと詳細へ)",
        "legend_cut": "… は続きあり(合わせると全文)",
        "legend_broken": "つながりが途切れている要素",
        "legend_here": "▼ ここ 見に来た途切れ",
        "legend_edge": "つながり",
        "legend_broken_edge": "途切れに関わるつながり",
        "legend_feedback": "フィードバック(戻るつながり)",
        "legend_measure": "施策に属するまちの状態",
        "legend_indicator": "◎ 指標の数",
    },
    "en": {
        "title": "Logic model of {owner}",
        "title_year": "Logic model of {owner} ({year})",
        "desc": "From left to right: {nodes} [element|elements] and {edges} [link|links].",
        "desc_broken": "{broken} [element is|elements are] broken.",
        "desc_table": "A table gives the same content.",
        "empty": "This logic model has no elements yet.",
        "none": "(none)",
        "broken": "⚠ Broken",
        "here": "▼ Here",
        "indicators": "{n} [indicator|indicators]",
        "indicator_head": "Indicators",
        "broken_head": "⚠ Why it is broken",
        "of_measure": "Town condition of the measure",
        "no_label": "(no name given)",
        "feedback": "Feedback",
        "rationale": "Rationale",
        "assumption": "Assumption",
        "confidence": "Confidence",
        "legend": "Legend",
        "legend_node": "Element (select for details)",
        "legend_cut": "… goes on (point at it for the full text)",
        "legend_broken": "Element whose chain is broken",
        "legend_here": "▼ Here: the break you came for",
        "legend_edge": "Leads to",
        "legend_broken_edge": "Link of a broken chain",
        "legend_feedback": "Feedback (leads back)",
        "legend_measure": "Town condition that belongs to the measure",
        "legend_indicator": "◎ number of indicators",
    },
}


def words(lang: str) -> dict[str, str]:
    """The words of a language; Japanese for one that is not known."""
    return WORDS.get(lang, WORDS["ja"])


def headings(lang: str) -> dict[Column, str]:
    """The column headings of a language."""
    return HEADINGS.get(lang, HEADINGS["ja"])
