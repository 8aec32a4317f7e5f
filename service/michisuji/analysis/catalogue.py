"""The analyses by name, for the API and the command line, each with its description.

Each analysis package computes a frozen result without words (``answers``), puts it into words
(``words``: a sentence and tables) and declares both as an :class:`Analysis` (``telling``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any, Generic, Literal, Protocol, TypeVar

from michisuji.analysis.state import State
from michisuji.analysis.tables import Answer, Behind, Table
from michisuji.analysis.unreadable import told
from michisuji.errors import BadInput, NotFound
from michisuji.languages import Text
from michisuji.messages import text

#: Analysis → where its :class:`Analysis` is defined (``module:name``); loaded on demand.
MODULES: Mapping[str, str] = {
    "impact": "michisuji.analysis.impact.telling:IMPACT",
    "leads-to": "michisuji.analysis.impact.telling:LEADS_TO",
    "paths": "michisuji.analysis.paths.telling:PATHS",
    "chains": "michisuji.analysis.chains.telling:CHAINS",
    "money-flow": "michisuji.analysis.flow.telling:MONEY_FLOW",
    "measures": "michisuji.analysis.priority.telling:MEASURES",
    "programs": "michisuji.analysis.priority.telling:PROGRAMS",
    "indicators": "michisuji.analysis.board.telling:INDICATORS",
    "measure-programs": "michisuji.analysis.priority.telling:MEASURE_PROGRAMS",
    "validity": "michisuji.analysis.validity.telling:VALIDITY",
    "similar": "michisuji.analysis.similar.telling:SIMILAR",
    "years": "michisuji.analysis.years.telling:YEARS",
    "what-if": "michisuji.analysis.whatif.telling:WHAT_IF",
    "scenarios": "michisuji.analysis.whatif.telling:SCENARIOS",
}


@dataclass(frozen=True)
class AnalysisParameter:
    """A parameter of an analysis.

    ``many``: it may be given several times. ``choices``: the allowed values (kind ``choice``).
    """

    name: str
    kind: Literal["iri", "year", "integer", "number", "text", "choice"]
    example: str = ""
    required: bool = False
    many: bool = False
    choices: Sequence[str] = ()


class AnalysisResult(Protocol):
    """The result of an analysis: a frozen dataclass of figures, without words."""

    @property
    def behind(self) -> Sequence[Behind]:
        """Return the queries that give the figures."""
        ...


R = TypeVar("R", bound=AnalysisResult)


@dataclass(frozen=True)
class Analysis(Generic[R]):
    """An analysis: what it asks for, how it computes, and how it puts the result into words.

    ``run`` takes a state and the values by parameter name (lists for ``many``); ``sentence`` and
    ``tables`` word its result.
    """

    name: str
    parameters: Sequence[AnalysisParameter]
    run: Callable[..., R]
    sentence: Callable[[R], Text]
    tables: Callable[[R], Sequence[Table]]

    @property
    def title(self) -> Text:
        """The analysis's name for people."""
        return text(f"analysis.{self.name}.title")

    @property
    def description(self) -> Text:
        """The question that the analysis answers."""
        return text(f"analysis.{self.name}.description")

    def label(self, parameter: AnalysisParameter) -> Text:
        """Return the label of one of its parameters."""
        return text(f"analysis.{self.name}.parameter_{parameter.name}")

    def tell(self, result: R) -> Answer[R]:
        """Put a result into words."""
        return Answer(result, self.sentence(result), tuple(self.tables(result)), result.behind)

    def answer(self, state: State, given: Mapping[str, Sequence[str]]) -> Answer[R]:
        """Run the analysis on a reader's input.

        Raises BadInput naming the parameter, or NotFound.
        """
        self._refuse_unknown(given)
        values: dict[str, Any] = {}
        for parameter in self.parameters:
            words = [word.strip() for word in given.get(parameter.name, ()) if word.strip()]
            if parameter.required and not words:
                raise _wrong(self, parameter, "")
            if len(words) > 1 and not parameter.many:
                raise _wrong(self, parameter, ", ".join(words))
            made = [_value(self, parameter, word, state) for word in words]
            if parameter.many:
                values[parameter.name] = made
            elif made:
                values[parameter.name] = made[0]
        return told(self.tell(self.run(state, **values)), state)

    def _refuse_unknown(self, given: Mapping[str, Sequence[str]]) -> None:
        unknown = sorted(set(given) - {p.name for p in self.parameters})
        if unknown:
            names = ", ".join(p.name for p in self.parameters)
            raise BadInput(
                f"「{self.name}」に引数 {', '.join(unknown)} はありません",
                f"'{self.name}' has no parameter {', '.join(unknown)}",
                hint_ja=f"使える引数: {names}",
                hint_en=f"parameters: {names}",
            )


def get(name: str) -> Analysis[Any]:
    """Return the analysis of that name.

    Raises NotFound, listing the known names.
    """
    if name not in MODULES:
        raise NotFound(
            f"分析「{name}」はありません",
            f"there is no analysis '{name}'",
            hint_ja=f"あるもの: {', '.join(MODULES)}",
            hint_en=f"available: {', '.join(MODULES)}",
        )
    found: Analysis[Any] = resolve_name(MODULES[name])
    return found


def all_of_them() -> list[Analysis[Any]]:
    """Return every analysis, in the order of the catalogue."""
    return [get(name) for name in MODULES]


def _value(analysis: Analysis[Any], parameter: AnalysisParameter, word: str, state: State) -> Any:
    kind = parameter.kind
    if kind == "iri":
        from michisuji.questions.values import is_askable

        iri = state.iri(word)
        if is_askable(iri):
            return iri
    elif (kind == "year" and len(word) == 4 and word.isdecimal()) or (
        kind == "integer" and word.removeprefix("-").isdecimal() and len(word) < 18
    ):
        return int(word)
    elif kind == "number":
        try:
            value = float(word)
        except ValueError:
            value = float("nan")
        if abs(value) < 1e18:
            return value
    elif (kind == "text" and len(word) <= 2000) or (kind == "choice" and word in parameter.choices):
        return word
    raise _wrong(analysis, parameter, word)


def _wrong(analysis: Analysis[Any], parameter: AnalysisParameter, word: str) -> BadInput:
    name, label = parameter.name, analysis.label(parameter)
    wanted = " | ".join(parameter.choices) or parameter.example
    if not word:
        return BadInput(
            f"「{analysis.name}」には引数 {name} が必要です",
            f"'{analysis.name}' needs {name}",
            hint_ja=f"例: {name}={wanted}({label['ja']})",
            hint_en=f"for example {name}={wanted} ({label['en']})",
        )
    return BadInput(
        f"引数 {name} の値が正しくありません: {word[:80]}",
        f"the value of {name} is not usable: {word[:80]}",
        hint_ja=f"例: {name}={wanted}({label['ja']})",
        hint_en=f"for example {name}={wanted} ({label['en']})",
    )
