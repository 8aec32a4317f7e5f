"""Reports that tests of formats share: with waivers, contexts, causes, paths and odd texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from michisuji.quality.report import Context, Finding, Place, Problem, Report, Waiver

BASE = "http://127.0.0.1:8000"
SH = "http://www.w3.org/ns/shacl#"
RULE = "https://w3id.org/michisuji/rule/"
LM = "https://w3id.org/michisuji/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"

HEALTH = Context(
    dataset="t",
    year=2026,
    program=f"{BASE}/id/program/t-1",
    program_label={"ja": "見守り事業", "en": "Watching over"},
    measure=f"{BASE}/id/measure/t-03",
    measure_label={"ja": "高齢者福祉", "en": "Elderly welfare"},
    unit=f"{BASE}/id/unit/t-elder",
    unit_label={"ja": "高齢者支援課", "en": "Elderly Support"},
    department=f"{BASE}/id/unit/t-health",
    department_label={"ja": "健康福祉部", "en": "Health and Welfare"},
)
CIVIL = replace(
    HEALTH,
    program=f"{BASE}/id/program/t-2",
    program_label={"ja": "道路事業", "en": "Roads"},
    department=f"{BASE}/id/unit/t-civil",
    department_label={"ja": "土木部", "en": "Civil Works"},
    unit=None,
    unit_label={},
)
WAIVER = Waiver(
    iri=f"{BASE}/id/waiver/t-1",
    reason={"ja": "来年度に調査する", "en": "To be surveyed next year"},
    role={"ja": "健康福祉部長", "en": "Director of Health and Welfare"},
    expires=date(2027, 3, 31),
)
EXPIRED = replace(WAIVER, iri=f"{BASE}/id/waiver/t-2", expires=date(2026, 3, 31), expired=True)


@dataclass(frozen=True)
class Group:
    """A cause, as formats read it."""

    id: str
    root: Finding
    symptoms: tuple[Finding, ...] = ()
    hanging: int = 0


def finding(number: int = 1, **changes: object) -> Finding:
    """A violation of CHAIN-03 about element ``number``; ``changes`` replace its fields."""
    made = Finding(
        rule="CHAIN-03",
        severity="violation",
        focus_node=f"{BASE}/id/activity/t-1-{number}",
        message={"ja": f"活動{number}が行き止まりです", "en": f"Activity {number} is a dead end"},
        remedy={"ja": "つながりを引いてください", "en": "Link it"},
        component=SH + "SPARQLConstraintComponent",
        source_shape=RULE + "CHAIN-03",
        constraint=RULE + "CHAIN-03-activity",
        focus_label=f"活動{number}",
        program=HEALTH.program,
        program_label="見守り事業",
        place=Place("3-2.csv", 10 + number),
        context=HEALTH,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


PLAIN = finding(1)
BY_PATH = finding(
    2,
    rule="CHAIN-10",
    severity="info",
    component=SH + "MinCountConstraintComponent",
    source_shape=RULE + "CHAIN-10-confidence",
    constraint=None,
    path=LM + "confidence",
)
BY_LONG_PATH = finding(
    3,
    rule="CHAIN-12",
    source_shape=RULE + "CHAIN-12-program",
    component=SH + "MinCountConstraintComponent",
    constraint=None,
    path=f"^<{LM}modelOf>/^<{LM}inModel>/^<{LM}leadsTo>",
    program=None,
    program_label=None,
    context=Context(),
    place=None,
)
WITH_IRI = finding(4, value=f"{BASE}/id/outcome/t-1-9", value_is_iri=True, severity="warning")
WITH_NUMBER = finding(5, value="1.50", value_n3=f'"1.50"^^<{XSD}decimal>', severity="warning")
WITH_TEXT = finding(6, value='件"数"\n', value_n3='"件\\"数\\"\\n"@ja', context=CIVIL,
                    program=CIVIL.program, program_label="道路事業")  # fmt: skip
WAIVED = finding(7, waiver=WAIVER, waived_until=WAIVER.expires)
LAPSED = finding(8, waiver=EXPIRED)

FINDINGS = (PLAIN, LAPSED, WITH_TEXT, WAIVED, BY_LONG_PATH, WITH_IRI, WITH_NUMBER, BY_PATH)
REPORT = Report(
    "municipal",
    FINDINGS,
    focus_nodes=40,
    checked={"CHAIN-03": 20, "CHAIN-10": 10, "CHAIN-12": 4, "CHAIN-01": 6},
    notes=(Problem({"ja": "免除に期限がありません", "en": "A waiver has no expiry"}),),
)
CAUSES = (
    Group("c" * 16, PLAIN, (WITH_IRI, BY_PATH), hanging=4),
    *(Group(f"{n:016x}", f) for n, f in enumerate(REPORT.active)
      if f not in (PLAIN, WITH_IRI, BY_PATH)),
)  # fmt: skip


def many(count: int) -> Report:
    """A report of ``count`` findings in 30 departments."""
    contexts = [
        replace(
            HEALTH,
            department=f"{BASE}/id/unit/d-{n}",
            department_label={"ja": f"第{n}部", "en": f"Department {n}"},
        )
        for n in range(30)
    ]
    made = tuple(
        finding(n, context=contexts[n % 30], program=f"{BASE}/id/program/p-{n // 20}")
        for n in range(count)
    )
    return Report("municipal", made, focus_nodes=count, checked={"CHAIN-03": count})
