"""Logic models of one fiscal year: elements, money, and the links between them."""

from __future__ import annotations

from michisuji.importers.city.content import Document
from michisuji.importers.city.index import links, tables
from michisuji.importers.city.writing.indicators import write_indicators
from michisuji.importers.city.writing.writer import Writer, number
from michisuji.importers.common import boolean, integer, literal, name

#: Kind in the file → type in the IRI and class.
_ELEMENTS = {
    "staff": ("staff", "lm:Staff"),
    "goods": ("goods", "lm:Goods"),
    "activity": ("activity", "lm:Activity"),
    "output": ("output", "lm:Output"),
    "outcome": ("outcome", "lm:Outcome"),
}
#: Key of the budget → what it states of each year's money.
_AMOUNTS = {
    "initial": "lm:initialBudget",
    "supplementary": "lm:supplementaryBudget",
    "carried_over": "lm:carriedOver",
    "planned": "lm:plannedAmount",
    "executed": "lm:executedAmount",
    "national": "lm:nationalFunds",
    "prefectural": "lm:prefecturalFunds",
    "bond": "lm:bondFunds",
    "other": "lm:otherFunds",
    "general": "lm:generalFunds",
    "requested": "lm:requestedAmount",
}
_LINK_TEXTS = {
    "rationale": "lm:rationale",
    "assumption": "lm:assumption",
    "evidence": "lm:evidence",
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
        _element(writer, element, model, condition, order)
        write_indicators(writer, condition, element)


def write_program_model(writer: Writer, program: Document, subject: str, measure: Document) -> None:
    """Write a program's model of the writer's year."""
    elements = tables(program, "element")
    terms = {key: writer.ref(kind, local) for key, kind, local in _references(program, measure)}
    for key, term in terms.items():
        writer.elements[program["id"], key] = term
    budget = program.get("budget")
    if budget is not None:
        terms["money"] = writer.ref("money", f"{program['id']}-{writer.year}")
        writer.elements[program["id"], "money"] = terms["money"]
    if not elements and budget is None:
        return
    model = _model(writer, program, subject)
    writer.text(writer.state, model, "lm:singleStageReason", program, "single_stage_reason")
    if budget is not None:
        _in_model(writer, terms["money"], model)
        writer.state.add(terms["money"], name("lm:order"), integer(0))
        _links(writer, program, model, "money", budget, terms)
    for order, element in enumerate(elements, 1):
        term = terms[element["key"]]
        writer.typed(writer.state, term, _ELEMENTS[element["kind"]][1], element)
        writer.code(writer.state, term, "lm:stage", "stage", element.get("stage"))
        _element(writer, term, model, element, order)
        write_indicators(writer, element, term)
        _links(writer, program, model, element["key"], element, terms)


def _references(program: Document, measure: Document) -> list[tuple[str, str, str]]:
    """Return key, type and reference of everything that a link of the program may point at."""
    own = [
        (e["key"], _ELEMENTS[e["kind"]][0], f"{program['id']}-{e['key']}")
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


def _element(writer: Writer, term: str, model: str, table: Document, order: int) -> None:
    graph = writer.state
    writer.label(graph, term, table["text"], table.get("text_en", ""))
    _in_model(writer, term, model)
    graph.add(term, name("lm:order"), integer(order))
    writer.number(graph, term, "lm:plannedFte", table.get("planned_fte"))
    writer.number(graph, term, "lm:executedFte", table.get("executed_fte"))
    writer.text(graph, term, "lm:quantity", table, "quantity")


def write_money(writer: Writer, program: Document, subject: str) -> None:
    """Write a program's money in yen, one resource per year: facts of their year, so timeless."""
    budget = program.get("budget")
    if budget is None:
        return
    graph = writer.timeless
    stated = {int(year) for key in _AMOUNTS for year in budget.get(key, {})}
    for year in sorted({*stated, writer.year}):
        money = writer.ref("money", f"{program['id']}-{year}")
        writer.typed(graph, money, "lm:Money", budget)
        english = program.get("name_en")
        writer.label(
            graph,
            money,
            f"{program['name']}の事業費({year}年度)",
            f"Money of {english}, FY{year}" if english else "",
        )
        graph.add(money, name("lm:budgetOf"), subject)
        writer.fiscal_year(graph, money, "lm:fiscalYear", year)
        for key, predicate in _AMOUNTS.items():
            writer.number(graph, money, predicate, budget.get(key, {}).get(str(year)))
        writer.code(graph, money, "lm:account", "account", budget.get("account"))
        if "account_name" in budget:
            graph.add(money, name("lm:accountName"), literal(budget["account_name"], "ja"))


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
        writer.texts(graph, link, about, _LINK_TEXTS)
        for name_, predicate in (("confidence", "confidence"), ("share", "contributionShare")):
            if name_ in about:
                graph.add(link, name(f"lm:{predicate}"), number(about[name_]))
        if "feedback" in about:
            graph.add(link, name("lm:feedback"), boolean(about["feedback"]))
