"""The quality pages: dashboard, causes, downloads, and a program's page with a break shown."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from asking import BASE, BROWSER, PROBLEM_FIELDS, PROGRAM, Page
from flask import Flask
from flask.testing import FlaskClient
from michisuji.quality import history
from michisuji.quality.causes import Cause
from michisuji.quality.command import check_store
from michisuji.quality.report import Context, Problem, Report
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.quality.views import keep_ready
from openpyxl import load_workbook

EARLIER = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
HEALTH = "id/unit/mihon-d-health"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quality")


@pytest.fixture(scope="module")
def saved(sample_store: MemoryStore, home: Path) -> history.Saved:
    """The sample city checked twice: one finding is new, one of the first check is mended."""
    settings = Settings(home=home)
    report = check_store(sample_store, settings, today=date(2026, 11, 1))
    gone = replace(
        report.active[0], focus_node=f"{BASE}/id/activity/mihon-gone", focus_label="済み"
    )
    before = replace(report, findings=(gone, *report.findings[1:]))
    history.save(before, settings, now=EARLIER)
    return history.keep(report, sample_store, settings)


@pytest.fixture(scope="module")
def checked(sample_store: MemoryStore, home: Path, saved: history.Saved) -> Flask:
    assert saved.causes
    return create_app(Settings(home=home), sample_store)


@pytest.fixture
def asked(checked: Flask) -> FlaskClient:
    return checked.test_client()


def page_of(client: FlaskClient, path: str, **arguments: str) -> Page:
    found = client.get(path, headers=BROWSER, query_string=arguments or None)
    assert found.status_code == 200, path
    page = Page(found.text)
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids)), (path, "ids are unique")
    return page


def app_with(store: MemoryStore, home: Path, report: Report, **more: object) -> FlaskClient:
    settings = Settings(home=home)
    history.save(report, settings, **more)  # type: ignore[arg-type]
    return create_app(settings, store).test_client()


def a_break(saved: history.Saved, kind: str = "") -> Cause:
    """A violation in a program, of a focus node of some kind."""
    return next(
        c
        for c in saved.causes
        if c.severity == "violation"
        and "/program/" in (c.context.program or "")
        and f"/{kind}" in c.root.focus_node
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_headline_counts_what_the_check_found(
    asked: FlaskClient, saved: history.Saved, lang: str
) -> None:
    page = page_of(asked, "/quality", lang=lang)
    counts = [len(found) for found in saved.report.by_severity().values()]
    shown = [int(t.replace(",", "")) for tag, t in page.texts if tag == "dd" and t[0].isdigit()]
    assert shown[:5] == [*counts, len(saved.causes), len(saved.report.waived)]
    assert {"ja": "自治体", "en": "Municipality"}[lang] in page.text()
    assert saved.at.astimezone().strftime("%Y-%m-%d %H:%M") in page.text("time")


def test_each_department_leads_to_its_part(asked: FlaskClient, saved: history.Saved) -> None:
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


def test_waivers_tell_reason_role_and_end(asked: FlaskClient, saved: history.Saved) -> None:
    page = page_of(asked, "/quality")
    waivers = {f.waiver.iri: f.waiver for f in saved.report.findings if f.waiver}
    assert {w.expired for w in waivers.values()} == {True, False}
    for waiver in waivers.values():
        for told in (waiver.reason["ja"], waiver.role["ja"], waiver.expires.isoformat()):
            assert told in page.text()
    assert "期限切れ" in page.text("span")
    assert "有効" in page.text("span")


def test_a_waiver_that_ends_soon_is_told(
    sample_store: MemoryStore, tmp_path: Path, saved: history.Saved
) -> None:
    waived = next(f for f in saved.report.findings if f.waived)
    assert waived.waiver
    soon = replace(waived.waiver, expires=date.today() + timedelta(days=5))
    one = replace(waived, waiver=soon, waived_until=soon.expires)
    client = app_with(sample_store, tmp_path, replace(saved.report, findings=(one,)))
    page = page_of(client, "/quality")
    assert "まもなく期限" in page.text("span")
    assert "違反はありません" in page.text("p")


def test_causes_come_in_pages_each_once(asked: FlaskClient, saved: history.Saved) -> None:
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
def test_causes_are_narrowed(asked: FlaskClient, saved: history.Saved, name: str) -> None:
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


def test_a_cause_tells_what_where_and_how_to_mend(asked: FlaskClient, saved: history.Saved) -> None:
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


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/quality?department=id/unit/none", 404),
        ("/quality/causes?rule=NONE-01", 404),
        ("/quality/causes?severity=awful", 404),
        ("/quality/causes?year=0", 404),
        ("/quality/causes?page=abc", 400),
        ("/quality/causes?page=0", 400),
        ("/quality/causes?page=٣", 400),
        ("/quality/causes?page=99999", 404),
        ("/quality/report.exe", 404),
        ("/quality/report.csv?department=id/unit/none", 404),
    ],
)
def test_wrong_input_is_told(asked: FlaskClient, address: str, status: int) -> None:
    found = asked.get(address, headers=PROGRAM)
    assert found.status_code == status
    assert found.mimetype == "application/problem+json"
    assert found.get_json().keys() >= PROBLEM_FIELDS
    page = asked.get(address, headers=BROWSER)
    assert page.status_code == status
    assert Page(page.text).text("h1")


def test_a_known_rule_without_findings_gives_an_empty_list(
    asked: FlaskClient, saved: history.Saved
) -> None:
    from michisuji.quality.rules import catalogue

    idle = next(r for r in catalogue() if not any(f.rule == r for f in saved.report.active))
    assert "あてはまる原因はありません" in page_of(asked, "/quality/causes", rule=idle).text("p")


@pytest.mark.parametrize("ending", ["xlsx", "csv", "sarif", "xml", "json", "ttl", "dqv.ttl"])
def test_a_download_of_the_whole(asked: FlaskClient, saved: history.Saved, ending: str) -> None:
    from michisuji.quality.formats import FORMATS
    from michisuji.web.quality.links import endings

    found = asked.get(f"/quality/report.{ending}")
    assert found.status_code == 200
    assert found.content_type == FORMATS[endings()[ending]].media_type
    name = found.headers["Content-Disposition"]
    assert re.search(rf'^attachment; filename="[\x20-\x7e]+\.{re.escape(ending)}"', name)
    assert unquote(name.rpartition("''")[2]).startswith("点検結果")
    again = asked.get(f"/quality/report.{ending}", headers={"If-None-Match": found.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    english = asked.get(f"/quality/report.{ending}?lang=en")
    assert english.headers["ETag"] != found.headers["ETag"]
    assert english.headers["Content-Language"] == "en"


def test_a_download_of_one_department(asked: FlaskClient, saved: history.Saved) -> None:
    own = [f for f in saved.report.findings if f.context.department == f"{BASE}/{HEALTH}"]
    found = asked.get(f"/quality/report.csv?department={HEALTH}")
    assert len(list(csv.reader(io.StringIO(found.text)))) == len(own) + 1
    assert "健康福祉部" in unquote(found.headers["Content-Disposition"])
    book = load_workbook(io.BytesIO(asked.get(f"/quality/report.xlsx?department={HEALTH}").data))
    assert not [name for name in book.sheetnames if "教育" in name]


def test_a_program_shows_the_break_that_one_came_for(
    asked: FlaskClient, saved: history.Saved
) -> None:
    cause = a_break(saved, "output/")
    path = "/doc" + str(cause.context.program).removeprefix(BASE + "/id")
    page = page_of(asked, path, **{"break": cause.id})
    marked = [attrs for _, attrs in page.elements if attrs.get("id") == "break"]
    assert len(marked) == 1
    assert marked[0]["href"] == "/doc" + cause.root.focus_node.removeprefix(BASE + "/id")
    assert "▼ ここ" in page.text("text")
    assert "いま見ている途切れ" in page.text("strong")
    plain = page_of(asked, path)
    assert "▼ ここ" not in plain.text("text")
    assert f"{path}?break={cause.id}#break" in {a.get("href") for a in plain.all("a")}


def test_a_program_lists_causes_and_folds_symptoms(
    asked: FlaskClient, saved: history.Saved
) -> None:
    cause = next(c for c in saved.causes if c.severity == "violation" and len(c.symptoms) > 1)
    path = "/doc" + str(cause.context.program).removeprefix(BASE + "/id")
    page = page_of(asked, path)
    told = [t for tag, t in page.texts if tag == "p" and t == cause.root.message["ja"]]
    assert len(told) == 1
    assert any("ここから生じている指摘" in t for tag, t in page.texts if tag == "summary")


@pytest.mark.parametrize("asked_for", ["0000000000000000", "x" * 5000, "<script>alert(1)</script>"])
def test_a_break_that_is_no_more_is_told(asked: FlaskClient, asked_for: str) -> None:
    page = page_of(asked, "/doc/program/mihon-010101", **{"break": asked_for})
    assert "いまのデータには見つかりません" in page.text("p")
    assert not [text for tag, text in page.texts if tag == "script" and "alert" in text]


def test_a_measure_shows_its_breaks(asked: FlaskClient, saved: history.Saved) -> None:
    found = [c for c in saved.causes if "/measure/" in (c.context.program or "")]
    for measure in ("mihon-0101", "mihon-0302"):
        iri = f"{BASE}/id/measure/{measure}"
        own = [c for c in found if c.context.program == iri]
        text = page_of(asked, f"/doc/measure/{measure}").text()
        worst = [c for c in own if c.severity == "violation"]
        assert ("途切れはありません" in text) == (not worst)
        assert all(cause.root.message["ja"] in text for cause in own)


def test_nothing_checked_yet(sample_store: MemoryStore, tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path), sample_store).test_client()
    for path in ("/quality", "/quality/causes", "/quality?lang=en"):
        assert "michisuji check" in page_of(client, path).text("code")
    assert "まだ点検していません" in page_of(client, "/rules/CHAIN-03").text("dd")
    assert client.get("/quality/report.csv").status_code == 404


def test_a_check_without_findings_or_departments(
    sample_store: MemoryStore, tmp_path: Path, saved: history.Saved
) -> None:
    client = app_with(sample_store, tmp_path, Report("municipal", (), 12))
    page = page_of(client, "/quality")
    assert "違反はありません" in page.text("p")
    assert "部局の記載がない" in page.text("p")
    assert "指摘はありません" in page_of(client, "/quality/causes").text("p")
    some = replace(saved.report.active[0], context=Context())
    client = app_with(sample_store, tmp_path, Report("municipal", (some,), 12))
    assert page_of(client, "/quality").text("h1")


def test_what_could_not_be_checked_is_told(sample_store: MemoryStore, tmp_path: Path) -> None:
    why = Problem({"ja": "読めない<b>", "en": "unreadable <b>"})
    client = app_with(sample_store, tmp_path, Report("municipal", (), 3, (why,), notes=(why,)))
    page = page_of(client, "/quality")
    assert "点検できなかったものがあります(1件)" in page.text("p")
    assert "読めない<b>" in page.text("li")
    assert "違反はありません" not in page.text("p")


def test_a_new_check_is_shown_at_once(
    sample_store: MemoryStore, tmp_path: Path, saved: history.Saved
) -> None:
    settings = Settings(home=tmp_path)
    history.save(Report("municipal", (), 12), settings)
    client = create_app(settings, sample_store).test_client()
    assert "違反はありません" in page_of(client, "/quality").text("p")
    before = client.get("/quality/report.json").headers["ETag"]
    history.save(saved.report, settings, causes=saved.causes, members=saved.members)
    assert "違反はありません" not in page_of(client, "/quality").text("p")
    assert client.get("/quality/report.json").headers["ETag"] != before


def test_a_check_is_made_ready_before_anyone_asks(checked: Flask, saved: history.Saved) -> None:
    checked.extensions["michisuji"].cache.clear()
    stop = keep_ready(checked, every_s=0.01)
    try:
        for _ in range(500):
            if "quality" in checked.extensions["michisuji"].cache:
                break
            time.sleep(0.01)
        _, view = checked.extensions["michisuji"].cache["quality"]
        assert view.saved.at == saved.at
    finally:
        stop.set()
