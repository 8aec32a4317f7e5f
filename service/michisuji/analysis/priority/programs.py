"""The analysis ``measure-programs``: one measure's programs by money, ways, targets and results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis, Parameter
from michisuji.analysis.causal import Amount
from michisuji.analysis.impact.target import OUTCOMES
from michisuji.analysis.priority.achievement import Met, achievements, indicators_of
from michisuji.analysis.tables import Behind, Cell, Column, Named, Table, Text, text
from michisuji.analysis.words import exact_yen, fiscal_year, told_year
from michisuji.errors import NotFound
from michisuji.plurals import counted

if TYPE_CHECKING:
    from michisuji.analysis.state import State

SORTS = ("budget", "reach", "achievement", "name")
_BATCH = 500


@dataclass(frozen=True)
class ProgramRow:
    """``outcomes``: outcomes and town conditions that its activities reach, ``towns`` of them town
    conditions. ``result`` of its latest evaluation, of fiscal year ``evaluated``; '' without any.
    """

    program: Named
    units: tuple[Named, ...]
    money: Mapping[int, Amount]
    outcomes: int
    towns: int
    indicators: int
    achievement: Met
    result: str
    evaluated: int | None


@dataclass(frozen=True)
class MeasurePrograms:
    """``middle_budget`` and ``middle_share`` (%) are medians: they part the quadrants."""

    measure: Named
    rows: tuple[ProgramRow, ...]
    money: Mapping[int, Amount]
    money_year: int | None
    value_year: int | None
    middle_budget: Decimal | None
    middle_share: float | None
    sort: str
    sentence: Text
    behind: tuple[Behind, ...]

    def budget(self, row: ProgramRow) -> Decimal | None:
        """The row's budget of the year that is told."""
        return row.money.get(self.money_year or 0, Amount()).planned

    def tables(self) -> Sequence[Table]:
        """One table, numbered as the chart is."""
        return (_table(self),)


def measure_programs(state: State, measure: str, sort: str = "budget") -> MeasurePrograms:
    """The programs of a measure (or policy). Raises NotFound and the store's errors."""
    graph, plan = state.causal, state.causal.plan
    if measure not in plan.classes or plan.is_program(measure):
        raise NotFound(
            f"施策・政策ではありません: {measure}",
            f"not a measure or policy: {measure}",
            hint_ja="今見ている状態にある施策のIRIを指定してください",
            hint_en="name a measure of the state that is looked at",
        )
    programs = sorted(plan.programs_of(measure))
    shown = {p: indicators_of(graph, [p]) for p in programs}
    values = achievements(state, {i for own in shown.values() for i in own})
    met = {p: values.of(shown[p]) for p in programs}
    value_year = max((year for one in met.values() for year in one), default=None)
    results = _results(state, programs)
    names = state.names({measure, *programs, *(u for p in programs for u in plan.units_of(p))})
    rows = []
    for p in programs:
        reached = graph.downstream(graph.elements_of(p, "activity"))
        kinds = [graph.kind(n) for n in reached]
        result, evaluated = results.get(p, ("", None))
        rows.append(
            ProgramRow(
                program=Named(p, names[p]),
                units=tuple(Named(u, names[u]) for u in plan.units_of(p)),
                money=plan.money(p),
                outcomes=sum(kind in OUTCOMES for kind in kinds),
                towns=kinds.count("town"),
                indicators=len({i for n in reached for i in graph.shown_by(n)}),
                achievement=met[p].get(value_year or 0, Met()),
                result=result,
                evaluated=evaluated,
            )
        )
    money = plan.money_of(programs)
    year = told_year(money, state.year)
    rows.sort(key=lambda row: _key(row, sort, year))
    budgets = [a for r in rows if (a := r.money.get(year or 0, Amount()).planned) is not None]
    shares = [share for r in rows if (share := r.achievement.share) is not None]
    answer = MeasurePrograms(
        measure=Named(measure, names[measure]),
        rows=tuple(rows),
        money=money,
        money_year=year,
        value_year=value_year,
        middle_budget=median(budgets) if budgets else None,
        middle_share=median(shares) if shares else None,
        sort=sort,
        sentence={},
        behind=_behind(state, measure, programs),
    )
    object.__setattr__(answer, "sentence", _sentence(answer))
    return answer


def _behind(state: State, measure: str, programs: Sequence[str]) -> tuple[Behind, ...]:
    first = (state.behind("programs-of-measure", {"measure": measure}),)
    return (*first, state.behind("latest-results", {"node": programs[:60]})) if programs else first


