"""The assignment of classes to tables; classes without a table have a stated reason."""

from __future__ import annotations

from dataclasses import dataclass

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.publication.tables.values import expand


@dataclass(frozen=True)
class ClassTable:
    """One table: its file name without ``.csv``, and the classes (prefixed) in it."""

    name: str
    classes: tuple[str, ...]

    @property
    def title(self) -> Text:
        """The table's title."""
        return text(f"tables.classes.{self.name}")

    @property
    def iris(self) -> tuple[str, ...]:
        """The classes' IRIs."""
        return tuple(map(expand, self.classes))


#: In the order in which a reader of the plan meets them.
PLACES: tuple[ClassTable, ...] = (
    ClassTable("plans", ("lm:Plan",)),
    ClassTable("principles", ("lm:Principle",)),
    ClassTable("management-policies", ("lm:ManagementPolicy",)),
    ClassTable("directions", ("lm:Direction",)),
    ClassTable("instruments", ("lm:Instrument",)),
    ClassTable("count-statements", ("lm:CountStatement",)),
    ClassTable("policies", ("lm:Policy", "lm:BasicPolicy")),
    ClassTable("measures", ("lm:Measure",)),
    ClassTable("programs", ("lm:Program",)),
    ClassTable("legal-bases", ("lm:LegalBasis",)),
    ClassTable("units", ("org:OrganizationalUnit", "org:FormalOrganization", "org:Organization")),
    ClassTable("reorganizations", ("org:ChangeEvent",)),
    ClassTable("models", ("lm:LogicModel",)),
    ClassTable("money", ("lm:BudgetYear",)),
    ClassTable("account-lines", ("lm:AccountLine",)),
    ClassTable("model-money", ("lm:Money",)),
    ClassTable("staff", ("lm:Staff",)),
    ClassTable("goods", ("lm:Goods",)),
    ClassTable("activities", ("lm:Activity",)),
    ClassTable("outputs", ("lm:Output",)),
    ClassTable("outcomes", ("lm:Outcome",)),
    ClassTable("town-conditions", ("lm:TownCondition",)),
    ClassTable("links", ("lm:CausalLink",)),
    ClassTable("indicators", ("lm:Indicator",)),
    ClassTable("observations", ("qb:Observation",)),
    ClassTable("goals", ("lm:Vision", "lm:Mission", "lm:ImprovementGoal", "lm:Goal")),
    ClassTable("evaluations", ("lm:Evaluation",)),
    ClassTable("ratings", ("lm:CriterionRating",)),
    ClassTable("priorities", ("lm:Prioritization",)),
    ClassTable("kaizen", ("lm:KaizenPractice",)),
    ClassTable("work", ("lm:Work",)),
    ClassTable("staff-unit-costs", ("lm:StaffUnitCost",)),
    ClassTable("waivers", ("lm:Waiver",)),
    ClassTable("datasets", ("dcat:Dataset",)),
    # Last: a resource that has one of the classes above too is in their tables.
    ClassTable("references", ("prov:Entity",)),
)

#: Data sets that get no tables, and why.
LEFT_OUT_DATASETS: dict[str, str] = {
    "vocabulary": "the vocabulary (ontology, codes, rules) is published at /ns and as RDF",
}

#: Classes without a table: their resources have another class, or are made by the importers.
LEFT_OUT_CLASSES: dict[str, str] = {
    "qb:DataSet": "the data set itself, which is in datasets.csv as a dcat:Dataset",
    "void:Dataset": "the data set itself, which is in datasets.csv as a dcat:Dataset",
    "prov:Activity": "an import, in the provenance graphs, which tables leave out",
    "skos:Concept": "a code; its name stands beside its IRI wherever it is used",
    "skos:ConceptScheme": "a code list, part of the vocabulary",
}

#: Properties that no table has, and why; all other properties in use are in some table.
LEFT_OUT_PROPERTIES: dict[str, str] = {}
