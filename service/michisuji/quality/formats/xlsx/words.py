"""The workbook's words."""

from __future__ import annotations

from michisuji.languages import Text

WORDS: dict[str, Text] = {
    "cover": {"ja": "表紙", "en": "Cover"},
    "rules": {"ja": "規則", "en": "Rules"},
    "no department": {"ja": "部の記載なし", "en": "No department"},
    "title": {"ja": "点検結果", "en": "Report of the check"},
    "subject": {"ja": "点検したもの", "en": "What was checked"},
    "dataset": {"ja": "データセット", "en": "Dataset"},
    "checked at": {"ja": "点検した日時", "en": "Checked at"},
    "profile": {"ja": "点検の構成", "en": "Profile"},
    "nodes": {"ja": "点検した要素の数", "en": "Elements checked"},
    "violation": {"ja": "違反", "en": "Violations"},
    "warning": {"ja": "注意", "en": "Warnings"},
    "info": {"ja": "情報", "en": "Information"},
    "waived": {"ja": "免除中", "en": "Waived"},
    "expired": {"ja": "うち免除の期限切れ", "en": "Of these, waiver expired"},
    "causes": {"ja": "原因", "en": "Causes"},
    "department": {"ja": "部", "en": "Department"},
    "rows": {"ja": "表の行", "en": "Rows"},
    "level": {"ja": "到達段階", "en": "Level"},
    "how": {"ja": "読み方", "en": "How to read"},
    "not checked": {"ja": "点検できなかったもの", "en": "Not checked"},
    "notes": {"ja": "お知らせ", "en": "Notes"},
}

BULLET: Text = {"ja": "・", "en": "• "}

#: The columns of a department's sheet, and how wide they are, in letters of the default font.
COLUMNS: tuple[tuple[Text, int], ...] = (
    ({"ja": "番号", "en": "No."}, 5),
    ({"ja": "重さ", "en": "Severity"}, 10),
    ({"ja": "規則", "en": "Rule"}, 10),
    ({"ja": "規則の名前", "en": "Name of the rule"}, 14),
    ({"ja": "施策", "en": "Measure"}, 13),
    ({"ja": "事業", "en": "Program"}, 16),
    ({"ja": "担当課", "en": "Section"}, 11),
    ({"ja": "年度", "en": "Year"}, 6),
    ({"ja": "何が問題か", "en": "What is wrong"}, 32),
    ({"ja": "直し方", "en": "How to mend"}, 34),
    ({"ja": "ここから生じるもの", "en": "What hangs on it"}, 22),
    ({"ja": "場所(ファイル、行)", "en": "Place (file, row)"}, 13),
    ({"ja": "免除", "en": "Waiver"}, 15),
    ({"ja": "対応", "en": "Answer"}, 20),
)

RULE_COLUMNS: tuple[tuple[Text, int], ...] = (
    ({"ja": "規則", "en": "Rule"}, 12),
    ({"ja": "名前", "en": "Name"}, 28),
    ({"ja": "求めること", "en": "What it asks for"}, 50),
    ({"ja": "直し方", "en": "How to mend"}, 60),
    ({"ja": "もと", "en": "Source"}, 30),
    ({"ja": "点検した要素", "en": "Elements checked"}, 10),
    ({"ja": "指摘", "en": "Findings"}, 9),
    ({"ja": "免除中", "en": "Waived"}, 9),
)

HOW: tuple[Text, ...] = (
    {
        "ja": "部ごとに1枚のシートがあります。1行が直すこと1件です。",
        "en": "There is one sheet a department. Each row is one thing to mend.",
    },
    {
        "ja": "「違反」は道筋が切れているもの、「注意」は直すとよいもの、「情報」は参考です。",
        "en": "A violation breaks the chain; a warning is worth mending; information is to know.",
    },
    {
        "ja": "「ここから生じるもの」は、その行を直せば一緒に消えます。別の行には載せません。",
        "en": "“What hangs on it” goes away when the row is mended; it has no row of its own.",
    },
    {
        "ja": "「対応」の欄に、直した日、直す予定、直さない理由のいずれかを書いて返してください。",
        "en": "Under “Answer”, write when it was mended, when it will be, or why it will not.",
    },
    {
        "ja": "免除は、理由と責任者と期限を付けたものです。期限を過ぎると再び数えます。",
        "en": "A waiver has a reason, a role in charge and a last day; then the finding counts.",
    },
)


def cut_note(count: int, limit: int, lang: str) -> str:
    """Tells of texts that were too long for a cell."""
    if lang == "ja":
        return f"長すぎて欄に入らない文{count}件を{limit:,}字で切りました(末尾は「…(以下略)」)"
    return (
        f"Texts too long for a cell, cut at {limit:,} characters (they end in “… (cut)”): {count}"
    )


def split_note(names: list[str], lang: str) -> str:
    """Tells of departments whose rows need more than one sheet."""
    listed = ("、" if lang == "ja" else ", ").join(names)
    if lang == "ja":
        return f"1枚のシートに入らない行を、続きのシートに分けました: {listed}"
    return f"Rows that do not fit on one sheet go on in others: {listed}"
