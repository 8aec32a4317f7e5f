"""A scenario's effects in sentences and tables, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned, told_year
from michisuji.analysis.tables import Cell, Column, Named, Table
from michisuji.figures import yen
from michisuji.fiscal_years import fiscal_year
from michisuji.languages import Text, text
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.whatif.answers import Comparison, Effect, WhatIf

STATUS: Mapping[str, Text] = {
    "lost": text("支えがなくなる", "loses all support"),
    "reduced": text("支えが減る", "loses some support"),
    "cut": text("支えは残るが、減額された事業がある", "stays, with less money"),
    "stay": text("変わらない", "stays as it is"),
}
KINDS: Mapping[str, Text] = {
    "outcome-unstated": text("成果", "outcome"),
    "short": text("短期の成果", "short-term outcome"),
    "mid": text("中期の成果", "mid-term outcome"),
    "long": text("長期の成果", "long-term outcome"),
    "town": text("まちの状態", "town condition"),
    "indicator": text("指標", "indicator"),
}


def sentence(result: WhatIf) -> Text:
    """What the scenario does, in two or three sentences."""
    if not result.marks:
        return text(
            "やめる事業も減らす事業も選ばれていません。", "No program to stop or cut is chosen."
        )
    return {
        "ja": _marked_ja(result) + _lost_ja(result) + _freed(result, "ja"),
        "en": _marked_en(result) + _lost_en(result) + _freed(result, "en"),
    }


def _numbers(result: WhatIf) -> tuple[int, int]:
    stopped = sum(mark.percent >= 100 for mark in result.marks)
    return stopped, len(result.marks) - stopped


def _marked_ja(result: WhatIf) -> str:
    stopped, cut = _numbers(result)
    if stopped and cut:
        return f"{stopped}件をやめ、{cut}件を減らすと、"
    return f"{stopped}件をやめると、" if stopped else f"{cut}件を減らすと、"


def _marked_en(result: WhatIf) -> str:
    stopped, cut = _numbers(result)
    parts = [f"{n} {word}" for n, word in ((stopped, "stopped"), (cut, "cut")) if n]
    return f"With {' and '.join(parts)}, "


def _lost_ja(result: WhatIf) -> str:
    lost, own = result.count("lost"), result.count("lost", own=True)
    reduced, cut = result.count("reduced"), result.count("cut")
    shown = sum(one.status == "lost" for one in result.indicators)
    parts = []
    if lost:
        inside = f"(うち{own}件はやめる事業自身のもの)" if own else ""
        parts.append(f"成果・まちの状態{lost}件{inside}と指標{shown}件が支えをすべて失い")
    if reduced:
        parts.append(f"{reduced}件は支えが減り")
    if cut:
        parts.append(f"{cut}件は支えが残ったまま、減額された事業を含み")
    # What is not drawn is not known: a program without a way may well matter.
    none = "書かれたつながりの上では、支えを失う成果・まちの状態はありません。"
    told = "、".join(parts) + "ます。" if parts else none
    return told + f"{result.stay:,}件は変わりません。"


def _lost_en(result: WhatIf) -> str:
    lost, own = result.count("lost"), result.count("lost", own=True)
    reduced, cut = result.count("reduced"), result.count("cut")
    shown = sum(one.status == "lost" for one in result.indicators)
    parts = []
    if lost:
        inside = f" ({own} of them of what is stopped itself)" if own else ""
        outcomes, named = counted(lost, "outcome"), counted(shown, "indicator")
        verb = "loses" if lost == 1 and not shown else "lose"
        parts.append(f"{outcomes}{inside} and {named} {verb} all support")
    if reduced:
        parts.append(
            f"{counted(reduced, 'outcome')} {'loses' if reduced == 1 else 'lose'} some of it"
        )
    if cut:
        keeps = "keeps its" if cut == 1 else "keep their"
        parts.append(f"{counted(cut, 'outcome')} {keeps} support with less money")
    told = "; ".join(parts) if parts else "no outcome loses support by the ways that are drawn"
    return (
        f"{told}. {counted(result.stay, 'outcome stays as it is', 'outcomes stay as they are')}. "
    )


def _freed(result: WhatIf, lang: str) -> str:
    year = told_year(result.freed)
    if year is None:
        told = text(
            "空く金額は、データに記載がありません。", "The data state no money that is freed."
        )
        return told[lang]
    amount = yen(result.freed[year].planned or Decimal(0), lang)
    if lang == "ja":
        return f"{fiscal_year(year, lang)}の予算では{amount}が空きます。"
    return f"In the budget of {fiscal_year(year, lang)} this frees {amount}."


def tables(result: WhatIf) -> list[Table]:
    """The tables of one scenario."""
    return [
        _effects("outcomes", text("成果・まちの状態への影響", "Outcomes"), result.outcomes),
        _effects("indicators", text("指標への影響", "Indicators"), result.indicators),
        _marks(result),
        _money(result),
        _units(result),
    ]


def _effects(name: str, title: Text, rows: Sequence[Effect]) -> Table:
    columns = (
        Column("node", title, "link"),
        Column("status", text("どうなるか", "What becomes of it")),
        Column("kind", text("種類", "Kind")),
        Column("owner", text("事業・施策", "Program or measure"), "link"),
        Column("before", text("支える事業(今)", "Programs now"), "number"),
        Column("after", text("支える事業(あと)", "Programs after"), "number"),
        Column("left", text("残る事業", "Programs that stay"), "links"),
        Column("of_stopped", text("やめるもの自身", "Of what is stopped"), "flag"),
    )
    cells: list[tuple[Cell, ...]] = [
        (
            one.node,
            STATUS[one.status],
            KINDS.get(one.kind, text(one.kind, one.kind)),
            one.owner,
            len(one.before),
            len(one.after),
            one.after,
            one.of_stopped,
        )
        for one in rows
    ]
    note = text(
        "「支える事業」は、アクティビティからそこへ至る道を持つ事業です。"
        "道があることは、効き目が確かめられたことを意味しません。",
        "A program supports what its activities lead to in the logic models. "
        "That a way is drawn does not prove an effect.",
    )
    return Table(name, title, columns, cells, note)


def _marks(result: WhatIf) -> Table:
    years = _years([mark.freed or {} for mark in result.marks])
    columns = [
        Column("node", text("やめる・減らすもの", "Stopped or cut"), "link"),
        Column("percent", text("減らす割合", "Taken away"), "percent"),
        Column("units", text("担当", "Units"), "links"),
    ]
    columns += [_planned(year) for year in years]
    rows = [
        (
            mark.node,
            float(mark.percent),
            mark.units,
            *(planned(mark.freed or {}, year) for year in years),
        )
        for mark in result.marks
    ]
    note = text(
        "アクティビティごとの金額はデータにないため、アクティビティだけをやめても空く金額は出ません。",
        "The data hold no money of single activities: stopping one frees no stated amount.",
    )
    title = text("やめる・減らすもの", "What is stopped or cut")
    return Table("marks", title, columns, rows, note)


def _planned(year: int) -> Column:
    title = text(f"{fiscal_year(year, 'ja')}の予算", f"Budget of {fiscal_year(year, 'en')}")
    return Column(f"planned_{year}", title, "yen")


def _money(result: WhatIf) -> Table:
    columns = (
        Column("year", text("年度", "Fiscal year"), "year"),
        Column("planned", text("空く予算額", "Budget freed"), "yen"),
        Column("executed", text("執行額では", "Executed"), "yen"),
    )
    rows = [(year, a.planned, a.executed) for year, a in result.freed.items()]
    return Table("freed", text("空く金額", "Money freed"), columns, rows)


def _units(result: WhatIf) -> Table:
    columns = (
        Column("unit", text("組織", "Unit"), "link"),
        Column("stopped", text("やめる・減らす事業", "Programs stopped or cut"), "links"),
        Column("lost", text("支えがなくなる成果", "Outcomes without support"), "number"),
        Column("reduced", text("支えが減る成果", "Outcomes with less support"), "number"),
    )
    rows = [(one.unit, one.stopped, one.lost, one.reduced) for one in result.units]
    return Table("units", text("関わる組織", "Units concerned"), columns, rows)


def _years(parts: Iterable[Mapping[int, Amount]]) -> list[int]:
    return sorted({year for part in parts for year in part})


def comparison(both: Comparison) -> Text:
    """Both sentences, one after the other."""
    a, b = both.a.sentence, both.b.sentence
    return text(f"案A: {a['ja']} 案B: {b['ja']}", f"Scenario A: {a['en']} Scenario B: {b['en']}")


def compared(both: Comparison) -> list[Table]:
    """Figures side by side, what fares differently, then the tables of each."""
    own = [_renamed(t, side) for side, one in (("a", both.a), ("b", both.b)) for t in one.tables]
    a, b = both.a.result, both.b.result
    return [_figures(a, b), _different(a, b), *own]


def _renamed(table: Table, side: str) -> Table:
    title = {
        "ja": f"案{side.upper()}: {table.title['ja']}",
        "en": f"{side.upper()}: {table.title['en']}",
    }
    return Table(f"{side}-{table.name}", title, table.columns, table.rows, table.note)


def _figures(a: WhatIf, b: WhatIf) -> Table:
    columns = (
        Column("what", text("項目", "What")),
        Column("a", text("案A", "A"), "number"),
        Column("b", text("案B", "B"), "number"),
        Column("difference", text("差(B−A)", "Difference (B − A)"), "number"),
    )
    rows: list[tuple[Cell, ...]] = []
    for status in ("lost", "reduced", "cut"):
        one, other = a.count(status), b.count(status)
        rows.append((STATUS[status], one, other, other - one))
    rows.append((STATUS["stay"], a.stay, b.stay, b.stay - a.stay))
    for year in _years([a.freed, b.freed]):
        word = text(
            f"{fiscal_year(year, 'ja')}に空く予算(円)",
            f"budget freed in {fiscal_year(year, 'en')} (yen)",
        )
        one_y, other_y = (planned(x.freed, year) for x in (a, b))
        difference = (other_y or Decimal(0)) - (one_y or Decimal(0))
        rows.append((word, one_y, other_y, difference))
    return Table("figures", text("二つの案の数字", "Figures of both"), columns, rows)


def _different(a: WhatIf, b: WhatIf) -> Table:
    left, right = _statuses(a), _statuses(b)
    columns = (
        Column("node", text("成果・まちの状態・指標", "Outcome or indicator"), "link"),
        Column("a", text("案A", "A")),
        Column("b", text("案B", "B")),
    )
    rows = [
        (node, STATUS[left.get(node, "stay")], STATUS[right.get(node, "stay")])
        for node in sorted({*left, *right}, key=lambda n: (n.label, n.iri))
        if left.get(node) != right.get(node)
    ]
    return Table("differences", text("案によって違うもの", "What differs"), columns, rows)


def _statuses(result: WhatIf) -> dict[Named, str]:
    return {one.node: one.status for one in (*result.outcomes, *result.indicators)}
