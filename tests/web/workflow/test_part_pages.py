"""The page of a part, its buttons, and one's own work, as persons of a city hall see them."""

from __future__ import annotations

import pytest

from tests.editing.drafted import ID
from tests.staff import StaffBrowser
from tests.web.workflow.conftest import PROGRAM, CityHall


def work(hall: CityHall, who: str) -> str:
    found = hall[who].get("/drafts/my-work")
    assert found.status_code == 200
    return found.text


def test_a_part_goes_its_way_by_the_buttons(hall: CityHall) -> None:
    hall.edit("新しい事業の名")
    page = hall.part("editor")
    assert "事業1" in page
    assert "新しい事業の名" in page, "what differs from the public data, value by value"
    assert hall.move("editor", "submit").headers["Location"].endswith("done=submit")
    assert "新しい事業の名" in work(hall, "head")
    returned = hall.move("head", "return", "目標が空です")
    assert returned.status_code == 303
    mine = work(hall, "editor")
    assert "目標が空です" in mine
    assert "head" in mine, "who returned it"
    assert "目標が空です" not in work(hall, "other")
    hall.approve()
    page = hall.part("editor")
    assert "承認済み" in page
    assert page.count("提出済み") >= 2, "each move is in the history"
    assert "目標が空です" in page
    assert "新しい事業の名" in work(hall, "planner")


def test_the_bar_of_a_page_offers_what_the_person_may_do(hall: CityHall) -> None:
    page = "/drafts/doc/activity/t-1-a"
    for who, offered in {
        "editor": {"submit"},
        "planner": {"submit"},
        "other": set(),
        "head": set(),
        "reader": set(),
    }.items():
        text = hall[who].get(page).text
        found = {a for a in ("submit", "withdraw", "confirm", "approve") if f'value="{a}"' in text}
        assert found == offered, who
        assert "下書き" in text
    hall.move("editor", "submit")
    assert 'value="confirm"' in hall["head"].get(page).text
    assert "#decide" in hall["head"].get(page).text
    assert 'value="withdraw"' in hall["editor"].get(page).text
    assert "workflow" not in hall["planner"].get("/drafts/doc/goal/t-g1").text
    assert "release?part=" in hall["planner"].get("/drafts/doc/goal/t-g1").text


def test_the_bar_offers_no_edit_that_would_be_refused(hall: CityHall) -> None:
    page = "/drafts/doc/activity/t-1-a"

    def offers(who: str) -> bool:
        text = hall[who].get(page).text
        links = {a for a in ("/drafts/edit?", "/drafts/delete?", "/drafts/diagram?") if a in text}
        assert len(links) in (0, 3), links
        return bool(links)

    assert [who for who in ("editor", "planner", "other", "head", "reader") if offers(who)] == [
        "editor",
        "planner",
    ]
    hall.move("editor", "submit")
    assert not offers("editor")
    assert offers("planner")


@pytest.mark.parametrize("who", ["reader", "other", "head", "director"])
def test_who_may_not_submit_is_refused_and_nothing_changes(hall: CityHall, who: str) -> None:
    assert hall.move(who, "submit").status_code == 403
    assert "まだ提出されていません" in hall.part("editor")


def test_a_return_without_a_reason_is_told_on_the_page(hall: CityHall) -> None:
    hall.move("editor", "submit")
    told = hall.move("head", "return", " ")
    assert told.status_code == 400
    assert "差し戻す理由" in told.text
    assert 'role="alert"' in told.text
    assert 'name="seen"' in told.text, "the form is there once more"


def test_what_has_moved_meanwhile_is_seen_again(hall: CityHall) -> None:
    hall.move("editor", "submit")
    told = hall.move("head", "confirm", seen="")
    assert told.status_code == 409
    assert "ほかの人が" in told.text
    assert hall.move("head", "confirm").status_code == 303


@pytest.mark.parametrize("action", ["", "release", "edit", "<script>", "SUBMIT"])
def test_odd_moves(hall: CityHall, action: str) -> None:
    told = hall.move("planner", action)
    assert told.status_code in (400, 409)
    assert "<script>" not in told.text.replace('<script src="', "")


def test_odd_parts(hall: CityHall) -> None:
    get = hall["planner"].get
    assert get("/drafts/part").status_code == 404
    assert get("/drafts/part?iri=%3C%3E").status_code in (400, 404)
    assert get("/drafts/part", query_string={"iri": PROGRAM, "year": "x"}).status_code == 400
    assert "企画担当が選んで" in hall.part("planner", f"{ID}goal/t-g1")


def test_a_form_of_another_site_moves_nothing(hall: CityHall) -> None:
    sent = {"iri": PROGRAM, "action": "submit", "reason": "見た", "csrf_token": "x"}
    assert hall["editor"].client.post("/drafts/part", data=sent).status_code == 403
    assert "まだ提出されていません" in hall.part("editor")


def test_my_work_tells_empty_states_and_what_nobody_has_begun(hall: CityHall) -> None:
    text = work(hall, "editor")
    for told in ("差し戻されたものはありません", "書きかけのものはありません", "事業1"):
        assert told in text
    assert "事業2" not in text, "another section's"
    assert "待っているものはありません" in work(hall, "head")
    hall.move("editor", "submit")
    assert "すべて手が付いています" in work(hall, "editor")
    assert "公開を待っているものはありません" in work(hall, "planner")
    assert "することはありません" in work(hall, "reader")


def test_the_first_page_after_sign_in_is_ones_own_work(hall: CityHall) -> None:
    browser = StaffBrowser(hall.app)
    assert hall["editor"]
    for words in ({}, {"next": "/drafts/"}, {"next": "https://elsewhere.example/"}):
        found = browser.sign_in("editor", **words)
        assert found.headers["Location"] == "/drafts/my-work"
    assert browser.sign_in("editor", next="/drafts/plan").headers["Location"] == "/drafts/plan"


def test_scripts_in_reasons_stay_text(hall: CityHall) -> None:
    hall.move("editor", "submit", "<script>alert(1)</script>")
    hall.move("head", "return", "<img src=x onerror=alert(1)>")
    for page in (hall.part("editor"), work(hall, "editor")):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;img" in page
