"""What the layout of the national review cannot hold, table by table, in both languages."""

from __future__ import annotations

from michisuji.languages import Text
from michisuji.publication.tables.about import DeclaredDataset
from michisuji.spreadsheets import RULE

LIMITS: dict[str, Text] = {
    "1-1": {
        "ja": "組織は府省庁から係までの7段の名前になる。市は「府省庁」の欄に入る。"
        "組織のIRI、英語名、7段に収まらない段は入らない。主管のない事業は空欄。作成責任者(氏名)の欄は作らない。",
        "en": "Units become names on seven levels; a city stands in the column of the ministry. "
        "IRIs, English names and further levels are not held. No column has a person's name.",
    },
    "1-2": {
        "ja": "英語の文、施策や基本政策の目的は入らない。",
        "en": "English texts, and the purposes of measures and policies, are not held.",
    },
    "1-3": {
        "ja": "政策と施策の2段だけで、計画、基本理念、方針、実現する方針(lm:realizes)、"
        "番号は入らない。"
        "条・項・号は「条」の欄にまとめる。形の合わない法令IDは取り込みのときに残らない。",
        "en": "Two levels only, policy and measure: no plans, principles, directions, lm:realizes "
        "or numbers. Article, paragraph and item stand together in 条.",
    },
    "1-5": {
        "ja": "関連性の欄は空(データにない)。IDとして使えない参照の事業は入らない。",
        "en": "関連性 is empty (the data do not say). Programs without a usable ID are left out.",
    },
    "2-1": {
        "ja": "金額は円。年度に複数のお金がある事業は合計する。"
        "補正予算と予備費等の内訳は1つ目の欄に合計で入る。人員(FTE)、物、内訳のない会計の区分は入らない。備考は2つまで。",
        "en": "Amounts are yen; several amounts of a year are summed. Supplementary budgets and "
        "reserves of a line stand summed in the first column. Staff, goods and the account of "
        "money without lines are not held; two comments at most.",
    },
    "3-1": {
        "ja": "目標値と実績値だけで、基準値と見込み値、内訳の値、"
        "2007年度より前と2060年度より後の値、定義・測定方法・分子・分母・頻度・集計の性質、まちの状態の指標は入らない。"
        "割合の指標は定量になる。"
        "「―」などの単位は空欄と同じ。達成率は計算したもの。複数の要素を測る指標は要素ごとに分かれる。",
        "en": "Targets and actuals only: no baselines, forecasts, groups, values before 2007 or "
        "after 2060, definitions, methods, numerators, denominators, frequency, aggregation, nor "
        "indicators of town conditions. Ratios become quantitative, a dash is no unit. The rows "
        "of achievement are computed. An indicator of several elements is split.",
    },
    "3-2": {
        "ja": "事業のロジックモデルのアクティビティ、アウトプット、アウトカムとそのつながりだけで、"
        "投入(お金、人員、物)、まちの状態、施策のモデル、フィードバックのつながり、寄与率、確信度、"
        "根拠、前提は入らない。番号のない要素には種別ごとの通し番号を付ける。"
        "つながりのない要素は派生元だけの行になる。",
        "en": "Activities, outputs, outcomes and their links of programs' models only: no inputs, "
        "town conditions, models of measures, feedback, contribution shares, confidence, evidence "
        "or assumptions. Elements without numbers are counted by kind; one without a link is a "
        "row with a source only.",
    },
    "4-1": {
        "ja": "事業の、その年度の自己評価、外部評価、総括(推進チームの所見の欄)と、"
        "他の年度の外部評価(過去に受けた指摘事項)だけで、施策の評価、相互評価、反映先、"
        "自己評価の結果区分・反映・反映額は入らない。反映額は会計を分けず一般会計の欄に入る。",
        "en": "Of programs only: self, external and concluding evaluations of the year, and "
        "external ones of other years as remarks. No evaluations of measures, peer evaluations, "
        "what they are reflected in, nor result, reflection and amount of self-evaluations. "
        "Reflected amounts stand, all accounts together, in the column of the general account.",
    },
}

_HEAD = """{title}
RSシステム(行政事業レビュー)のCSVと同じ様式 / in the layout of the national review's CSVs

ファイル名と見出しは、国の行政事業レビューの公開CSVと同じです(1つのzipに1つのCSV、UTF-8 BOM付き、
CRLF)。`michisuji import rs FOLDER` で読めます。国の様式にない事柄は入りません。
入らないものは次のとおりです。すべてはdumps/のRDFと、1つ上のフォルダーのCSVにあります。
{rule_ja}

Files and headings are those of the national review's public CSVs (one CSV a zip, UTF-8 with a byte
order mark, CRLF); `michisuji import rs FOLDER` reads them. What the layout has no place for is left
out, as follows; all of it is in the RDF of dumps/ and in the CSVs of the folder above.
{rule_en}
"""


def readme(about: DeclaredDataset, skipped: int) -> str:
    """The text of README.txt beside the files; ``skipped``: programs without a usable ID."""
    title = " / ".join(dict.fromkeys(about.title.values()))
    parts = [_HEAD.format(title=title, rule_ja=RULE["ja"], rule_en=RULE["en"])]
    parts += [f"{table}\n  {text['ja']}\n  {text['en']}\n" for table, text in LIMITS.items()]
    if skipped:
        parts.append(
            f"IDとして使える番号がなく、入っていない事業: {skipped}件 / "
            f"programs left out for want of a usable ID: {skipped}\n"
        )
    return "\n".join(parts)
