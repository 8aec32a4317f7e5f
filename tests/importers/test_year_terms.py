"""What a city's year needs besides its models: sources, ratings, answers, priorities, work."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_city
from michisuji.importers.city.counts import count
from michisuji.importers.city.toml import check_folder, import_toml
from michisuji.vocabulary import CODE, LM
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, XSD

BASE = "http://127.0.0.1:8000"
M = "measures/0101.toml"
ORG = "organization.toml"

#: A text of the smallest city → what stands after it, by file.
MORE = {
    "dataset.toml": [("fiscal_year = 2026\n", "staff_unit_cost = { 2025 = 8_000_000 }\n")],
    "organization.toml": [
        ('kind = "section"\nparent = "d-a"\n', 'valid_from = 2024-04-01\nreplaces = ["s-old"]\n'),
        (
            'serves = "v"\n',
            'contributes_to = ["measure:0101", "program:010101", "vision:v"]\nlevel = "水準"\n'
            'level_en = "Level"\ndue = 2027-03-31\nmid_year = "中間"\nresult = "partly"\n'
            'result_text = "結果"\n',
        ),
    ],
    "measures/0101.toml": [
        (
            'reflected_in = ["program:010101", "measure:0101", "plan:new"]\n',
            'office = "課長"\nevaluated_on = 2026-06-12\nstatus = "returned"\n'
            'return_reason = "数が合わない"\nprogress = "delayed"\nfollows_up = "2024-self-s-a"\n'
            'follow_up = "partly"\nratings = { necessity = "A", fairness = "D", '
            'fairness_reason = "偏る", fairness_reason_en = "Uneven" }\n'
            '[[measure.evaluation]]\nyear = 2024\nkind = "self"\nby = "s-a"\nresult = "merge"\n'
            '[[measure.evaluation]]\nyear = 2025\nkind = "peer"\nby = "d-a"\n'
            '[[measure.evaluation]]\nyear = 2025\nkind = "lead-summary"\nby = "d-a"\n'
            'responds_to = ["2025-peer-d-a", "2025-self-s-a"]\nanswer = "直す"\n'
            'reflected_amount = -5\nbudget_direction = "decrease"\n'
            '[[measure.priority]]\nyear = 2026\nprogram = "010101"\ncontribution = "high"\n'
            'directness = "partly"\nrank = 1\nfocus = "second"\nreason = "わけ"\n',
        ),
        (
            "start = 2021\n",
            'target_group = "市民"\ncontractor = "団体"\npledge = "公約 1"\n'
            'methods = ["direct", "part-outsourced"]\nlaws = ["災害対策基本法 第42条"]\n'
            'obligation = "effort"\nkind = "soft"\naffair = "entrusted"\nbudget_code = "01-02"\n'
            'in_plan = ["new"]\nvisibility = "public"\n',
        ),
        (
            "executed = { 2025 = 900 }\n",
            "initial = { 2025 = 1_500 }\nsupplementary = { 2025 = -700 }\n"
            "carried_over = { 2025 = 200 }\nnational = { 2025 = 400 }\n"
            "prefectural = { 2025 = 100 }\nbond = { 2025 = 200 }\nother = { 2025 = 50 }\n"
            "general = { 2025 = 250 }\nrequested = { 2024 = 7 }\n",
        ),
        (
            'actual = { 2025 = "集計中" }\n',
            'cycle = "biennial"\ntarget_reason = "わけ"\nbenchmark = "県平均 4"\n'
            'remark = "備考"\nreporting_unit = "s-a"\nreplaces_indicator = "010101-00"\n'
            "comparable_from = 2024\n"
            '[[program.element.indicator.breakdown]]\nkey = "old"\nname = "65歳以上"\n'
            'name_en = "65 and older"\noverlapping = true\nactual = { 2025 = 4 }\n'
            '[[program.element.indicator]]\nid = "010101-00"\nname = "前の回数"\n'
            'kind = "quantitative"\n',
        ),
    ],
    "kaizen.toml": [
        (
            'improves = "program:010101/a1"\n',
            'number = "R7-01"\nyear = 2025\nkind = "done"\nintroduction_cost = 1_000\n'
            'award = "大賞"\naward_en = "Prize"\n'
            'contributes_to = ["mission:m", "measure:0101"]\n',
        )
    ],
}
WORK = """
[[work]]
id = "w1"
name = "申請の受付"
name_en = "Taking applications"
unit = "s-a"
kind = "routine"
hours = 120.5
procedure = "documented"
programs = ["010101"]
automation = true
"""


def write_city(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Write the city; each change replaces a text of a file by another."""
    small_city.write_city(folder)
    (folder / "work.toml").write_text(WORK, "utf-8")
    more = []
    for file, pairs in MORE.items():
        for text, after in pairs:
            more.append((file, text, text + after))
    for file, old, new in (*more, *changes):
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), "utf-8")
    return folder


