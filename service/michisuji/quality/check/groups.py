"""Groups of data sets, one for each profile, and the rules that apply to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from michisuji import questions
from michisuji.errors import QuerySyntaxError, QueryTimeout
from michisuji.messages import text
from michisuji.quality.report import Problem
from michisuji.quality.rulebook.rules import DEFAULT_PROFILE, Rulebook, RuleSet
from michisuji.quality.shacl import Result, Source, has_any
from michisuji.vocabulary import LM, PROFILE

#: Results, and the problems that prevented rules from being evaluated.
Found = tuple[list[Result], list[Problem]]


@dataclass(frozen=True)
class Scope:
    """The resources of some data sets, or with ``negated`` all others.

    Without data sets, the scope is everything.
    """

    base_iri: str = ""
    datasets: tuple[str, ...] = ()
    negated: bool = False

    def condition(self) -> str:
        """Return the scope as a SPARQL filter on ``?this``."""
        if not self.datasets:
            return ""
        own = " || ".join(f'CONTAINS(STR(?this), "/{name}-")' for name in self.datasets)
        test = f'STRSTARTS(STR(?this), "{self.base_iri}/id/") && ({own})'
        return f"FILTER (!({test}))" if self.negated else f"FILTER ({test})"

    def holds(self, iri: str) -> bool:
        """Return True if an IRI is one of these resources."""
        if not self.datasets:
            return True
        inside = iri.startswith(f"{self.base_iri}/id/")
        return (inside and any(f"/{d}-" in iri for d in self.datasets)) != self.negated


@dataclass(frozen=True)
class Group:
    """The data sets that one profile applies to."""

    rules: RuleSet
    datasets: tuple[str, ...]
    scope: Scope = Scope()


def groups_of(
    datasets: dict[str, str | None], base_iri: str, book: Rulebook, profile: str | None = None
) -> tuple[Group, ...]:
    """Group data sets by their profile; the last group takes everything in no data set."""
    ruleset = book.ruleset
    if profile:
        return (Group(ruleset(profile), tuple(datasets)),)
    own: dict[str, list[str]] = {}
    for name, stated in datasets.items():
        own.setdefault(stated or DEFAULT_PROFILE, []).append(name)
    usual = own.pop(DEFAULT_PROFILE, [])
    groups = [
        Group(ruleset(name), tuple(found), Scope(base_iri, tuple(found)))
        for name, found in own.items()
    ]
    if usual or not groups:
        others = [name for found in own.values() for name in found]
        scope = Scope(base_iri, tuple(others), negated=True)
        groups.append(Group(ruleset(DEFAULT_PROFILE), tuple(usual), scope))
    return tuple(groups)


def evaluated(rule: str, found: Iterator[Result]) -> Found:
    """Return all results of a rule, or the problem that prevented its evaluation."""
    try:
        return list(found), []
    except (QueryTimeout, QuerySyntaxError) as error:
        return [], [not_evaluated(rule, error)]


def not_evaluated(rule: str, error: Exception) -> Problem:
    """Return the problem of a rule that could not be evaluated."""
    kind = type(error).__name__
    return Problem(text("check.not_evaluated", rule=rule, kind=kind, error=error))


def datasets_of(source: Source, base_iri: str) -> dict[str, str | None]:
    """Map each data set to the profile that its description names."""
    found: dict[str, str | None] = {}
    prefix = f"{base_iri}/id/dataset/"
    for iri, profile in source.rows(questions.get("dataset-profiles").bind(base_iri)):
        name = str(iri).removeprefix(prefix)
        if str(iri).startswith(prefix):
            found[name] = None if profile is None else str(profile).removeprefix(PROFILE)
    return found


def applicable_rules(source: Source, group: Group) -> tuple[frozenset[str], list[Problem]]:
    """Return the rules that apply to the data, and notes about the others."""
    missing: dict[str, list[str]] = {}
    for term in set(group.rules.needs.values()):
        if not has_any(source, term, group.scope.condition()):
            missing[term] = [r for r, needed in group.rules.needs.items() if needed == term]
    left_out = {rule for rules in missing.values() for rule in rules}
    notes = [_not_applicable(term, rules, group) for term, rules in sorted(missing.items())]
    return frozenset(group.rules.rules.keys() - left_out), notes


def _not_applicable(term: str, rules: Sequence[str], group: Group) -> Problem:
    names, what = ", ".join(sorted(rules)), term.removeprefix(LM)
    where = ", ".join(group.datasets) or group.rules.profile
    return Problem(text("check.not_applicable", where=where, what=what, names=names))
