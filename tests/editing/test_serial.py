"""Twenty clients edit one measure at random: their edits are as if made one after another."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from michisuji.accounts import Action, Grant, Role
from michisuji.editing.reading import statements
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

from tests.editing import replayed
from tests.editing.drafted import BASE, ID, LM, NOW, RDFS, TIMELESS, copied, public_city
from tests.staff import hire, token_of

MEASURE = f"{ID}measure/t-1"
CLIENTS, EDITS, LONG_S = 20, 3, 120
PROPERTIES = (f"{RDFS}label", f"{LM}purpose", f"{LM}summary", f"{LM}background")


@pytest.fixture
def work(tmp_path: Path) -> MemoryStore:
    return copied(public_city(tmp_path / "data"))


@pytest.fixture
def app(work: MemoryStore, tmp_path: Path) -> Flask:
    return create_app(Settings(home=tmp_path), MemoryStore(BASE), work)


class RandomClient(threading.Thread):
    """Reads the measure now and then, and sets a property of it as it was read."""

    def __init__(self, app: Flask, number: int, headers: dict[str, str]) -> None:
        super().__init__()
        self._client = app.test_client(use_cookies=False)
        self._headers = {**headers, "Content-Type": "application/json"}
        self._random, self.number = random.Random(number), number
        self.acknowledged: list[str] = []
        self.answers: Counter[int] = Counter()
        self.until, self.most = 0.0, EDITS
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            read = self._read()
            while self.most > 0 or time.monotonic() < self.until:
                self.most -= 1
                if self._random.random() < 0.5:
                    read = self._read()
                self._edit(read)
        except BaseException as error:
            self.failure = error

    def _read(self) -> Any:
        found = self._client.get(
            "/drafts/api/history", query_string={"iri": MEASURE}, headers=self._headers
        )
        return found.json

    def _edit(self, read: Any) -> None:
        predicate = self._random.choice(PROPERTIES)
        mark = f"<{MEASURE}> <{predicate}> "
        old = [one for one in read["statements"].split("\n") if one.startswith(mark)]
        text = f"{self.number} の {self.most}"
        body = {
            "read_at": {MEASURE: read["version"]},
            "add": f"{mark}{json.dumps(text, ensure_ascii=False)}@ja <{TIMELESS}> .",
            "remove": "\n".join(old),
            "reason": text,
        }
        answer = self._client.post(
            "/drafts/api/edits", data=json.dumps(body), headers=self._headers
        )
        self.answers[answer.status_code] += 1
        if answer.status_code == 200:
            assert answer.json
            self.acknowledged.append(answer.json["change"])


def test_the_edits_of_twenty_are_a_serial_order(
    app: Flask, work: MemoryStore, long_run: bool
) -> None:
    start = statements(work, [MEASURE])
    planner = hire(app, "kikaku", Grant(Role.PLANNER))
    headers = token_of(app, planner, {Action.SEE_DRAFTS, Action.EDIT})
    clients = [RandomClient(app, number, headers) for number in range(CLIENTS)]
    for client in clients:
        client.until = time.monotonic() + LONG_S if long_run else 0
        client.start()
    for client in clients:
        client.join()
        assert client.failure is None, client.failure
    order = replayed.check(work, MEASURE, start, {TIMELESS, NOW})
    answers = sum((client.answers for client in clients), Counter[int]())
    assert set(answers) == {200, 409}, answers
    acknowledged = [change for client in clients for change in client.acknowledged]
    assert sorted(filter(None, acknowledged)) == sorted(order), "none lost, none unanswered"
    assert len(acknowledged) == answers[200]
