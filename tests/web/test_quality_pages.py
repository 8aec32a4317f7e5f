"""The quality pages: the dashboard, and the causes narrowed and in pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from asking import BASE, BROWSER, Page
from flask.testing import FlaskClient
from michisuji import moments
from michisuji.moments import told_day
from michisuji.quality.history import last_check
from michisuji.quality.reading.causes import Cause
from michisuji.store.memory import MemoryStore
from quality_help import HEALTH, a_break, app_with, page_of


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_headline_counts_what_the_check_found(
    asked: FlaskClient, saved: last_check.Saved, lang: str
) -> None:
    page = page_of(asked, "/quality", lang=lang)
    counts = [len(found) for found in saved.report.by_severity().values()]
    shown = [int(t.replace(",", "")) for tag, t in page.texts if tag == "dd" and t[0].isdigit()]
    assert shown[:5] == [*counts, len(saved.causes), len(saved.report.waived)]
    assert {"ja": "自治体", "en": "Municipality"}[lang] in page.text()
    assert moments.told(saved.at, moments.zone(), lang) in page.text("time")


def test_each_department_leads_to_its_part(asked: FlaskClient, saved: last_check.Saved) -> None:
    hrefs = {a.get("href", "") for a in page_of(asked, "/quality").all("a")}
    known = {m.context.department for m in saved.members} - {None}
    wanted = {f"/quality?department={d.removeprefix(BASE + '/')}" for d in known if d}
    assert wanted <= {unquote(href) for href in hrefs}
    page = page_of(asked, "/quality", department=HEALTH)
    assert "健康福祉部" in page.text("h1")
    own = [m for m in saved.members if m.context.department == f"{BASE}/{HEALTH}"]
    programs = {m.iri.removeprefix(BASE + "/id") for m in own if m.kind == "program"}
    hrefs = {a.get("href", "").partition("#")[0].partition("?")[0] for a in page.all("a")}
    assert {"/doc" + program for program in programs} <= hrefs


def test_what_changed_since_the_check_before(asked: FlaskClient) -> None:
    text = page_of(asked, "/quality").text()
    assert "新しい指摘が1件、直ったものが1件" in text
    assert "済み" in text


def test_waivers_tell_reason_role_and_end(asked: FlaskClient, saved: last_check.Saved) -> None:
    page = page_of(asked, "/quality")
    waivers = {f.waiver.iri: f.waiver for f in saved.report.findings if f.waiver}
    assert {w.expired for w in waivers.values()} == {True, False}
    for waiver in waivers.values():
        for told in (waiver.reason["ja"], waiver.role["ja"], told_day(waiver.expires, "ja")):
            assert told in page.text()
    assert "期限切れ" in page.text("span")
    assert "有効" in page.text("span")


def test_a_waiver_that_ends_soon_is_told(
    sample_store: MemoryStore, tmp_path: Path, saved: last_check.Saved
) -> None:
    waived = next(f for f in saved.report.findings if f.waived)
    assert waived.waiver
    soon = replace(waived.waiver, expires=date.today() + timedelta(days=5))
    one = replace(waived, waiver=soon, waived_until=soon.expires)
    client = app_with(sample_store, tmp_path, replace(saved.report, findings=(one,)))
    page = page_of(client, "/quality")
    assert "まもなく期限" in page.text("span")
    assert "違反はありません" in page.text("p")


def test_causes_come_in_pages_each_once(asked: FlaskClient, saved: last_check.Saved) -> None:
    ids: list[str] = []
    number = 1
    while True:
        found = asked.get(f"/quality/causes?page={number}", headers=BROWSER)
        if found.status_code == 404:
            break
        items = [i["id"] for i in Page(found.text).all("li") if i.get("id", "")[:6] == "cause-"]
        assert 0 < len(items) <= 20
        ids += items
        number += 1
    assert ids == [f"cause-{cause.id}" for cause in saved.causes]


@pytest.mark.parametrize("name", ["department", "unit", "measure", "program", "rule", "severity"])
def test_causes_are_narrowed(asked: FlaskClient, saved: last_check.Saved, name: str) -> None:
    cause = a_break(saved)
    value = {"rule": cause.root.rule, "severity": "violation"}.get(name) or str(
        getattr(cause.context, name)
    )

    def meets(other: Cause) -> bool:
        if name == "rule":
            return any(f.rule == value for f in other.findings)
        return (other.severity if name == "severity" else getattr(other.context, name)) == value

    wanted = [c.id for c in saved.causes if meets(c)]
    for given in (value, value.removeprefix(BASE + "/")):
        page = page_of(asked, "/quality/causes", **{name: given})
        shown = [i["id"][6:] for i in page.all("li") if i.get("id", "").startswith("cause-")]
        assert shown == wanted[:20]
        assert 0 < len(wanted) < len(saved.causes)
    both = page_of(asked, "/quality/causes", **{name: value, "rule": "CHAIN-10"})
    assert "絞り込みをやめる" in both.text("a")


def test_a_cause_tells_what_where_and_how_to_mend(
    asked: FlaskClient, saved: last_check.Saved
) -> None:
    cause = next(c for c in saved.causes if c.symptoms and c.hanging and c.root.place)
    page = page_of(asked, "/quality/causes", program=str(cause.context.program))
    text = page.text()
    assert cause.root.place
    assert cause.root.message["ja"] in text
    assert cause.root.remedy["ja"] in text
    assert f"行{cause.root.place.row}" in text
    assert cause.symptoms[0].message["ja"] in text
    assert f"break={cause.id}#break" in " ".join(a.get("href", "") for a in page.all("a"))


def test_old_addresses_lead_on(asked: FlaskClient) -> None:
    found = asked.get("/checks?rule=CHAIN-03&lang=en", headers=BROWSER)
    assert found.status_code == 301
    assert found.headers["Location"] == "/quality?rule=CHAIN-03&lang=en"
    on = asked.get(found.headers["Location"], headers=BROWSER)
    assert on.status_code == 302
    assert on.headers["Location"] == "/quality/causes?rule=CHAIN-03&lang=en"
    assert asked.get("/checks", headers=BROWSER).headers["Location"] == "/quality"
