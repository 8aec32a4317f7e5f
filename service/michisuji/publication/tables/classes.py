"""Which classes go into which table, and what goes into none, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from michisuji.languages import Text
from michisuji.publication.tables.values import expand


@dataclass(frozen=True)
class ClassTable:
    """One table: its file name without ``.csv``, its title, and the classes (prefixed) in it."""

    name: str
    title: Text
    classes: tuple[str, ...]

    @property
    def iris(self) -> tuple[str, ...]:
        """The classes' IRIs."""
        return tuple(map(expand, self.classes))


def _place(name: str, ja: str, en: str, *classes: str) -> ClassTable:
    return ClassTable(name, {"ja": ja, "en": en}, classes)


#: In the order in which a reader of the plan meets them.
PLACES: tuple[ClassTable, ...] = (
    _place("plans", "計画", "Plans", "lm:Plan"),
    _place("principles", "基本理念", "Principles", "lm:Principle"),
    _place(
        "management-policies", "市政経営の基本方針", "Management policies", "lm:ManagementPolicy"
    ),
    _place("directions", "取組の方針", "Directions", "lm:Direction"),
    _place("instruments", "計画の道具・報告書", "Instruments", "lm:Instrument"),
    _place("count-statements", "数の記載", "Count statements", "lm:CountStatement"),
    _place("policies", "政策", "Policies", "lm:Policy", "lm:BasicPolicy"),
    _place("measures", "施策", "Measures", "lm:Measure"),
    _place("programs", "事業", "Programs", "lm:Program"),
    _place("legal-bases", "根拠法令等", "Legal bases", "lm:LegalBasis"),
    _place(
        "units",
        "組織",
        "Organizational units",
        "org:OrganizationalUnit",
        "org:FormalOrganization",
        "org:Organization",
    ),
    _place("reorganizations", "組織の改編", "Reorganizations", "org:ChangeEvent"),
    _place("models", "ロジックモデル", "Logic models", "lm:LogicModel"),
    _place("money", "お金", "Money", "lm:Money"),
    _place("account-lines", "会計別の内訳", "Account lines", "lm:AccountLine"),
    _place("staff", "人員", "Staff", "lm:Staff"),
    _place("goods", "物・情報", "Goods", "lm:Goods"),
    _place("activities", "活動", "Activities", "lm:Activity"),
    _place("outputs", "アウトプット", "Outputs", "lm:Output"),
    _place("outcomes", "アウトカム", "Outcomes", "lm:Outcome"),
    _place("town-conditions", "まちの状態", "Town conditions", "lm:TownCondition"),
    _place("links", "因果のつながり", "Causal links", "lm:CausalLink"),
    _place("indicators", "指標", "Indicators", "lm:Indicator"),
    _place("observations", "指標の値", "Observations of indicators", "qb:Observation"),
    _place(
        "goals",
        "組織の目標",
        "Goals of units",
        "lm:Vision",
        "lm:Mission",
        "lm:ImprovementGoal",
        "lm:Goal",
    ),
    _place("evaluations", "評価", "Evaluations", "lm:Evaluation"),
    _place("kaizen", "改善事例", "Kaizen practices", "lm:KaizenPractice"),
    _place("waivers", "指摘を見送る判断", "Waivers", "lm:Waiver"),
    _place("datasets", "データセット", "Data sets", "dcat:Dataset"),
    # Last: a resource that has one of the classes above too is in their tables.
    _place("references", "参照先", "Things referred to", "prov:Entity"),
)

#: Data sets that get no tables, and why.
LEFT_OUT_DATASETS: dict[str, Text] = {
    "vocabulary": {
        "ja": "語彙(オントロジー、コード、規則)は表ではなく /ns とRDFで公開する",
        "en": "the vocabulary (ontology, codes, rules) is published at /ns and as RDF",
    }
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
