"""Logic models of one fiscal year: elements, money, and the links between them."""

from __future__ import annotations

from michisuji.importers.city import properties
from michisuji.importers.city.content import Document
from michisuji.importers.city.index import links, tables
from michisuji.importers.city.writing.indicators import write_indicators
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import GraphFile, integer, literal, name

#: Kind in the file → type in the IRI and class.
ELEMENTS = {
    "staff": ("staff", "lm:Staff"),
    "goods": ("goods", "lm:Goods"),
    "activity": ("activity", "lm:Activity"),
    "output": ("output", "lm:Output"),
    "outcome": ("outcome", "lm:Outcome"),
}


def write_measure_model(writer: Writer, measure: Document, subject: str) -> None:
    """Write the model of a measure: its town conditions (まちの状態)."""
    conditions = tables(measure, "town_condition")
    if not conditions:
        return
    model = _model(writer, measure, subject)
    for order, condition in enumerate(conditions, 1):
        element = writer.ref("town-condition", f"{measure['id']}-{condition['key']}")
        writer.typed(writer.state, element, "lm:TownCondition", condition)
        writer.code(writer.state, element, "lm:stage", "stage", "town")
        writer.stated(writer.state, element, condition, properties.TOWN_CONDITION)
        _element(writer, element, model, order)
        write_indicators(writer, condition, element)


def write_program_model(writer: Writer, program: Document, subject: str, measure: Document) -> None:
    """Write a program's model of the writer's year."""
    elements = tables(program, "element")
    terms = {key: writer.ref(kind, local) for key, kind, local in _references(program, measure)}
    for key, term in terms.items():
        writer.elements[program["id"], key] = term
    budget = program.get("budget")
    if budget is not None:
        terms["money"] = writer.ref("model-money", f"{program['id']}-{writer.year}")
        budget_year = writer.ref("money", f"{program['id']}-{writer.year}")
        writer.elements[program["id"], "money"] = terms["money"]
    if not elements and budget is None:
        return
    model = _model(writer, program, subject)
    writer.stated(writer.state, model, program, properties.PROGRAM_MODEL)
    if budget is not None:
        writer.typed(writer.state, terms["money"], "lm:Money", budget)
        _label_money(writer, writer.state, terms["money"], program, writer.year)
        writer.state.add(terms["money"], name("lm:budgetRecord"), budget_year)
        _element(writer, terms["money"], model, 0)
        _links(writer, program, model, "money", budget, terms)
    for order, element in enumerate(elements, 1):
        term = terms[element["key"]]
        writer.typed(writer.state, term, ELEMENTS[element["kind"]][1], element)
        writer.stated(writer.state, term, element, properties.ELEMENT)
        _element(writer, term, model, order)
        write_indicators(writer, element, term)
        _links(writer, program, model, element["key"], element, terms)


def _references(program: Document, measure: Document) -> list[tuple[str, str, str]]:
    """Return key, type and reference of everything that a link of the program may point at."""
    own = [
        (e["key"], ELEMENTS[e["kind"]][0], f"{program['id']}-{e['key']}")
        for e in tables(program, "element")
    ]
    town = [
        (f"measure:{c['key']}", "town-condition", f"{measure['id']}-{c['key']}")
        for c in tables(measure, "town_condition")
    ]
    return own + town


def _model(writer: Writer, owner: Document, subject: str) -> str:
    model = writer.ref("model", f"{owner['id']}-{writer.year}")
    writer.typed(writer.state, model, "lm:LogicModel", owner)
    english = owner.get("name_en")
    writer.label(
        writer.state,
        model,
        f"{owner['name']}のロジックモデル({writer.year}年度)",
        f"Logic model of {english}, FY{writer.year}" if english else "",
    )
    writer.state.add(model, name("lm:modelOf"), subject)
    writer.fiscal_year(writer.state, model, "lm:fiscalYear", writer.year)
    writer.state.add(model, name("lm:version"), literal("1"))
    writer.of_year.add(model)
    return model


def _in_model(writer: Writer, term: str, model: str) -> None:
    writer.state.add(term, name("lm:inModel"), model)
    writer.of_year.add(term)


def _element(writer: Writer, term: str, model: str, order: int) -> None:
    _in_model(writer, term, model)
    writer.state.add(term, name("lm:order"), integer(order))


def write_money(writer: Writer, program: Document, subject: str) -> None:
    """Write a program's money in yen, one resource per year: facts of their year, so timeless."""
    budget = program.get("budget")
    if budget is None:
        return
    amounts = {key: budget.get(key, {}) for key in properties.BUDGET_YEARS}
    graph = writer.timeless
    for year in sorted({writer.year, *(int(y) for found in amounts.values() for y in found)}):
        money = writer.ref("money", f"{program['id']}-{year}")
        writer.typed(graph, money, "lm:BudgetYear", budget)
        _label_money(writer, graph, money, program, year)
        graph.add(money, name("lm:budgetOf"), subject)
        writer.fiscal_year(graph, money, "lm:fiscalYear", year)
        of_year = {key: found.get(str(year)) for key, found in amounts.items()}
        writer.stated(graph, money, of_year, properties.BUDGET_YEARS)
        writer.stated(graph, money, budget, properties.BUDGET)


def _label_money(writer: Writer, graph: GraphFile, term: str, program: Document, year: int) -> None:
    english = program.get("name_en")
    writer.label(
        graph,
        term,
        f"{program['name']}の事業費({year}年度)",
        f"Money of {english}, FY{year}" if english else "",
    )


def _links(
    writer: Writer,
    program: Document,
    model: str,
    key: str,
    element: Document,
    terms: dict[str, str],
) -> None:
    """Write each edge twice: as a plain property for queries, and as an explained CausalLink."""
    graph = writer.state
    for target, about in links(element):
        local = f"{program['id']}-{key}-{target.replace(':', '-')}"
        link = writer.ref("link", local)
        graph.add(terms[key], name("lm:leadsTo"), terms[target])
        writer.typed(graph, link, "lm:CausalLink", element)
        _in_model(writer, link, model)
        graph.add(link, name("lm:from"), terms[key])
        graph.add(link, name("lm:to"), terms[target])
        writer.stated(graph, link, about, properties.LINK)
