"""The organization: units, their tree, and the vision, mission and goals of each."""

from __future__ import annotations

from michisuji.importers.city.content import Document
from michisuji.importers.city.index import texts
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import name

_FILE = "organization.toml"
_GOALS = {
    "vision": ("vision", "lm:Vision"),
    "mission": ("mission", "lm:Mission"),
    "goal": ("goal", "lm:ImprovementGoal"),
}
_GOAL_TEXTS = {
    "level": "lm:levelToReach",
    "mid_year": "lm:midYearState",
    "result_text": "lm:resultText",
}
#: Kinds that are organizations in their own right, not units of one.
WHOLE = ("city", "government")


def write_organization(writer: Writer) -> None:
    """Write organization.toml."""
    graph = writer.timeless
    for unit in writer.city.tables(_FILE, "unit"):
        subject = writer.ref("unit", unit["id"])
        whole = unit["kind"] in WHOLE
        class_name = "org:FormalOrganization" if whole else "org:OrganizationalUnit"
        writer.typed(graph, subject, class_name, unit)
        writer.label(graph, subject, unit["name"], unit.get("name_en", ""))
        writer.code(graph, subject, "lm:unitKind", "unit-kind", unit["kind"])
        if "parent" in unit:
            graph.add(subject, name("org:unitOf"), writer.ref("unit", unit["parent"]))
        writer.day(graph, subject, "lm:validFrom", unit.get("valid_from"))
        writer.day(graph, subject, "lm:validTo", unit.get("valid_to"))
        writer.replaced(subject, "unit", unit)
    goals = writer.city.tables(_FILE, "goal")
    kinds = {goal["id"]: _GOALS[goal["kind"]][0] for goal in goals}
    for goal in goals:
        kind, class_name = _GOALS[goal["kind"]]
        subject = writer.ref(kind, goal["id"])
        writer.typed(graph, subject, class_name, goal)
        writer.label(graph, subject, goal["text"], goal.get("text_en", ""))
        graph.add(subject, name("lm:goalOf"), writer.ref("unit", goal["unit"]))
        writer.fiscal_year(graph, subject, "lm:fiscalYear", goal.get("year"))
        for above in texts(goal, "serves"):
            graph.add(subject, name("lm:serves"), writer.ref(kinds[above], above))
        writer.texts(graph, subject, goal, _GOAL_TEXTS)
        writer.day(graph, subject, "lm:dueOn", goal.get("due"))
        writer.code(graph, subject, "lm:goalResult", "goal-result", goal.get("result"))
        write_contributions(writer, subject, goal)


def write_contributions(writer: Writer, subject: str, table: Document) -> None:
    """Write the measures, programs and goals that a goal or practice contributes to."""
    kinds = {g["id"]: _GOALS[g["kind"]][0] for g in writer.city.tables(_FILE, "goal")}
    for target in texts(table, "contributes_to"):
        kind, _, local = target.partition(":")
        writer.refer(subject, "lm:contributesTo", kinds[local] if kind == "goal" else kind, local)
