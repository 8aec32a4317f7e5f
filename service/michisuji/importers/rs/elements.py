"""Logic models and their elements, shared by tables 3-2 (links) and 3-1 (indicators)."""

from __future__ import annotations

from michisuji.importers.common import LABEL, gyear, integer, literal, name, short_hash
from michisuji.importers.rs.sheet import RowRefused, Sheets

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


class Elements:
    """Makes logic models, elements and links, each once."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._models: dict[str, str] = {}
        self._made: set[str] = set()
        self._order: dict[str, int] = {}
        self.links = 0

    def has(self, element: str) -> bool:
        """Whether the element has been made already."""
        return element in self._made

    def model(self, reference: str, program: str) -> str:
        """The program's logic model of the year; the year's money is put into it."""
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
            money = sheets.money_of_year.get(reference)
            if money is not None:
                sheets.graph.add(money, _IN_MODEL, found)
            sheets.derived(found)
        return found

    @staticmethod
    def check(kind: str, text: str, side: str = "") -> None:
        """Raise RowRefused for an unknown kind or an empty text, before anything is written.

        ``side`` prefixes the column keys of the table.
        """
        if kind not in KINDS:
            raise RowRefused(f"{side}kind", kind, "知らない種別です", "unknown kind of element")
        if not text:
            raise RowRefused(f"{side}text", text, "内容が空です", "the element has no text")

    def element(
        self, reference: str, model: str, kind: str, number: str, period: str, text: str
    ) -> str:
        """The element that a (checked) group of cells names.

        Its key is (program, number, kind, period, text): leaving one out merges elements that the
        sheet keeps apart.
        """
        sheets = self._sheets
        iri_type, class_term = KINDS[kind]
        local = short_hash(reference, number, kind, period, text)
        subject = sheets.term(iri_type, local)
        if subject not in self._made:
            self._made.add(subject)
            order = self._order[reference] = self._order.get(reference, 0) + 1
            sheets.graph.typed(subject, class_term)
            sheets.graph.add(subject, LABEL, sheets.text(text))
            sheets.graph.add(subject, _IN_MODEL, model)
            sheets.graph.add(subject, name("lm:order"), integer(order))
            if number:
                sheets.graph.add(subject, name("lm:number"), literal(number))
            self._stage(subject, iri_type, period)
            money = sheets.money_of_year.get(reference)
            if iri_type == "activity" and money is not None:
                link = self.link(model, money, subject)
                sheets.graph.add_all(link, BY_SHEET)
                sheets.derived(link)
        sheets.derived(subject)
        return subject

    def _stage(self, subject: str, iri_type: str, period: str) -> None:
        if not period:
            return
        stage = STAGES.get(period)
        if stage is not None and iri_type == "outcome":
            self._sheets.graph.add(subject, name("lm:stage"), stage)
        else:
            self._sheets.note("unknown-period", "知らない期間、またはアウトカム以外の期間",
                              "unknown period, or a period of no outcome", period)  # fmt: skip

    def link(self, model: str, source: str, target: str) -> str:
        """The causal link from one element to another, with its plain edge."""
        sheets = self._sheets
        link = sheets.hashed("link", source, target)
        if sheets.put(source, _LEADS_TO, target):
            self.links += 1
            sheets.graph.typed(link, _LINK)
            sheets.graph.add_all(link, ((_FROM, source), (_TO, target), (_IN_MODEL, model)))
        return link
