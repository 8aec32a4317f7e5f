"""The organization: units, their tree, and the vision, mission and goals of each."""

from __future__ import annotations

from michisuji.importers.city import properties
from michisuji.importers.city.index import texts
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import name

_FILE = "organization.toml"
#: Kind of a goal → kind and class of its resource.
GOALS = {
    "vision": ("vision", "lm:Vision"),
    "mission": ("mission", "lm:Mission"),
    "goal": ("goal", "lm:ImprovementGoal"),
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
        writer.stated(graph, subject, unit, properties.UNIT)
    goals = writer.city.tables(_FILE, "goal")
    kinds = {goal["id"]: GOALS[goal["kind"]][0] for goal in goals}
    for goal in goals:
        kind, class_name = GOALS[goal["kind"]]
        subject = writer.ref(kind, goal["id"])
        writer.typed(graph, subject, class_name, goal)
        writer.stated(graph, subject, goal, properties.GOAL)
        for above in texts(goal, "serves"):
            graph.add(subject, name("lm:serves"), writer.ref(kinds[above], above))
