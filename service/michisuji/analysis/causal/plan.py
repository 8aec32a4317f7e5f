"""Programs and measures beside their chains: tree, units, money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Amount:
    """Planned and executed amount of one fiscal year in yen; None: not stated."""

    planned: Decimal | None = None
    executed: Decimal | None = None

    def __add__(self, other: Amount) -> Amount:
        return Amount(_sum(self.planned, other.planned), _sum(self.executed, other.executed))


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def planned(money: Mapping[int, Amount], year: int | None) -> Decimal | None:
    """The planned amount of a fiscal year; None: not stated."""
    return money.get(year or 0, Amount()).planned


def told_year(money: Mapping[int, Amount], wanted: int | None = None) -> int | None:
    """The fiscal year whose budget is told in a sentence.

    ``wanted`` when it is stated, else the latest with a planned amount; None without any.
    """
    stated = [year for year in money if planned(money, year) is not None]
    if wanted in stated:
        return wanted
    return max(stated, default=None)


@dataclass
class PlanStructure:
    """``classes``: local names such as Program. ``money``: program → fiscal year → amount."""

    classes: dict[str, str] = field(default_factory=dict)
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    below: dict[str, set[str]] = field(default_factory=dict)
    lead_units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    related_units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unit_kinds: dict[str, str] = field(default_factory=dict)
    unit_above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Money resource → program, fiscal year, amount.
    budgets: dict[str, tuple[str, int, Amount]] = field(default_factory=dict)
    _of_program: dict[str, set[str]] = field(default_factory=dict)

    def is_program(self, iri: str) -> bool:
        """Whether it is a program (事業)."""
        return self.classes.get(iri) == "Program"

    def programs(self) -> Iterator[str]:
        """All programs."""
        return (iri for iri, name in self.classes.items() if name == "Program")

    def members(self, iri: str) -> set[str]:
        """All that is part of it, at any depth, without itself."""
        seen: set[str] = set()
        todo = [iri]
        while todo:
            for one in self.below.get(todo.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    todo.append(one)
        return seen

    def programs_of(self, iri: str) -> set[str]:
        """The programs that are part of it, or itself when it is one."""
        if self.is_program(iri):
            return {iri}
        return {one for one in self.members(iri) if self.is_program(one)}

    def measures_of(self, program: str) -> tuple[str, ...]:
        """What a program is directly part of: its measures, or policies."""
        return self.above.get(program, ())

    def units_of(self, owner: str) -> tuple[str, ...]:
        """Units in charge first, then related ones."""
        both = (*self.lead_units.get(owner, ()), *self.related_units.get(owner, ()))
        return tuple(dict.fromkeys(both))

    def top_unit(self, unit: str) -> str | None:
        """The ministry that a unit is or belongs to, else its city's department."""
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

    def money(self, program: str) -> dict[int, Amount]:
        """Fiscal year → amount of a program, by year."""
        found: dict[int, Amount] = {}
        for name in sorted(self._of_program.get(program, ())):
            _, year, amount = self.budgets[name]
            found[year] = found.get(year, Amount()) + amount
        return dict(sorted(found.items()))

    def money_of(self, programs: Iterable[str]) -> dict[int, Amount]:
        """Fiscal year → amount of several programs together, each counted once."""
        total: dict[int, Amount] = {}
        for program in set(programs):
            for year, amount in self.money(program).items():
                total[year] = total.get(year, Amount()) + amount
        return dict(sorted(total.items()))

    def put_member(self, iri: str, classes: Iterable[str], above: Iterable[str]) -> None:
        """Place a policy, measure or program in the tree, or take it out (no classes)."""
        for parent in self.above.pop(iri, ()):
            self.below.get(parent, set()).discard(iri)
        self.classes.pop(iri, None)
        named = sorted(classes)
        if named:
            self.classes[iri] = next((n for n in _SPECIFIC if n in named), named[0])
            self.above[iri] = tuple(sorted(above))
            for parent in self.above[iri]:
                self.below.setdefault(parent, set()).add(iri)

    def put_units(self, owner: str, units: Mapping[str, bool]) -> None:
        """The units of an owner; True: in charge."""
        self.lead_units[owner] = tuple(sorted(u for u, lead in units.items() if lead))
        self.related_units[owner] = tuple(sorted(u for u, lead in units.items() if not lead))

    def put_unit(self, unit: str, kind: str, above: Iterable[str]) -> None:
        """A unit's kind and what it is part of; without a kind it is no unit any more."""
        self.unit_kinds.pop(unit, None)
        self.unit_above.pop(unit, None)
        if kind:
            self.unit_kinds[unit], self.unit_above[unit] = kind, tuple(sorted(above))

    def put_budget(self, money: str, entry: tuple[str, int, Amount] | None) -> None:
        """A program's money of a year; None takes it out."""
        old = self.budgets.pop(money, None)
        if old:
            self._of_program[old[0]].discard(money)
        if entry:
            self.budgets[money] = entry
            self._of_program.setdefault(entry[0], set()).add(money)


#: Of several classes the first of these counts.
_SPECIFIC = ("Program", "Measure", "BasicPolicy", "Policy", "Plan")
