"""Two fiscal years side by side: what was added, removed and changed, and the money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from michisuji import questions
from michisuji.analysis.catalogue import Analysis, Parameter
from michisuji.analysis.state import State
from michisuji.analysis.tables import Behind, Cell, Column, Named, Table, Text, text
from michisuji.analysis.years.matching import Change, Thing, compare
from michisuji.analysis.years.words import FIELDS, MATCHED, PARTS, STATUS
from michisuji.errors import NotFound
from michisuji.vocabulary import parse_graph_iri

_BATCH = 200


@dataclass(frozen=True)
class ProgramMoney:
    """A program's budget of each year in yen (None: not stated), and whether it began or ended."""

    program: Named
    before: Decimal | None
    after: Decimal | None
    fate: str

    @property
    def difference(self) -> Decimal | None:
        """Later less earlier; None unless both years state one."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True)
class Years:
    """``names``: IRI → name, of all that the tables show."""

    node: Named | None
    before: int
    after: int
    changes: tuple[Change, ...]
    money: tuple[ProgramMoney, ...]
    names: dict[str, str]
    behind: tuple[Behind, ...]

    def count(self, status: str) -> int:
        """How many elements, links … were added, removed or changed; each counted once."""
        found = {
            (c.thing.part, c.thing.owner, c.thing.iri) for c in self.changes if c.status == status
        }
        return len(found)

    @property
    def sentence(self) -> Text:
        """The counts."""
        a, r, c = (self.count(status) for status in ("added", "removed", "changed"))
        return text(
            f"{self.before}年度から{self.after}年度へ、追加{a}件、削除{r}件、変更{c}件です。",
            f"From fiscal year {self.before} to {self.after}: {a} added, {r} removed, {c} changed.",
        )

    def _name(self, iri: str) -> Named:
        return Named(iri, self.names.get(iri, iri))

    def _title(self, thing: Thing) -> str:
        if thing.part != "link":
            return thing.label or self.names.get(thing.iri, thing.iri)
        ends = [thing.fields.get(name, ("",))[0] for name in ("from", "to")]
        return " → ".join(self.names.get(end, end) for end in ends)

    def _values(self, values: Sequence[str]) -> str | None:
        return "、".join(self.names.get(value, value) for value in values) or None

    def tables(self) -> Sequence[Table]:
        """What differs; counts by owner; money by program, the largest difference first."""
        return (self._changes(), self._owners(), self._money())

    def _changes(self) -> Table:
        rows: list[list[Cell]] = [
            [
                self._name(c.thing.owner),
                PARTS[c.thing.part],
                self._title(c.thing),
                STATUS[c.status],
                FIELDS.get(c.field) if c.field else None,
                self._values(c.old),
                self._values(c.new),
                c.by_wording,
            ]
            for c in self.changes
        ]
        columns = (
            Column("owner", text("事業・施策", "program or measure"), "link"),
            Column("part", text("種別", "part")),
            Column("thing", text("もの", "what")),
            Column("status", text("違い", "difference")),
            Column("field", text("項目", "field")),
            Column("old", text(f"{self.before}年度", f"FY {self.before}")),
            Column("new", text(f"{self.after}年度", f"FY {self.after}")),
            Column("by_wording", text("言葉で対応", "matched by wording"), "flag"),
        )
        return Table("changes", text("違い", "Differences"), columns, rows, MATCHED)

    def _owners(self) -> Table:
        seen = {(c.thing.owner, c.thing.part, c.thing.iri, c.status) for c in self.changes}
        counts = Counter((owner, status) for owner, _, _, status in seen)
        owners = sorted({owner for owner, _ in counts}, key=lambda o: (-_total(counts, o), o))
        rows = [[self._name(o), *(counts[o, s] for s in STATUS)] for o in owners]
        columns = (
            Column("owner", text("事業・施策", "program or measure"), "link"),
            *(Column(name, label, "number") for name, label in STATUS.items()),
        )
        return Table("owners", text("事業・施策ごとの件数", "Counts by owner"), columns, rows)

    def _money(self) -> Table:
        rows: list[list[Cell]] = [
            [m.program, m.before, m.after, m.difference, STATUS.get(m.fate)] for m in self.money
        ]
        columns = (
            Column("program", text("事業", "program"), "link"),
            Column("before", text(f"{self.before}年度予算", f"budget {self.before}"), "yen"),
            Column("after", text(f"{self.after}年度予算", f"budget {self.after}"), "yen"),
            Column("difference", text("増減", "difference"), "yen"),
            Column("fate", text("開始・終了", "began or ended")),
        )
        note = text(
            "記載のない年度がある事業の増減は示しません。",
            "No difference where a year states none.",
        )
        return Table("money", text("予算の増減", "Budgets"), columns, rows, note)


def _total(counts: Counter[tuple[str, str]], owner: str) -> int:
    return sum(counts[owner, status] for status in STATUS)


def years(state: State, *, node: str = "", **given: int) -> Years:
    """Compare years ``from`` and ``to``: of a node, or of everything.

    Raises NotFound for a year that has no state (naming those there are) and an unknown node.
    """
    first, last = given["from"], given["to"]
    states = [State(state.store, state.base_iri, state.lang, y, state.index) for y in (first, last)]
    owners = [_owners_of(one, node) for one in states]
    if node and not any(owners):
        raise NotFound(
            "どちらの年度にもロジックモデルがありません",
            "neither year has a logic model of it",
            hint_ja="事業・施策・政策・組織を指定してください",
            hint_en="name a program, measure, policy or unit",
        )
    changes = compare(*(_things(s, sorted(o)) for s, o in zip(states, owners, strict=True)))
    names = _names(states, changes, {*owners[0], *owners[1], *([node] if node else [])})
    return Years(
        Named(node, names.get(node, node)) if node else None,
        first,
        last,
        tuple(changes),
        tuple(_money_of(states, owners, (first, last), names)),
        names,
        (_behind(states, sorted(owners[0] | owners[1]) if node else []),),
    )


def _owners_of(state: State, node: str) -> set[str]:
    graph = state.causal
    known = {owner for owner, _ in graph.owners_of_model.values()}
    if not node:
        return known
    inside = {node, *graph.plan.members(node)}
    units = {node}
    grown = True
    while grown:
        below = {u for u, above in graph.plan.unit_above.items() if units & set(above)}
        grown = not below <= units
        units |= below
    led = {owner for owner, lead in graph.plan.lead_units.items() if units & set(lead)}
    return known & (inside | led)


def _things(state: State, owners: Sequence[str]) -> list[Thing]:
    found: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for start in range(0, len(owners), _BATCH):
        for row in state.ask("year-facts", {"owner": list(owners[start : start + _BATCH])}):
            key = (row["owner"], row["part"], row["thing"])
            name = str(row["property"]).replace("/", "#").rsplit("#", 1)[-1]
            found.setdefault(key, {}).setdefault(name, set()).add(str(row["value"]))
    return [
        Thing(iri, owner, part, {name: tuple(sorted(v)) for name, v in fields.items()})
        for (owner, part, iri), fields in sorted(found.items())
    ]


def _names(states: list[State], changes: list[Change], more: set[str]) -> dict[str, str]:
    wanted = set(more)
    for c in changes:
        wanted |= {v for v in (*c.old, *c.new) if "/id/" in v} | {c.thing.owner, c.thing.iri}
        wanted |= {v for n in ("from", "to") for v in c.thing.fields.get(n, ())}
    names: dict[str, str] = {}
    for state in states:
        known = state.names(wanted)
        names |= {iri: label for iri, label in known.items() if label != iri}
    return names


def _money_of(
    states: list[State], owners: list[set[str]], years_: tuple[int, int], names: dict[str, str]
) -> list[ProgramMoney]:
    plans = [state.causal.plan for state in states]
    rows = []
    for iri in owners[0] | owners[1]:
        if not any(plan.is_program(iri) for plan in plans):
            continue
        sums = [p.money(iri).get(y) for p, y in zip(plans, years_, strict=True)]
        before, after = (amount.planned if amount else None for amount in sums)
        fate = "" if iri in owners[0] & owners[1] else "added" if iri in owners[1] else "removed"
        rows.append(ProgramMoney(Named(iri, names.get(iri, iri)), before, after, fate))
    return sorted(rows, key=lambda m: (-abs(m.difference or 0), m.program.iri))


def _behind(states: list[State], owners: list[str]) -> Behind:
    graphs = []
    for state in states:
        parsed = ((g, parse_graph_iri(state.base_iri, g)) for g in state.graphs)
        graphs.append([g for g, name in parsed if name and name.year is not None])
    asked = questions.get("elements-of-two-years")
    given = {"before": graphs[0], "after": graphs[1], **({"owner": owners} if owners else {})}
    return Behind(asked.title, asked.bind(states[0].base_iri, given, states[0].lang))


ANALYSIS = Analysis(
    "years",
    text("年度を比べる", "Compare two years"),
    text(
        "二つの年度のロジックモデル、指標、担当、予算の違いです。",
        "What differs between two fiscal years in logic models, indicators, units and budgets.",
    ),
    (
        Parameter(
            "node",
            "iri",
            text("事業・施策・政策・組織", "program, measure, policy or unit"),
            "id/program/mihon-030302",
        ),
        Parameter("from", "year", text("前の年度", "earlier year"), "2025", required=True),
        Parameter("to", "year", text("後の年度", "later year"), "2026", required=True),
    ),
    years,
)