@pytest.fixture(scope="module")
def timeless(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = write_city(tmp_path_factory.mktemp("city"))
    batch, _ = import_toml(folder, base_iri=BASE, out_dir=tmp_path_factory.mktemp("out"))
    return Graph().parse(batch.graphs[f"{BASE}/graph/small"], format="nt")


def _id(kind: str, local: str) -> URIRef:
    return URIRef(f"{BASE}/id/{kind}/small-{local}")


def _said(graph: Graph, subject: URIRef, *names: str) -> list[str]:
    """Return the values of properties, codes and own resources without their namespace."""
    values = [str(v) for name in names for v in sorted(graph.objects(subject, URIRef(LM + name)))]
    return [v.removeprefix(CODE).removeprefix(f"{BASE}/id/") for v in values]


def test_the_city_has_no_problem_and_is_counted(tmp_path: Path) -> None:
    city, problems = check_folder(write_city(tmp_path))
    assert [p.line("en") for p in problems] == []
    assert count(city)["priority"] == 1
    assert count(city)["work"] == 1


def test_a_program_says_for_whom_by_which_law_and_how(timeless: Graph) -> None:
    program = _id("program", "010101")
    names = ("targetGroup", "contractor", "pledge", "budgetCode", "inPlan")
    assert _said(timeless, program, *names) == ["市民", "団体", "公約 1", "01-02", "plan/small-new"]
    codes = ("obligation", "programKind", "affairKind", "visibility", "implementationMethod")
    assert _said(timeless, program, *codes) == [
        *("obligation/effort", "program-kind/soft", "affair/entrusted", "visibility/public"),
        *("method/direct", "method/part-outsourced"),
    ]
    law = timeless.value(program, URIRef(LM + "hasLegalBasis"))
    assert (law, RDF.type, URIRef(LM + "LegalBasis")) in timeless
    assert (law, RDFS.label, Literal("災害対策基本法 第42条", lang="ja")) in timeless


def test_a_years_money_has_its_parts_and_sources(timeless: Graph) -> None:
    names = ("initialBudget", "supplementaryBudget", "carriedOver", "plannedAmount")
    sources = ("nationalFunds", "prefecturalFunds", "bondFunds", "otherFunds", "generalFunds")
    money = _id("money", "010101-2025")
    assert _said(timeless, money, *names) == ["1500", "-700", "200", "1000"]
    assert _said(timeless, money, *sources) == ["400", "100", "200", "50", "250"]
    assert _said(timeless, _id("money", "010101-2024"), "requestedAmount") == ["7"]


def test_an_evaluation_has_ratings_an_office_and_its_way(timeless: Graph) -> None:
    evaluation = _id("evaluation", "0101-2025-self-s-a")
    names = ("evaluatorRole", "evaluatedOn", "workflowStatus", "returnReason", "progress")
    assert _said(timeless, evaluation, *names) == [
        *("課長", "2026-06-12", "workflow-status/returned", "数が合わない", "progress/delayed")
    ]
    rating = _id("rating", "0101-2025-self-s-a-fairness")
    assert set(timeless.objects(evaluation, URIRef(LM + "reviewRating"))) == {
        rating,
        _id("rating", "0101-2025-self-s-a-necessity"),
    }
    names = ("criterion", "rating", "reason")
    assert _said(timeless, rating, *names) == ["criterion/fairness", "rating/D", "Uneven", "偏る"]


def test_evaluations_answer_and_follow_each_other(timeless: Graph) -> None:
    summary = _id("evaluation", "0101-2025-lead-summary-d-a")
    assert _said(timeless, summary, "respondsTo") == [
        *("evaluation/small-0101-2025-peer-d-a", "evaluation/small-0101-2025-self-s-a")
    ]
    assert _said(timeless, summary, "answer", "reflectedAmount", "budgetDirection") == [
        *("直す", "-5", "budget-direction/decrease")
    ]
    own = _id("evaluation", "0101-2025-self-s-a")
    assert _said(timeless, own, "followsUp", "followUpState") == [
        *("evaluation/small-0101-2024-self-s-a", "follow-up/partly")
    ]


def test_a_priority_joins_measure_and_program_in_a_year(timeless: Graph) -> None:
    priority = _id("prioritization", "010101-2026")
    names = ("prioritizes", "prioritizedIn", "fiscalYear", "contribution", "directness", "focus")
    assert _said(timeless, priority, *names) == [
        *("program/small-010101", "measure/small-0101", "2026"),
        *("contribution/high", "directness/partly", "focus/second"),
    ]
    rank = timeless.value(priority, URIRef(LM + "rank"))
    assert rank == Literal("1", datatype=XSD.integer)
    assert (priority, RDFS.label, Literal("Priority of Drills, FY2026", lang="en")) in timeless


def test_an_indicator_says_how_it_came_about_and_has_parts(timeless: Graph) -> None:
    indicator = _id("indicator", "010101-01")
    names = ("cycle", "targetReason", "benchmark", "remark", "reportingUnit", "replacesIndicator")
    assert _said(timeless, indicator, *names, "comparableFrom") == [
        *("cycle/biennial", "わけ", "県平均 4", "備考", "unit/small-s-a"),
        *("indicator/small-010101-00", "2024"),
    ]
    part = _id("observation", "010101-01-2025-actual-old")
    assert _said(timeless, part, "ofIndicator", "value", "overlapping", "disaggregation") == [
        *("indicator/small-010101-01", "4", "true", "65 and older", "65歳以上")
    ]
    whole = _id("observation", "010101-01-2025-actual")
    assert _said(timeless, whole, "disaggregation") == []


def test_units_and_goals_have_their_days(timeless: Graph) -> None:
    unit, goal = _id("unit", "s-a"), _id("mission", "m")
    assert _said(timeless, unit, "validFrom") == ["2024-04-01"]
    assert (unit, DCTERMS.replaces, _id("unit", "s-old")) in timeless
    names = ("contributesTo", "dueOn", "midYearState", "goalResult", "resultText")
    assert _said(timeless, goal, *names) == [
        *("measure/small-0101", "program/small-010101", "vision/small-v"),
        *("2027-03-31", "中間", "goal-result/partly", "結果"),
    ]


def test_kaizen_and_work_are_dated_and_costed(timeless: Graph) -> None:
    practice, work = _id("kaizen", "001"), _id("work", "w1")
    names = ("number", "fiscalYear", "kaizenKind", "introductionCost", "contributesTo")
    assert _said(timeless, practice, *names) == [
        *("R7-01", "2025", "kaizen-kind/done", "1000"),
        *("measure/small-0101", "mission/small-m"),
    ]
    names = ("performedBy", "workKind", "hoursPerYear", "procedure", "workFor")
    assert _said(timeless, work, *names, "automationCandidate") == [
        *("unit/small-s-a", "work/routine", "120.5", "procedure/documented"),
        *("program/small-010101", "true"),
    ]
    cost = _id("staff-unit-cost", "2025")
    assert _said(timeless, cost, "fiscalYear", "yenPerFte", "staffCostOf") == [
        *("2025", "8000000", "unit/small-city")
    ]


#: What is spoilt (file, text, replacement) → the key path and reason that are told.
SPOILT = {
    "answers nothing": (
        (M, '"2025-peer-d-a", ', '"2025-peer-d-b", '),
        "measure.evaluation[2025].responds_to",
        "does not exist",
    ),
    "follows itself": (
        (M, 'follows_up = "2024-self-s-a"', 'follows_up = "2025-self-s-a"'),
        "measure.evaluation[2025].follows_up",
        "does not exist",
    ),
    "follows a later year": (
        (
            M,
            'year = 2024\nkind = "self"\nby = "s-a"\n',
            'year = 2024\nkind = "self"\nby = "s-a"\nfollows_up = "2025-peer-d-a"\n',
        ),
        "measure.evaluation[2024].follows_up",
        "earlier year",
    ),
    "a state of nothing": (
        (M, 'follows_up = "2024-self-s-a"\n', ""),
        "measure.evaluation[2025].follow_up",
        "missing",
    ),
    "rating of no criterion": (
        (M, 'necessity = "A"', 'need = "A"'),
        "measure.evaluation[2025].ratings.need",
        "unknown key",
    ),
    "rating beyond D": ((M, '"D"', '"E"'), "measure.evaluation[2025].ratings.fairness", "A, B"),
    "rank of none": ((M, "rank = 1", "rank = 0"), "measure.priority[2026].rank", "at least 1"),
    "priority of nothing": (
        (M, 'program = "010101"', 'program = "010109"'),
        "measure.priority[2026].program",
        "does not exist",
    ),
    "plan that is not there": (
        (M, 'in_plan = ["new"]', 'in_plan = ["newer"]'),
        "program[010101].in_plan",
        "does not exist",
    ),
    "reported by nobody": (
        (M, 'reporting_unit = "s-a"', 'reporting_unit = "s-z"'),
        "program[010101].element[p1].indicator[010101-01].reporting_unit",
        "does not exist",
    ),
    "replaces an unknown indicator": (
        (M, 'replaces_indicator = "010101-00"', 'replaces_indicator = "010101-99"'),
        "program[010101].element[p1].indicator[010101-01].replaces_indicator",
        "does not exist",
    ),
    "replaces itself": (
        (M, 'replaces_indicator = "010101-00"', 'replaces_indicator = "010101-01"'),
        "program[010101].element[p1].indicator[010101-01].replaces_indicator",
        "itself",
    ),
    "two parts of a key": (
        (
            M,
            "overlapping = true\n",
            "overlapping = true\n"
            '[[program.element.indicator.breakdown]]\nkey = "old"\nname = "別"\n',
        ),
        "program[010101].element[p1].indicator[010101-01].breakdown[old].key",
        "twice",
    ),
    "part of a year to come": (
        (M, "actual = { 2025 = 4 }", "actual = { 2027 = 4 }"),
        "program[010101].element[p1].indicator[010101-01].breakdown[old].actual.2027",
        "after the model's year",
    ),
    "supplementary words": (
        (M, "2025 = -700", '2025 = "減額"'),
        "program[010101].budget.supplementary",
        "must be a number",
    ),
    "ends before it begins": (
        (ORG, "valid_from = 2024-04-01", "valid_from = 2024-04-01\nvalid_to = 2023-03-31"),
        "unit[s-a].valid_to",
        "before",
    ),
    "goal of another kind": (
        (ORG, '"vision:v"', '"goal:v"'),
        "goal[m].contributes_to",
        "does not exist",
    ),
    "contributes to itself": (
        (ORG, '"vision:v"', '"mission:m"'),
        "goal[m].contributes_to",
        "itself",
    ),
    "contributes to a unit": (
        ("kaizen.toml", '"mission:m"', '"unit:s-a"'),
        "practice[001].contributes_to",
        "must be measure:id",
    ),
    "work of nobody": (
        ("work.toml", 'unit = "s-a"', 'unit = "s-z"'),
        "work[w1].unit",
        "does not exist",
    ),
    "work for nothing": (
        ("work.toml", 'programs = ["010101"]', 'programs = ["010109"]'),
        "work[w1].programs",
        "does not exist",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_each_slip_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    (file, old, new), path, reason = SPOILT[name]
    _, problems = check_folder(write_city(tmp_path, (file, old, new)))
    found = [p for p in problems if (p.file, p.path) == (file, path)]
    assert found, [p.line("en") for p in problems]
    assert any(reason in p.en for p in found), [p.en for p in found]
    assert all(p.ja and p.ja != p.en for p in found)


def test_days_of_other_kinds_are_told_not_compared(tmp_path: Path) -> None:
    odd = "valid_from = 2024-04-01T00:00:00Z\nvalid_to = 2024-03-31"
    _, problems = check_folder(write_city(tmp_path, (ORG, "valid_from = 2024-04-01", odd)))
    assert {p.path for p in problems} == {"unit[s-a].valid_from", "unit[s-a].valid_to"}
