"""Releases in the browser: chosen, looked at, made, shown to readers, and taken back."""

from __future__ import annotations

import re

import pytest

from tests.web.workflow.conftest import PROGRAM, CityHall

PART = f"{PROGRAM} 2026"


def release(hall: CityHall, reason: str = "決裁1号") -> str:
    """Release the program, and return the address of the record."""
    done = hall["planner"].post("/drafts/release", {"part": PART, "reason": reason})
    assert done.status_code == 303, done.text
    return done.headers["Location"].partition("?")[0]


def readers(hall: CityHall) -> str:
    hall.app.extensions["michisuji"].forget()  # the mark of the data is kept for a second
    return hall.app.test_client().get("/doc/program/t-1", headers={"Accept": "text/html"}).text


def test_a_release_is_seen_made_and_taken_back(hall: CityHall) -> None:
    hall.edit("決裁した名")
    hall.edit("カナリア", "program/t-2")
    hall.approve()
    listed = hall["planner"].get("/drafts/release").text
    assert "決裁した名" in listed
    assert "カナリア" not in listed, "it is not approved"
    seen = hall["planner"].post("/drafts/release/preview", {"part": PART}).text
    assert "事業1" in seen
    assert "決裁した名" in seen
    assert "カナリア" not in seen
    assert "決裁した名" not in readers(hall)
    made = release(hall)
    assert "決裁した名" in readers(hall)
    assert "カナリア" not in readers(hall)
    record = hall["planner"].get(made).text
    assert "決裁1号" in record
    assert "決裁した名" in record
    assert "事業1" in record, "what stood before"
    assert "公開済み" in hall.part("editor")
    assert "決裁1号" not in readers(hall)
    back = hall["planner"].post(f"{made}/take-back", {"reason": "誤り"})
    assert back.status_code == 303
    assert "決裁した名" not in readers(hall)
    assert "承認済み" in hall.part("editor")
    assert "この公開は取り消されました" in hall["planner"].get(made).text


def test_a_later_release_of_the_same_is_named(hall: CityHall) -> None:
    hall.edit("一回目")
    hall.approve()
    first = release(hall)
    hall.edit("二回目")
    hall.approve()
    second = release(hall, "決裁2号")
    page = hall["planner"].get(first).text
    assert "後の公開が同じところを変えている" in page
    assert second.rpartition("/")[2] in page
    assert f"{first}/take-back" not in page
    told = hall["planner"].post(f"{first}/take-back", {"reason": "誤り"})
    assert told.status_code == 403
    assert "先にそちらを取り消してください" in told.text
    assert "二回目" in readers(hall)


def test_what_is_not_approved_is_not_released(hall: CityHall) -> None:
    hall.edit("カナリア")
    seen = hall["planner"].post("/drafts/release/preview", {"part": PART})
    assert "承認されていません" in seen.text
    assert 'name="reason"' not in seen.text
    told = hall["planner"].post("/drafts/release", {"part": PART, "reason": "公開"})
    assert told.status_code == 403
    assert "カナリア" not in readers(hall)


def test_a_release_without_a_reason_or_parts_is_told(hall: CityHall) -> None:
    hall.approve()
    told = hall["planner"].post("/drafts/release", {"part": PART, "reason": " "})
    assert told.status_code == 400
    assert "理由を" in told.text
    none = hall["planner"].post("/drafts/release/preview", {})
    assert none.status_code == 400
    assert hall["planner"].get("/drafts/release/nothing").status_code == 404
    assert hall["planner"].get("/drafts/release/%3Cx%3E").status_code == 404


@pytest.mark.parametrize("who", ["editor", "head", "director", "reader"])
def test_planners_alone_release(hall: CityHall, who: str) -> None:
    hall.approve()
    assert hall[who].get("/drafts/release").status_code == 403
    for path in ("release", "release/preview", "release/x/take-back"):
        sent = {"part": PART, "reason": "公開"}
        assert hall[who].post(f"/drafts/{path}", sent).status_code == 403, path


def test_another_resource_is_added_by_its_page(hall: CityHall) -> None:
    hall.edit("新しい使命", "goal/t-g1")
    page = hall["planner"].get("/drafts/doc/goal/t-g1").text
    link = re.search(r'href="([^"]*release\?part=[^"]*)"', page)
    assert link
    assert "新しい使命" in hall["planner"].get(link[1].replace("&amp;", "&")).text
