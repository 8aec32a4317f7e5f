"""The policy tree around the causal chains: programs, measures, units and money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Amount:
    """The planned and executed amount of one fiscal year in yen; None: not stated."""

    planned: Decimal | None = None
    executed: Decimal | None = None

    def __add__(self, other: Amount) -> Amount:
        return Amount(_sum(self.planned, other.planned), _sum(self.executed, other.executed))


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def planned(money: Mapping[int, Amount], year: int | None) -> Decimal | None:
    """Return the planned amount of a fiscal year; None: not stated."""
    return money.get(year or 0, Amount()).planned


def told_year(money: Mapping[int, Amount], wanted: int | None = None) -> int | None:
    """Return the fiscal year whose budget a sentence states.

    That is ``wanted`` if it has a planned amount, else the latest year with one, else None.
    """
    stated = [year for year in money if planned(money, year) is not None]
    if wanted in stated:
        return wanted
    return max(stated, default=None)


@dataclass
class PlanStructure:
    """Programs, measures, units and budgets by IRI.

    ``classes`` holds local names such as Program.
    """

    classes: dict[str, str] = field(default_factory=dict)
    #: The numbers that the plan gives its members.
    numbers: dict[str, str] = field(default_factory=dict)
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    below: dict[str, set[str]] = field(default_factory=dict)
    lead_units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    related_units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unit_kinds: dict[str, str] = field(default_factory=dict)
    unit_above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Money in a model → the budget that it refers to.
    records: dict[str, str] = field(default_factory=dict)
    #: Budget of a year → the money in a model that refers to it.
    boxes: dict[str, str] = field(default_factory=dict)
    #: Budget of a year → program, fiscal year, amount.
    budgets: dict[str, tuple[str, int, Amount]] = field(default_factory=dict)
    _of_program: dict[str, set[str]] = field(default_factory=dict)

    def is_program(self, iri: str) -> bool:
        """Return True if the resource is a program (事業)."""
        return self.classes.get(iri) == "Program"

    def programs(self) -> Iterator[str]:
        """Yield all programs."""
        return (iri for iri, name in self.classes.items() if name == "Program")

    def members(self, iri: str) -> set[str]:
        """Return everything that is part of a resource, at any depth, without itself."""
        seen: set[str] = set()
        todo = [iri]
        while todo:
            for one in self.below.get(todo.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    todo.append(one)
        return seen

    def programs_of(self, iri: str) -> set[str]:
        """Return the programs that are part of a resource, or the resource itself if it is one."""
        if self.is_program(iri):
            return {iri}
        return {one for one in self.members(iri) if self.is_program(one)}

    def measures_of(self, program: str) -> tuple[str, ...]:
        """Return what a program is directly part of: its measures or policies."""
        return self.above.get(program, ())

    def units_of(self, owner: str) -> tuple[str, ...]:
        """Return the units of an owner: those in charge first, then related ones."""
        both = (*self.lead_units.get(owner, ()), *self.related_units.get(owner, ()))
        return tuple(dict.fromkeys(both))

    def top_unit(self, unit: str) -> str | None:
        """Return the ministry that a unit is or belongs to, else its city's department."""
        todo, seen, found = [unit], set(), None
        while todo:
            here = todo.pop(0)
            seen.add(here)
            kind = self.unit_kinds.get(here)
            if kind == "ministry":
                return here
            if kind == "department":
                found = here
            todo += [one for one in self.unit_above.get(here, ()) if one not in seen]
        return found

    def ministry_of(self, unit: str) -> str | None:
        """Return the ministry above a unit; None for a ministry itself, and for a city's unit."""
        top = self.top_unit(unit) if unit in self.unit_kinds else None
        return top if top and top != unit and self.unit_kinds.get(top) == "ministry" else None

    def money(self, program: str) -> dict[int, Amount]:
        """Return fiscal year → amount of a program, by year."""
        found: dict[int, Amount] = {}
        for name in sorted(self._of_program.get(program, ())):
            _, year, amount = self.budgets[name]
            found[year] = found.get(year, Amount()) + amount
        return dict(sorted(found.items()))

    def money_of(self, programs: Iterable[str]) -> dict[int, Amount]:
        """Return fiscal year → total amount of several programs, each counted once."""
        total: dict[int, Amount] = {}
        for program in set(programs):
            for year, amount in self.money(program).items():
                total[year] = total.get(year, Amount()) + amount
        return dict(sorted(total.items()))

    def put_member(
        self, iri: str, classes: Iterable[str], above: Iterable[str], number: str = ""
    ) -> None:
        """Place a policy, measure or program in the tree, or remove it (no classes)."""
        for parent in self.above.pop(iri, ()):
            self.below.get(parent, set()).discard(iri)
        self.classes.pop(iri, None)
        self.numbers.pop(iri, None)
        named = sorted(classes)
        if named and number:
            self.numbers[iri] = number
        if named:
            self.classes[iri] = next((n for n in _SPECIFIC if n in named), named[0])
            self.above[iri] = tuple(sorted(above))
            for parent in self.above[iri]:
                self.below.setdefault(parent, set()).add(iri)

    def put_units(self, owner: str, units: Mapping[str, bool]) -> None:
        """Set the units of an owner; True: in charge."""
        self.lead_units[owner] = tuple(sorted(u for u, lead in units.items() if lead))
        self.related_units[owner] = tuple(sorted(u for u, lead in units.items() if not lead))

    def put_unit(self, unit: str, kind: str, above: Iterable[str]) -> None:
        """Set a unit's kind and what it is part of.

        Without a kind it is no longer a unit.
        """
        self.unit_kinds.pop(unit, None)
        self.unit_above.pop(unit, None)
        if kind:
            self.unit_kinds[unit], self.unit_above[unit] = kind, tuple(sorted(above))

    def put_record(self, money: str, budget: str | None) -> None:
        """Set the budget that the money in a model refers to; None removes it."""
        old = self.records.pop(money, None)
        if old is not None:
            self.boxes.pop(old, None)
        if budget:
            self.records[money], self.boxes[budget] = budget, money

    def put_budget(self, money: str, entry: tuple[str, int, Amount] | None) -> None:
        """Set a program's money of a year; None removes it."""
        old = self.budgets.pop(money, None)
        if old:
            self._of_program[old[0]].discard(money)
        if entry:
            self.budgets[money] = entry
            self._of_program.setdefault(entry[0], set()).add(money)


#: Of several classes the first of these counts.
_SPECIFIC = ("Program", "Measure", "BasicPolicy", "Policy", "Plan")
