"""Which classes go into which table, and what goes into none, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.publication.tables.values import expand


@dataclass(frozen=True)
class Place:
    """One table: its file name without ``.csv``, and the classes (prefixed) in it."""

    name: str
    classes: tuple[str, ...]

    @property
    def title(self) -> Text:
        """Return its title."""
        return text(f"tables.classes.{self.name}")

    @property
    def iris(self) -> tuple[str, ...]:
        """The classes' IRIs."""
        return tuple(map(expand, self.classes))


#: In the order in which a reader of the plan meets them.
PLACES: tuple[Place, ...] = (
    Place("plans", ("lm:Plan",)),
    Place("principles", ("lm:Principle",)),
    Place("management-policies", ("lm:ManagementPolicy",)),
    Place("directions", ("lm:Direction",)),
    Place("instruments", ("lm:Instrument",)),
    Place("count-statements", ("lm:CountStatement",)),
    Place("policies", ("lm:Policy", "lm:BasicPolicy")),
    Place("measures", ("lm:Measure",)),
    Place("programs", ("lm:Program",)),
    Place("legal-bases", ("lm:LegalBasis",)),
    Place("units", ("org:OrganizationalUnit", "org:FormalOrganization", "org:Organization")),
    Place("reorganizations", ("org:ChangeEvent",)),
    Place("models", ("lm:LogicModel",)),
    Place("money", ("lm:Money",)),
    Place("account-lines", ("lm:AccountLine",)),
    Place("staff", ("lm:Staff",)),
    Place("goods", ("lm:Goods",)),
    Place("activities", ("lm:Activity",)),
    Place("outputs", ("lm:Output",)),
    Place("outcomes", ("lm:Outcome",)),
    Place("town-conditions", ("lm:TownCondition",)),
    Place("links", ("lm:CausalLink",)),
    Place("indicators", ("lm:Indicator",)),
    Place("observations", ("qb:Observation",)),
    Place("goals", ("lm:Vision", "lm:Mission", "lm:ImprovementGoal", "lm:Goal")),
    Place("evaluations", ("lm:Evaluation",)),
    Place("kaizen", ("lm:KaizenPractice",)),
    Place("waivers", ("lm:Waiver",)),
    Place("datasets", ("dcat:Dataset",)),
    # Last: a resource that has one of the classes above too is in their tables.
    Place("references", ("prov:Entity",)),
)

#: Data sets that get no tables, and why.
LEFT_OUT_DATASETS: dict[str, str] = {
    "vocabulary": "the vocabulary (ontology, codes, rules) is published at /ns and as RDF",
}

#: Classes that no table is for: their resources have another class, or are made by the importers.
LEFT_OUT_CLASSES: dict[str, str] = {
    "qb:DataSet": "the data set itself, which is in datasets.csv as a dcat:Dataset",
    "void:Dataset": "the data set itself, which is in datasets.csv as a dcat:Dataset",
    "prov:Activity": "an import, in the provenance graphs, which tables leave out",
    "skos:Concept": "a code; its name stands beside its IRI wherever it is used",
    "skos:ConceptScheme": "a code list, part of the vocabulary",
}

#: Properties that no table has, and why; the rest of what the data use is in some table.
LEFT_OUT_PROPERTIES: dict[str, str] = {}