def _results(state: State, programs: Sequence[str]) -> dict[str, tuple[str, int | None]]:
    """Program → the result of its latest evaluation that has one, and its fiscal year."""
    found: dict[str, tuple[str, int | None]] = {}
    for start in range(0, len(programs), _BATCH):
        part = list(programs[start : start + _BATCH])
        for row in state.ask("latest-results", {"node": part}):  # by year: the last one stays
            found[row["node"]] = row["result"], row["year"]
    return found


def _key(row: ProgramRow, sort: str, year: int | None) -> tuple[object, ...]:
    amount = row.money.get(year or 0, Amount()).planned
    share = row.achievement.share
    keys: dict[str, tuple[object, ...]] = {
        "budget": (amount is None, -(amount or 0)),
        "reach": (-row.towns, -row.outcomes),
        "achievement": (share is None, -(share or 0)),
        "name": (),
    }
    return (*keys[sort], row.program.label, row.program.iri)


def _sentence(answer: MeasurePrograms) -> Text:
    count = len(answer.rows)
    ja, en = f"{count}事業があります。", f"{counted(count, 'program')}. "
    if answer.money_year is not None:
        amount = answer.money[answer.money_year].planned or Decimal(0)
        ja += f"{fiscal_year(answer.money_year, 'ja')}の予算は{exact_yen(amount, 'ja')}です。"
        en += f"Budget of {fiscal_year(answer.money_year, 'en')}: {exact_yen(amount, 'en')}. "
    judged = sum(bool(row.achievement.judged) for row in answer.rows)
    if answer.value_year is None or not judged:
        ja += "目標と実績のそろう指標は、データにありません。"
        en += "No indicator has both a target and an actual."
    else:
        ja += f"{fiscal_year(answer.value_year, 'ja')}の目標は、{judged}事業について判定できます。"
        en += f"Targets of {fiscal_year(answer.value_year, 'en')} can be judged for {judged}."
    return text(ja, en)


def _table(answer: MeasurePrograms) -> Table:
    year, value_year = answer.money_year, answer.value_year
    columns = [
        Column("program", text("事業", "Program"), "link"),
        Column("number", text("図の番号", "No. in the chart"), "number"),
        Column("units", text("担当", "Units"), "links"),
    ]
    if year is not None:
        ja, en = fiscal_year(year, "ja"), fiscal_year(year, "en")
        columns += [
            Column("planned", text(f"{ja}の予算", f"Budget {en}"), "yen"),
            Column("executed", text(f"{ja}の執行", f"Executed {en}"), "yen"),
        ]
    columns += [
        Column("outcomes", text("至る成果", "Outcomes reached"), "number"),
        Column("towns", text("うちまちの状態", "of them town conditions"), "number"),
        Column("indicators", text("表れる指標", "Indicators"), "number"),
    ]
    if value_year is not None:
        ja, en = fiscal_year(value_year, "ja"), fiscal_year(value_year, "en")
        columns += [
            Column("achievement", text(f"{ja}の目標達成", f"Targets met {en}"), "percent"),
            Column("judged", text("判定した指標", "Indicators judged"), "number"),
        ]
    columns += [
        Column("result", text("評価の結果", "Evaluation")),
        Column("evaluated", text("評価の年度", "Evaluated"), "year"),
    ]
    rows: list[list[Cell]] = []
    for n, r in enumerate(answer.rows, 1):
        cells: list[Cell] = [r.program, n, r.units]
        if year is not None:
            amount = r.money.get(year, Amount())
            cells += [amount.planned, amount.executed]
        cells += [r.outcomes, r.towns, r.indicators]
        if value_year is not None:
            cells += [r.achievement.share, r.achievement.judged]
        rows.append([*cells, r.result or None, r.evaluated])
    note = text(
        "目標達成は、事業のモデルの指標のうち、目標と実績が数で書かれ、向き(「保つ」は許容の幅も)の"
        "示されたもので、目標を満たした割合です。「減らす」指標は、実績が目標以下なら達成です。",
        "Targets met: of the indicators of the program's model with target and actual as numbers "
        "and a direction (to keep: a tolerance, too); with 'down' an actual at or "
        "below the target meets it.",
    )
    return Table("programs", text("施策の事業", "Programs of the measure"), columns, rows, note)


ANALYSIS = Analysis(
    "measure-programs",
    text("施策の事業を並べて見る", "A measure's programs side by side"),
    text(
        "一つの施策の事業を、金額・道筋・目標の達成・評価の結果で並べます。",
        "The programs of one measure by money, ways, targets met and evaluation.",
    ),
    (
        Parameter(
            "measure",
            "iri",
            text("施策・政策", "measure or policy"),
            "id/measure/mihon-0101",
            required=True,
        ),
        Parameter("sort", "choice", text("並べ方", "order"), choices=SORTS),
    ),
    measure_programs,
)
