"""What the editor of a logic model does not take: collisions, other people's models, odd forms."""

from __future__ import annotations

import pytest
from michisuji.accounts import Grant, Role

from tests.web.diagram.pressing import BASE, CityHall, Clerk, id_of

NOW = "mihon/2026"
P1 = id_of("output/mihon-010101-p1")
S1, S2 = id_of("outcome/mihon-010101-s1"), id_of("outcome/mihon-010101-s2")
TOWN = id_of("town-condition/mihon-0101-t1")


def test_others_changes_elsewhere_are_merged(hall: CityHall, clerk: Clerk) -> None:
    other = hall.clerk("other")
    clerk.press(f"move:{S2} long")
    other.press(f"choose:{P1}")
    other.press("apply", ja="ほかの人の名前")
    assert other.save().status_code == 303
    assert clerk.save().status_code == 303
    lines = clerk.lines()
    assert f'{NOW} output/mihon-010101-p1 label "ほかの人の名前"@ja' in lines
    stage = "https://w3id.org/michisuji/code/stage/long"
    assert f"{NOW} outcome/mihon-010101-s2 stage {stage}" in lines


def test_a_collision_keeps_the_steps_and_shows_what_others_did(
    hall: CityHall, clerk: Clerk
) -> None:
    other = hall.clerk("other")
    clerk.press(f"choose:{P1}")
    clerk.press("apply", ja="私の名前")
    clerk.press(f"join:{P1} {S2}")
    other.press(f"choose:{P1}")
    other.press("apply", ja="ほかの人の名前")
    assert other.save().status_code == 303
    mine, lines = clerk.steps, clerk.lines()
    refused = clerk.save("私の理由")
    assert refused.status_code == 409
    assert "ほかの人がこのモデルを変えました" in refused.text
    assert "ほかの人の名前" in refused.text
    assert "私の理由" in refused.text
    assert clerk.steps == mine
    assert clerk.lines() == lines
    assert clerk.save("見たうえで").status_code == 303
    assert f'{NOW} output/mihon-010101-p1 label "私の名前"@ja' in clerk.lines()


def test_a_step_on_what_others_deleted_is_set_aside_with_its_words(
    hall: CityHall, clerk: Clerk
) -> None:
    other = hall.clerk("other")
    clerk.press(f"choose:{P1}")
    clerk.press("apply", ja="私の長い名前")
    clerk.press(f"move:{S2} long")
    other.press(f"delete:{P1}")
    assert other.save().status_code == 303
    refused = clerk.save()
    assert refused.status_code == 409
    assert "当てはまらなくなった手順" in refused.text
    assert [step["do"] for step in clerk.steps] == ["move"]
    assert "私の長い名前" in clerk.session
    assert clerk.save().status_code == 303


def test_an_element_that_others_refer_to_is_not_deleted(hall: CityHall) -> None:
    page = f"/drafts/diagram?model={BASE}/id/model/mihon-0101-2026"
    clerk = hall.clerk("clerk", page=page)
    assert "から使われているため" in clerk.press(f"choose:{TOWN}").text
    refused = clerk.press(f"delete:{TOWN}")
    assert refused.status_code == 422
    assert "先にそちらを直してください" in refused.text
    assert clerk.steps == []


def test_a_script_in_a_name_stays_text(clerk: Clerk) -> None:
    name = "<script>alert(1)</script>'\"><img src=x onerror=alert(2)>{{7*7}}"
    clerk.press(f"choose:{P1}")
    shown = clerk.press("apply", ja=name, en=name)
    clerk.press(f"choose:{P1} {S1}")
    clerk.press("apply", rationale=name, evidence=name)
    assert clerk.save(name).status_code == 303
    for text in (shown.text, clerk.open().text, clerk.press(f"choose:{P1} {S1}").text):
        assert "<img" not in text
        assert "alert(1)</script>" not in text
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(
    "grant",
    [
        Grant(Role.READER),
        Grant(Role.EDITOR, id_of("unit/mihon-fukushi")),
        Grant(Role.APPROVER),
        Grant(Role.ADMINISTRATOR),
    ],
    ids=lambda grant: f"{grant.role} {grant.unit}",
)
def test_only_who_may_edit_the_model_opens_and_saves_it(
    hall: CityHall, clerk: Clerk, grant: Grant
) -> None:
    other = hall.clerk("other", grant)
    assert other.open().status_code == 403
    clerk.press(f"delete:{P1}")
    other.session, lines = clerk.session, clerk.lines()
    for do in ("look", "undo", "save"):
        assert other.press(do).status_code == 403
    assert clerk.lines() == lines


def test_a_form_without_its_mark_is_refused(clerk: Clerk) -> None:
    clerk.press(f"delete:{P1}")
    lines, clerk.mark = clerk.lines(), "of another page"
    assert clerk.save().status_code == 403
    assert clerk.lines() == lines


def test_without_a_sign_in_nothing_is_shown_or_saved(hall: CityHall, clerk: Clerk) -> None:
    clerk.press(f"delete:{P1}")
    lines = clerk.lines()
    clerk.browser.client.delete_cookie("michisuji")
    clerk.browser.client._cookies.clear()  # type: ignore[union-attr]
    assert clerk.save().status_code == 401
    assert clerk.open().status_code == 303  # to the sign-in, and back
    assert clerk.lines() == lines


@pytest.mark.parametrize("session", ["", "{", "[]", "null", '{"steps": 1}', '{"at": "\\u0000 x"}'])
def test_a_damaged_session_is_refused_in_words(clerk: Clerk, session: str) -> None:
    clerk.session = session
    assert clerk.press("look").status_code in (200, 400)
    assert clerk.press("save").status_code in (303, 400)
