"""The analysis ``measures``: every measure with targets met, ways to outcomes, money and trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis, Parameter
from michisuji.analysis.causal import Amount
from michisuji.analysis.chains import reaching_activities
from michisuji.analysis.priority.achievement import Met, achievements, indicators_of
from michisuji.analysis.tables import Behind, Cell, Column, Named, Table, Text, text
from michisuji.analysis.words import exact_yen, fiscal_year, told_year
from michisuji.errors import NotFound
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.state import State


@dataclass(frozen=True)
class MeasureRow:
    """``reaching``: programs with a way to a long-term outcome or town condition. ``above``: the
    policy or ministry it belongs to. ``money`` and ``achievement`` by fiscal year."""

    measure: Named
    above: Named | None
    programs: int
    reaching: int
    money: Mapping[int, Amount]
    achievement: Mapping[int, Met]

    @property
    def reach(self) -> float | None:
        """Programs that reach a long-term outcome or town condition, in %."""
        return 100 * self.reaching / self.programs if self.programs else None


@dataclass(frozen=True)
class Measures:
    """``money_year``: the latest with a budget; ``value_year``: the latest with actuals."""

    rows: tuple[MeasureRow, ...]
    money: Mapping[int, Amount]
    money_year: int | None
    value_year: int | None
    sentence: Text
    behind: tuple[Behind, ...]

    def tables(self) -> Sequence[Table]:
        """Measures, and money of all by year."""
        return (_measures(self), _money(self))


def measures(state: State, dataset: str | None = None) -> Measures:
    """All measures of the state that is looked at, or of one data set.

    Raises NotFound for a data set without measures, and the store's errors.
    """
    graph, plan = state.causal, state.causal.plan
    found = sorted(iri for iri, name in plan.classes.items() if name == "Measure")
    if dataset is not None:
        found = [iri for iri in found if state.dataset_of(iri) == dataset]
        if not found:
            raise _no_measures(state, dataset)
    reaching = {graph.owner(n) for n in reaching_activities(graph).nonzero()[0].tolist()}
    values = achievements(state)
    above = {iri: next(iter(plan.above.get(iri, ())), None) for iri in found}
    names = state.names({*found, *(one for one in above.values() if one)})
    rows = []
    every: set[str] = set()
    for iri in found:
        programs = plan.programs_of(iri)
        every |= programs
        parent = above[iri]
        rows.append(
            MeasureRow(
                measure=Named(iri, names[iri]),
                above=Named(parent, names[parent]) if parent else None,
                programs=len(programs),
                reaching=len(programs & reaching),
                money=plan.money_of(programs),
                achievement=values.of(indicators_of(graph, {iri, *programs})),
            )
        )
    rows.sort(key=lambda r: (r.above.label if r.above else "~", r.measure.iri))
    money = plan.money_of(every)
    years = {year for row in rows for year in row.achievement}
    answer = Measures(
        rows=tuple(rows),
        money=money,
        money_year=told_year(money, state.year),
        value_year=max(years, default=None),
        sentence={},
        behind=(
            state.behind("money-by-measure"),
            state.behind("targets-and-actuals"),
            state.behind("chains-by-unit"),
        ),
    )
    object.__setattr__(answer, "sentence", _sentence(answer))
    return answer


def datasets_with_measures(state: State) -> list[str]:
    """The names of the data sets that have measures."""
    plan = state.causal.plan
    found = {state.dataset_of(iri) for iri, name in plan.classes.items() if name == "Measure"}
    return sorted(name for name in found if name)


def _no_measures(state: State, dataset: str) -> NotFound:
    known = ", ".join(datasets_with_measures(state)) or "-"
    return NotFound(
        f"施策のあるデータセット「{dataset[:40]}」はありません",
        f"there is no data set '{dataset[:40]}' with measures",
        hint_ja=f"あるもの: {known}",
        hint_en=f"there are: {known}",
    )


def _sentence(answer: Measures) -> Text:
    count = len(answer.rows)
    ja, en = f"{count}施策です。", f"{counted(count, 'measure')}."
    if answer.money_year is not None:
        amount = answer.money[answer.money_year].planned or Decimal(0)
        ja += f"{fiscal_year(answer.money_year, 'ja')}の予算は、どの施策の事業も一度だけ数えて"
        ja += f"{exact_yen(amount, 'ja')}です。"
        en += f" Budget of {fiscal_year(answer.money_year, 'en')}, each program counted once: "
        en += f"{exact_yen(amount, 'en')}."
    if answer.value_year is None:
        ja += "指標の目標と実績は、データにありません。"
        en += " The data hold no targets and actuals of indicators."
    return text(ja, en)


def _measures(answer: Measures) -> Table:
    columns = [
        Column("measure", text("施策", "Measure"), "link"),
        Column("above", text("政策", "Policy"), "link"),
        Column("programs", text("事業", "Programs"), "number"),
        Column(
            "reaching", text("長期の成果に届く事業の割合", "Reach a long-term outcome"), "percent"
        ),
    ]
    if answer.value_year is not None:
        ja, en = (fiscal_year(answer.value_year, lang) for lang in ("ja", "en"))
        columns += [
            Column("achievement", text(f"{ja}の目標達成", f"Targets met {en}"), "percent"),
            Column("judged", text("判定した指標", "Indicators judged"), "number"),
        ]
    if answer.money_year is not None:
        ja, en = (fiscal_year(answer.money_year, lang) for lang in ("ja", "en"))
        columns += [
            Column("planned", text(f"{ja}の予算", f"Budget {en}"), "yen"),
            Column("change", text("前年度との差", "Change from the year before"), "yen"),
        ]
    rows: list[list[Cell]] = []
    for r in answer.rows:
        cells: list[Cell] = [r.measure, r.above, r.programs, r.reach]
        if answer.value_year is not None:
            one = r.achievement.get(answer.value_year, Met())
            cells += [one.share, one.judged]
        if answer.money_year is not None:
            cells += [r.money.get(answer.money_year, Amount()).planned, change(r, answer)]
        rows.append(cells)
    note = text(
        "目標達成は、目標と実績が数で書かれ、向き(「保つ」は許容の幅も)の示された指標のうち、"
        "目標を満たした割合です"
        "(施策と事業の指標)。複数の施策に属する事業の予算は、それぞれの施策に全額を数えます。",
        "Targets met: of the indicators of the measure and its programs with target and actual as "
        "numbers and a direction (to keep: a tolerance, too). A program of several "
        "measures counts wholly in each.",
    )
    return Table("measures", text("施策の一覧", "All measures"), columns, rows, note)


def change(row: MeasureRow, answer: Measures) -> Decimal | None:
    """The budget's change from the year before, None when either is not stated."""
    if answer.money_year is None:
        return None
    now = row.money.get(answer.money_year, Amount()).planned
    before = row.money.get(answer.money_year - 1, Amount()).planned
    return None if now is None or before is None else now - before


def _money(answer: Measures) -> Table:
    columns = (
        Column("year", text("年度", "Fiscal year"), "year"),
        Column("planned", text("予算額", "Budget"), "yen"),
        Column("executed", text("執行額", "Executed"), "yen"),
    )
    rows = [(year, a.planned, a.executed) for year, a in answer.money.items()]
    note = text(
        "施策に属する事業の合計です。事業はそれぞれ一度だけ数えます。",
        "All programs that are part of a measure, each counted once.",
    )
    return Table("money", text("年度ごとの合計", "All together by year"), columns, rows, note)


ANALYSIS = Analysis(
    "measures",
    text("施策の一覧", "All measures"),
    text(
        "全施策の目標の達成、成果への道、金額、推移をひと目で見ます。",
        "Targets met, ways to outcomes, money and trend of every measure at a glance.",
    ),
    (Parameter("dataset", "text", text("データセット", "data set"), "mihon"),),
    measures,
)
