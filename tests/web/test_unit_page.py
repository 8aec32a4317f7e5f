"""A unit's page: counts are those of its parts, lead and related are apart, pages have an end."""

from __future__ import annotations

import re

import pytest
from asking import BROWSER
from flask.testing import FlaskClient
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.vocabulary import LM
from michisuji.web.pages.unit.work import causes_of, evaluations_due, work_of
from quality_help import page_of

BASE = Settings().base_iri
CRIME = f"{BASE}/id/unit/mihon-s-crime"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_tiles_count_what_the_page_lists(
    asked: FlaskClient, saved: last_check.Saved, lang: str
) -> None:
    page = page_of(asked, "/doc/unit/mihon-s-crime", lang=lang)
    own = [c for c in saved.causes if c.context.unit == CRIME]
    numbers = [text for tag, text in page.texts if tag == "dd"]
    assert numbers[0] == "3", "programs"
    assert any(text.startswith(str(len(own))) for text in numbers), "findings"
    assert "安全" in page.text() or lang == "en"
    html = asked.get(f"/doc/unit/mihon-s-crime?lang={lang}", headers=BROWSER).text
    assert len(re.findall(r'class="show"', html)) >= min(len(own), 5)
    assert "/quality/report.xlsx?unit=id/unit/mihon-s-crime" in html


def test_a_department_holds_what_its_sections_lead(
    asked: FlaskClient, saved: last_check.Saved
) -> None:
    above = next(m.context.department for m in saved.members if m.context.unit == CRIME)
    assert above
    html = asked.get(above.removeprefix(BASE).replace("/id/", "/doc/"), headers=BROWSER).text
    assert "/doc/program/mihon-010301" in html, "of くらし安全課"
    assert "下の組織の分を含みます" in html


def test_what_is_led_is_not_told_as_related_too() -> None:
    def row(node: str, lead: bool) -> dict[str, object]:
        return {"node": node, "lead": lead, "class": LM + "Program", "planned": None, "year": 2026}

    found = work_of([row("a", True), row("b", False), row("a", False), row("a", True)])
    assert [r["node"] for r in found.led] == ["a"]
    assert [r["node"] for r in found.related] == ["b"]
    assert (found.programs, found.planned, found.years) == (1, None, [])


def test_the_download_holds_the_units_findings_alone(
    asked: FlaskClient, saved: last_check.Saved
) -> None:
    found = asked.get("/quality/report.json?unit=id/unit/mihon-s-crime")
    assert found.status_code == 200
    own = [f for f in saved.report.findings if f.context.unit == CRIME]
    assert own
    assert {f["focus_node"] for f in found.json["findings"]} == {f.focus_node for f in own}
    gone = asked.get("/quality/report.json?unit=id/unit/nobody")
    assert gone.status_code == 404


def test_evaluations_due_are_findings_about_evaluations(saved: last_check.Saved) -> None:
    due = evaluations_due(saved.causes)
    assert due
    assert all(any(f.rule.startswith("EVAL-") for f in cause.findings) for cause in due)
    assert causes_of(None, [CRIME]) == []


def test_a_page_beyond_the_last_is_not_there(asked: FlaskClient) -> None:
    assert asked.get("/doc/unit/mihon-s-crime?page=2", headers=BROWSER).status_code == 404
    assert asked.get("/doc/unit/mihon-s-crime?page=x", headers=BROWSER).status_code == 400
