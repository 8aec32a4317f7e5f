"""Who hears of moves: the feed of one's own work, and the city's own command."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from michisuji.store.memory import MemoryStore

from tests.web.workflow.conftest import PROGRAM, CityHall

ATOM = "{http://www.w3.org/2005/Atom}"
_ADDRESS = re.compile(r"/drafts/feed/[\w-]+\.atom")


def address(hall: CityHall, who: str) -> str:
    found = _ADDRESS.search(hall[who].post("/drafts/my-work/feed").text)
    assert found
    return found[0]


def titles(hall: CityHall, path: str) -> list[str]:
    answer = hall.app.test_client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    feed = ET.fromstring(answer.data)
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]


def test_a_feed_tells_names_and_states_and_nothing_of_drafts(hall: CityHall) -> None:
    editor, head = address(hall, "editor"), address(hall, "head")
    assert titles(hall, editor) == titles(hall, head) == []
    hall.edit("秘密の活動", "activity/t-1-a")
    hall.move("editor", "submit", "提出のひとこと")
    (sent,), (waiting,) = titles(hall, editor), titles(hall, head)
    assert "事業1" in sent
    assert "事業1" in waiting
    assert "待っています" in waiting
    hall.move("head", "return", "秘密の理由")
    (returned,) = titles(hall, editor)
    assert "差し戻されました" in returned
    text = hall.app.test_client().get(editor).text
    for secret in ("秘密の活動", "秘密の理由", "提出のひとこと"):
        assert secret not in text
    assert "Returned" in hall.app.test_client().get(f"{editor}?lang=en").text


def test_the_address_of_a_feed_ends_when_it_is_made_again_or_stopped(hall: CityHall) -> None:
    first = address(hall, "editor")
    second = address(hall, "editor")
    get = hall.app.test_client().get
    assert get(first).status_code == 404
    assert get(second).status_code == 200
    assert second not in hall["editor"].get("/drafts/my-work").text, "it is shown once"
    assert hall["editor"].post("/drafts/my-work/feed/revoke").status_code == 303
    assert get(second).status_code == 404
    assert get("/drafts/feed/x.atom").status_code == 404


def test_the_key_of_a_feed_opens_nothing_else(hall: CityHall) -> None:
    key = address(hall, "planner").removeprefix("/drafts/feed/").removesuffix(".atom")
    answer = hall.app.test_client().get(
        "/drafts/my-work", headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 401


def test_a_stopped_account_has_no_feed(hall: CityHall) -> None:
    from michisuji.accounts import By

    path = address(hall, "editor")
    persons = hall.app.extensions["michisuji"].accounts.persons
    persons.disable(persons.find("editor").id, By())
    assert hall.app.test_client().get(path).status_code == 404


SCRIPT = """import json, os, sys
told = json.load(sys.stdin)
told["environment"] = [name for name in os.environ if name.startswith("MICHISUJI_")]
open(sys.argv[1], "a").write(json.dumps(told) + chr(10))
"""


def wait_for(path: Path, count: int) -> list[dict[str, object]]:
    while not path.exists() or len(path.read_text().splitlines()) < count:
        time.sleep(0.02)
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_command_of_the_city_hears_of_each_move(
    city_of_readers: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICHISUJI_EDITOR_TOKEN", "a secret of the service")
    script, out = tmp_path / "hook.py", tmp_path / "heard; rm x"
    script.write_text(SCRIPT)
    command = f"{sys.executable} {script} '{out}'"
    hall = CityHall(city_of_readers, tmp_path / "home", on_move=command)
    for who in ("editor", "head", "director"):
        assert hall[who]
    hall.move("editor", "submit", "秘密のひとこと")
    hall.move("head", "return", "秘密の理由")
    submitted, returned = wait_for(out, 2)
    assert submitted["part"] == PROGRAM
    assert (submitted["before"], submitted["after"]) == ("draft", "submitted")
    assert (submitted["by"], submitted["next"]) == ("editor", ["director", "head"])
    assert (returned["after"], returned["next"]) == ("returned", ["editor"])
    assert returned["submitter"] == "editor"
    assert submitted["environment"] == [], "no setting of the service, and no secret"
    assert "秘密" not in out.read_text("utf-8")


@pytest.mark.parametrize("command", ["/nowhere/at-all", "false"])
def test_a_command_that_fails_holds_nothing_up(
    city_of_readers: MemoryStore, tmp_path: Path, command: str
) -> None:
    hall = CityHall(city_of_readers, tmp_path, on_move=command)
    assert hall.move("editor", "submit").status_code == 303
    assert "提出済み" in hall.part("editor")
