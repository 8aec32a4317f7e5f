"""Logic models and their elements, shared by tables 3-2 (links) and 3-1 (indicators)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Self

from michisuji import folding
from michisuji.folding import fold, word
from michisuji.importers.common import LABEL, gyear, integer, literal, name
from michisuji.importers.rs.sheet import RowRefused, Sheets, nothing

#: The sheet's word for a kind of element → IRI type and class.
KINDS = {
    "アクティビティ": ("activity", name("lm:Activity")),
    "アウトプット": ("output", name("lm:Output")),
    "アウトカム": ("outcome", name("lm:Outcome")),
}
STAGES = {
    "短期": name("code:stage/short"),
    "中期": name("code:stage/mid"),
    "長期": name("code:stage/long"),
}
_IN_MODEL = name("lm:inModel")
_LEADS_TO = name("lm:leadsTo")
_FROM, _TO = name("lm:from"), name("lm:to")
_LINK = name("lm:CausalLink")
_MODEL = name("lm:LogicModel")
_MONEY = name("lm:Money")
_ASSUMPTION = name("lm:assumption")
#: Marks the money → activity links, which the sheet does not have.
BY_SHEET = (
    (
        _ASSUMPTION,
        literal("原表の予算は事業全体に対するもので、アクティビティ別の内訳はない", "ja"),
    ),
    (
        _ASSUMPTION,
        literal("The sheet gives the budget of the whole program, not of each activity", "en"),
    ),
)


class Cells(NamedTuple):
    """The cells of a row that name one element, in the form compared; ``text`` is unchanged."""

    kind: str
    number: str
    period: str
    text: str

    @classmethod
    def of(cls, row: Mapping[str, str], side: str = "") -> Self:
        """Return those of a row; ``side`` prefixes the column keys.

        Raises RowRefused for an unknown kind or an empty text, before anything is written. All are
        empty if the row names no element.
        """
        kind, number, period, text = (row[side + part] for part in cls._fields)
        if not (kind or number or period or text):
            return cls("", "", "", "")
        if word(kind) not in KINDS:
            raise RowRefused(f"{side}kind", kind, "element-kind")
        if not fold(text):
            raise RowRefused(f"{side}text", text, "no-text")
        return cls(word(kind), folding.number(number), _period(period), text)


def _period(text: str) -> str:
    """Return 短期 for ``1.短期`` or ``短期アウトカム``; any other text is kept."""
    bare = word(text)
    return next((p for p in STAGES if bare.startswith(p)), "" if nothing(text) else bare)


class _Made(NamedTuple):
    """An element already written; ``subject`` is its IRI term."""

    number: str
    period: str
    subject: str


class Elements:
    """Writes logic models, elements and links, each once.

    An element is the same in all tables and years when program, kind, period and (folded) text are.
    Within a year a second number under the same text is a second element (another branch of the
    chain): the text alone would merge what the sheet keeps apart.
    """

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._models: dict[str, str] = {}
        self._by_text: dict[tuple[str, str, str], list[_Made]] = {}
        self._texts: dict[str, tuple[int, str]] = {}
        self._chain: set[str] = set()
        self._order: dict[str, int] = {}
        self.links = 0

    def model(self, reference: str, program: str) -> str:
        """Return the program's logic model of the year, with the year's money in it."""
        found = self._models.get(reference)
        if found is None:
            sheets = self._sheets
            found = sheets.term("model", f"{reference}-{sheets.year}")
            self._models[reference] = found
            label = sheets.clean(sheets.labels[reference])
            sheets.graph.typed(found, _MODEL)
            sheets.graph.add_all(
                found,
                (
                    (LABEL, literal(f"{label}({sheets.year}年度)", "ja")),
                    (name("lm:modelOf"), program),
                    (name("lm:fiscalYear"), gyear(sheets.year)),
                    (name("lm:version"), literal(str(sheets.year))),
                ),
            )
            self._put_money(reference, found)
            sheets.derived(found)
        return found

    def _put_money(self, reference: str, model: str) -> None:
        """Put the money of the year into a model: an input that refers to the year's budget."""
        sheets = self._sheets
        budget = sheets.money_of_year.get(reference)
        if budget is None:
            return
        money = sheets.term("model-money", f"{reference}-{sheets.year}")
        sheets.graph.typed(money, _MONEY)
        sheets.graph.add_all(
            money,
            (
                (LABEL, literal(f"予算({sheets.year}年度)", "ja")),
                (LABEL, literal(f"Budget (FY{sheets.year})", "en")),
                (_IN_MODEL, model),
                (name("lm:budgetRecord"), budget),
            ),
        )
        sheets.derived(money)

    def linked(self, reference: str, model: str, cells: Cells) -> str:
        """Return the element at one end of a link (3-2)."""
        found = self._alike(reference, cells)
        exact = next((m.subject for m in found if m[:2] == (cells.number, cells.period)), None)
        subject = self._met(exact, cells) if exact else self._make(reference, model, cells)
        self._chain.add(subject)
        return subject

    def measured(self, reference: str, model: str, cells: Cells) -> tuple[str, bool]:
        """Return the element that a row of 3-1 measures, and True if it is new.

        It is an element of the chain (3-2) if one has the same text: the one with the same number
        or, as further indicators of an outcome get numbers that the chain does not have, the first.
        """
        found = self._alike(reference, cells)
        same_period = [m for m in found if m.period == cells.period]
        if not same_period:
            same_period = [m for m in found if not (m.period and cells.period)]
        numbered = [m for m in same_period if m.number == cells.number]
        chain = [m for m in same_period if m.subject in self._chain]
        chosen = next(iter(numbered or chain), None)
        if chosen is not None:
            return self._met(chosen.subject, cells), False
        return self._make(reference, model, cells), True

    def _alike(self, reference: str, cells: Cells) -> list[_Made]:
        return self._by_text.setdefault((reference, cells.kind, fold(cells.text)), [])

    def _met(self, subject: str, cells: Cells) -> str:
        """Keep the fuller of two spellings of a text: the one with line breaks and spaces."""
        if len(cells.text) > self._texts[subject][0]:
            self._say(subject, cells.text)
        self._sheets.derived(subject)
        return subject

    def _say(self, subject: str, text: str) -> None:
        self._texts[subject] = len(text), self._sheets.text(text)

    def _make(self, reference: str, model: str, cells: Cells) -> str:
        sheets = self._sheets
        iri_type, class_term = KINDS[cells.kind]
        known = self._alike(reference, cells)
        turn = sum(m.period == cells.period for m in known) + 1
        key = (reference, cells.kind, cells.period, fold(cells.text))
        subject = sheets.hashed(iri_type, *key, *([str(turn)] if turn > 1 else []))
        known.append(_Made(cells.number, cells.period, subject))
        self._say(subject, cells.text)
        order = self._order[reference] = self._order.get(reference, 0) + 1
        sheets.graph.typed(subject, class_term)
        sheets.graph.add(subject, _IN_MODEL, model)
        sheets.graph.add(subject, name("lm:order"), integer(order))
        if cells.number:
            sheets.graph.add(subject, name("lm:number"), literal(cells.number))
        self._stage(subject, iri_type, cells.period)
        sheets.derived(subject)
        budget = sheets.money_of_year.get(reference)
        if iri_type == "activity" and budget is not None:
            money = sheets.term("model-money", f"{reference}-{sheets.year}")
            link = self.link(model, money, subject, sheets.hashed("link", budget, subject))
            sheets.graph.add_all(link, BY_SHEET)
            sheets.derived(link)
        return subject

    def _stage(self, subject: str, iri_type: str, period: str) -> None:
        if not period:
            return
        stage = STAGES.get(period)
        if stage is not None and iri_type == "outcome":
            self._sheets.graph.add(subject, name("lm:stage"), stage)
        else:
            self._sheets.note("unknown-period", period)

    def link(self, model: str, source: str, target: str, link: str = "") -> str:
        """Write the causal link from one element to another, with its plain edge.

        Its IRI is made from its ends unless it is given.
        """
        sheets = self._sheets
        link = link or sheets.hashed("link", source, target)
        if sheets.put(source, _LEADS_TO, target):
            self.links += 1
            sheets.graph.typed(link, _LINK)
            sheets.graph.add_all(link, ((_FROM, source), (_TO, target), (_IN_MODEL, model)))
        return link

    def finish(self) -> None:
        """Write each element's text in its fullest form."""
        for subject, (_, text) in self._texts.items():
            self._sheets.graph.add(subject, LABEL, text)
