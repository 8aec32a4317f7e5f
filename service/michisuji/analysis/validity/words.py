"""What is found of the indicators, in a sentence and in tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from michisuji.analysis.tables import Cell, Column, Table
from michisuji.analysis.validity.judging import LEAST_YEARS
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import LANGUAGES, Text, text
from michisuji.plurals import counted, filled

if TYPE_CHECKING:
    from michisuji.analysis.validity.answers import ChainedIndicator, Judged, Validity


def tables(result: Validity) -> tuple[Table, ...]:
    """One table a question."""
    return (
        _shown("shared", _SHARED, result.shared, _SHARED_NOTE),
        _shown("unreached", _UNREACHED, result.unreached, _UNREACHED_NOTE),
        _shown("activity", _ACTIVITY, result.activity, _ACTIVITY_NOTE),
        _judged("always", _ALWAYS, result.always),
        _judged("never", _NEVER, result.never),
        _claims(result),
    )


def sentence(result: Validity) -> Text:
    """How many indicators were looked at, and what is found of them."""
    if not result.indicators:
        ja, en = "この範囲のデータに、指標はありません。", "There is no indicator in these data. "
    else:
        ja = (
            f"{result.indicators:,}個の指標のうち、{result.many}以上の事業が共有するもの"
            f"{len(result.shared)}個、どの事業も届かないもの{len(result.unreached)}個、"
            f"活動を測っているもの{len(result.activity)}個、目標がいつも達成{len(result.always)}個、"
            f"いつも未達{len(result.never)}個です。"
        )
        en = filled(
            "Of {all} [indicator|indicators] {shared} [is|are] shared by {many} programs or more, "
            "{unreached} [is|are] reached by none, {activity} [measures|measure] activity; of "
            "{always} the targets were always met, of {never} never. ",
            all=f"{result.indicators:,}", many=result.many, shared=len(result.shared),
            unreached=len(result.unreached), activity=len(result.activity),
            always=len(result.always), never=len(result.never),
        )  # fmt: skip
    if result.silent:
        ja += f"{result.programs:,}事業のうち{result.silent:,}事業は、"
        ja += "自分のロジックモデルに指標がありません。"
        one, many = "has no indicator in its own logic model", "have no indicator in their own"
        lack = counted(result.silent, one, many)
        en += f"Of {counted(result.programs, 'program')} {lack}. "
    ja += f"成果へのつながり{result.links:,}本のうち{result.hypotheses:,}本は、"
    ja += "証拠の記載がない仮説です。"
    told = counted(
        result.hypotheses, "tells no evidence: a hypothesis", "tell no evidence: hypotheses"
    )
    en += f"Of {counted(result.links, 'link')} into outcomes {told}."
    return text(ja, en)


_SHARED = text("多くの事業が共有する指標", "Shared by many programs")
_SHARED_NOTE = text(
    "指標が動いても、どの事業によるかは分かりません。事業ごとに近い成果の指標を足すことを検討してください。",
    "When it moves, nobody can say by which program. Consider an indicator nearer to each program.",
)
_UNREACHED = text("どの事業も届かない指標", "Reached by no program")
_UNREACHED_NOTE = text(
    "示す要素まで、アクティビティからの道がありません(規則 CHAIN-02)。"
    "つながりを書くか、指標を外します。",
    "No way from an activity leads to what it shows (rule CHAIN-02). Draw the link, or drop it.",
)
_ACTIVITY = text("成果の指標なのに活動を測っているもの", "Shows an outcome, measures activity")
_ACTIVITY_NOTE = text(
    "指標の水準が「活動」か、同じ指標がアウトプットも示しています。したことの量は、成果の代わりになりません。",
    "Its level is 'activity', or it shows an output, too. How much was done is not what changed.",
)
_ALWAYS = text("目標がいつも達成されている指標", "Targets always met")
_NEVER = text("目標がいつも未達の指標", "Targets never met")


def _shown(name: str, title: Text, rows: Sequence[ChainedIndicator], note: Text) -> Table:
    columns = (
        Column("indicator", text("指標", "Indicator"), "link"),
        Column("elements", text("示す要素", "Shows"), "links"),
        Column("owners", text("事業・施策", "Program or measure"), "links"),
        Column("programs", text("つながる事業", "Programs that feed it"), "number"),
    )
    cells: list[list[Cell]] = [[r.indicator, r.elements, r.owners, r.programs] for r in rows]
    return Table(name, title, columns, cells, note)


def _judged(name: str, title: Text, rows: Sequence[Judged]) -> Table:
    columns = (
        Column("indicator", text("指標", "Indicator"), "link"),
        Column("owners", text("事業・施策", "Program or measure"), "links"),
        Column("direction", text("向き", "Direction")),
        Column("years", text("年数", "Years"), "number"),
        Column("values", text("実績/目標", "Actual / target")),
    )
    ways = {
        "up": text("増やす", "up"),
        "down": text("減らす", "down"),
        "keep": text("保つ", "keep"),
    }
    cells: list[list[Cell]] = []
    for r in rows:
        told = {
            lang: "; ".join(
                f"{fiscal_year(v.year, lang)} {v.actual.normalize():f}/{v.target.normalize():f}"
                for v in r.values
            )
            for lang in LANGUAGES
        }
        cells.append([r.indicator, r.owners, ways[r.direction], len(r.values), told])
    note = text(
        f"目標と実績のある年度が{LEAST_YEARS}年以上あり、向き(「保つ」は許容の幅も)の示されたものだけを"
        "数えます。"
        "いつも達成なら目標が低すぎ、いつも未達なら高すぎるか、事業が効いていないことが考えられます。",
        f"Only with {LEAST_YEARS} years or more of target and actual, and a direction (to keep: "
        "a tolerance, too). "
        "Always met may mean too low a target; never met too high a one, or no effect.",
    )
    return Table(name, title, columns, cells, note)


def _claims(result: Validity) -> Table:
    columns = (
        Column("owner", text("事業・施策", "Program or measure"), "link"),
        Column("links", text("成果へのつながり", "Links into outcomes"), "number"),
        Column(
            "hypotheses", text("証拠のないもの(仮説)", "without evidence: hypotheses"), "number"
        ),
    )
    rows = [(c.owner, c.links, c.hypotheses) for c in result.claims]
    note = text(
        "証拠(lm:evidence)の書かれていないつながりは、効くはずだという仮説です(規則 CHAIN-10)。"
        "証拠が書かれていても、この画面は効き目を確かめていません。",
        "A link without stated evidence is a hypothesis (rule CHAIN-10). "
        "Where evidence is stated, nothing here verifies it.",
    )
    return Table(
        "claims", text("仮説のままのつながり", "Claims that are hypotheses"), columns, rows, note
    )
