"""A clerk who presses the buttons of a logic model's editor, over drafts in memory."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

from michisuji.accounts import Grant, Role
from michisuji.editing import Editing
from michisuji.editing.workflow import after_edit
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from werkzeug.test import TestResponse

from tests.staff import StaffBrowser, signed_in

BASE = "http://127.0.0.1:8000"
MODEL = f"{BASE}/id/model/mihon-010101-2026"
PAGE = f"/drafts/diagram?model={MODEL}"
#: Only what a step changes is asked for, and no findings: as the script does.
STEP = {"X-Michisuji-Part": "step"}
_SESSION = re.compile(r'name="session" value="([^"]*)"')


def id_of(name: str) -> str:
    return f"{BASE}/id/{name}"


class Clerk:
    """A signed-in person who presses buttons of the editor; ``session`` is what the page keeps."""

    def __init__(self, browser: StaffBrowser, work: MemoryStore, page: str = PAGE) -> None:
        self.browser, self.work, self.page = browser, work, page
        self.session = ""
        self.mark = browser.mark("/drafts/account")

    def open(self) -> TestResponse:
        return self._kept(self.browser.get(self.page))

    def press(self, do: str, **fields: Any) -> TestResponse:
        """Send the form with a button; answers with the parts that a step changes."""
        data = {"session": self.session, "do": do, "csrf_token": self.mark, **fields}
        return self._kept(self.browser.client.post(self.page, data=data, headers=STEP))

    def save(self, reason: str = "直した") -> TestResponse:
        return self.press("save", reason=reason)

    def _kept(self, answer: TestResponse) -> TestResponse:
        if found := _SESSION.search(answer.text):
            self.session = unescape(found[1])
        return answer

    @property
    def steps(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.session)["steps"]
        return found

    def lines(self) -> set[str]:
        """All statements of the city's data, but provenance, state and current year."""
        return {
            f"{str(q.graph_name)[len(BASE) + 8 : -1]} {_short(q.subject)} "
            f"{_short(q.predicate)} {_short(q.object)}"
            for q in self.work.data
            if str(q.graph_name).startswith(f"<{BASE}/graph/")
            and not str(q.graph_name).endswith("/provenance>")
            and not str(q.predicate).endswith("#workflowStatus>")
        }


def _short(term: object) -> str:
    """An IRI by its end, a literal as it stands."""
    told = str(term)
    if not told.startswith("<"):
        return told.partition("^^")[0]
    return re.sub(rf"^{BASE}/id/", "", told[1:-1]).rpartition("#")[2].removeprefix(f"{BASE}/id/")


class CityHall:
    """An application with drafts in memory, and the people who use it."""

    def __init__(self, public: MemoryStore, home: Path, *, begun: bool = True) -> None:
        self.public, self.work = public, MemoryStore(BASE)
        if begun:  # a draft that was copied before: it takes two seconds
            self.work.data.extend(public.data)
        self.settings = Settings(home=home)
        self.app = create_app(self.settings, public, self.work)

    def clerk(self, name: str, *grants: Grant, page: str = PAGE) -> Clerk:
        """A new person with the editor open; without grants an editor of the whole city."""
        browser = signed_in(self.app, name, *(grants or [Grant(Role.EDITOR)]))
        found = Clerk(browser, self.work, page)
        found.open()
        return found

    def editing(self) -> Editing:
        return Editing(self.work, self.public, self.settings, following=after_edit(self.work, BASE))
