"""The city hall's story: mended, submitted, returned, submitted, confirmed, approved, released."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.looking import serious
from tests.browser.story import SIZES
from tests.editing import drafted
from tests.editing.drafted import ID, LM, NOW
from tests.staff import PASSWORD
from tests.web.workflow.conftest import CityHall

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
#: The model's two breaks: nothing goes in, and what comes out leads nowhere.
MENDED = f"""\
<{ID}input/t-1-i> <{TYPE}> <{LM}Input> <{NOW}> .
<{ID}input/t-1-i> <{LM}inModel> <{ID}model/t-1-2026> <{NOW}> .
<{ID}input/t-1-i> <{LABEL}> "職員二人"@ja <{NOW}> .
<{ID}input/t-1-i> <{LM}leadsTo> <{ID}activity/t-1-a> <{NOW}> .
<{ID}outcome/t-1-o> <{TYPE}> <{LM}Outcome> <{NOW}> .
<{ID}outcome/t-1-o> <{LM}inModel> <{ID}model/t-1-2026> <{NOW}> .
<{ID}outcome/t-1-o> <{LABEL}> "住民が早く逃げる"@ja <{NOW}> .
<{ID}output/t-1-p> <{LM}leadsTo> <{ID}outcome/t-1-o> <{NOW}> .
""" + "".join(
    f"""\
<{ID}link/t-1-{name}> <{TYPE}> <{LM}CausalLink> <{NOW}> .
<{ID}link/t-1-{name}> <{LM}inModel> <{ID}model/t-1-2026> <{NOW}> .
<{ID}link/t-1-{name}> <{LM}from> <{ID}{start}> <{NOW}> .
<{ID}link/t-1-{name}> <{LM}to> <{ID}{end}> <{NOW}> .
"""
    for name, start, end in (
        ("ia", "input/t-1-i", "activity/t-1-a"),
        ("po", "output/t-1-p", "outcome/t-1-o"),
    )
)
_EDIT = """async ([iris, add]) => {
    const send = (address, more) => fetch(address, {...more, headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content}});
    const read = {};
    for (const iri of iris) {
        const told = await send("/drafts/api/history?iri=" + encodeURIComponent(iri), {});
        if (told.ok) read[iri] = (await told.json()).version;
    }
    const done = await send("/drafts/api/edits", {method: "POST", body: JSON.stringify(
        {read_at: read, add: add, remove: "", reason: "切れた所をつなぐ"})});
    return [done.status, await done.text()];
}"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> CityHall:
    """A small city hall with its persons, over stores in memory."""
    found = CityHall(
        drafted.public_city(tmp_path_factory.mktemp("city")), tmp_path_factory.mktemp("home")
    )
    for who in ("editor", "head", "director", "planner"):
        assert found[who]
    return found


@pytest.fixture(scope="module")
def address(hall: CityHall) -> Iterator[str]:
    """Its service."""
    server = make_server("127.0.0.1", 0, hall.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


class Staff:
    """The persons, each in a window of a size; nothing runs scripts of ours but the edit."""

    def __init__(self, browser: Browser, address: str, size: str) -> None:
        self.browser, self.address = browser, address
        self.width, self.height = SIZES[size]
        self.pages = dict[str, Page]()

    def __getitem__(self, name: str) -> Page:
        if name not in self.pages:
            context = self.browser.new_context(
                viewport={"width": self.width, "height": self.height}, locale="ja-JP"
            )
            page = self.pages[name] = context.new_page()
            page.goto(f"{self.address}/drafts/")
            page.locator("main input[name=name]").fill(name)
            page.locator("main input[type=password]").fill(PASSWORD)
            page.keyboard.press("Enter")
            expect(page.locator("h1")).to_have_text("自分の仕事")
        return self.pages[name]

    def open(self, name: str) -> Page:
        """Open the part from one's own work, by keyboard."""
        page = self[name]
        page.goto(f"{self.address}/drafts/my-work")
        link = page.locator("main").get_by_role("link", name="事業1").first
        link.focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("事業1")
        return page

    def press(self, page: Page, button: str, reason: str) -> None:
        """Write a reason and press a button of the part's page by keyboard."""
        page.locator("main textarea[name=reason]").fill(reason)
        page.locator("main").get_by_role("button", name=button, exact=True).focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def look(self, page: Page) -> None:
        """The page is accessible, and fits into the window."""
        assert serious(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{wide} px wide at {self.width} px: {page.url}"

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


def test_a_model_is_mended_and_comes_out(browser: Browser, hall: CityHall, address: str) -> None:
    staff = Staff(browser, address, "telephone")
    editor = staff.open("editor")
    expect(editor.locator("#findings ~ ul")).to_contain_text("CHAIN-01")
    expect(editor.locator("#findings ~ ul")).to_contain_text("CHAIN-03")
    changed = [f"{ID}{one}" for one in ("input/t-1-i", "outcome/t-1-o", "output/t-1-p")]
    status, told = editor.evaluate(_EDIT, [changed, MENDED])
    assert status == 200, told
    editor = staff.open("editor")
    for rule in ("CHAIN-01", "CHAIN-03"):
        expect(editor.locator("#findings ~ ul")).not_to_contain_text(rule)
    expect(editor.locator("main")).to_contain_text("住民が早く逃げる")
    staff.look(editor)
    staff.press(editor, "提出する", "")
    expect(editor.get_by_role("alert")).to_contain_text("違反が")
    staff.press(editor, "提出する", "指標は来月決まります")
    staff.look(editor)

    head = staff.open("head")
    staff.press(head, "差し戻す", "成果の言い方を見直してください")
    editor.goto(f"{address}/drafts/my-work")
    returned = editor.locator("#returned ~ .as-cards")
    expect(returned).to_contain_text("成果の言い方を見直してください")
    staff.look(editor)
    staff.press(staff.open("editor"), "提出する", "見直しました")
    staff.press(staff.open("head"), "確認する", "確認しました")
    director = staff.open("director")
    staff.press(director, "承認する", "承認します")
    told = director.locator("#history ~ .as-cards")
    expect(told).to_contain_text("成果の言い方を見直してください")
    staff.look(director)

    reader = browser.new_context(locale="ja-JP").new_page()
    reader.goto(f"{address}/doc/program/t-1")
    expect(reader.locator("main")).not_to_contain_text("住民が早く逃げる")
    planner = staff["planner"]
    planner.goto(f"{address}/drafts/release")
    staff.look(planner)
    planner.get_by_role("button", name="何が変わるかを見る").press("Enter")
    expect(planner.locator("#findings ~ ul").last).to_contain_text("CHAIN-01")
    staff.look(planner)
    staff.press(planner, "公開する", "決裁 第12号")
    expect(planner.locator("h1")).to_have_text("公開の記録")
    time.sleep(1)
    reader.goto(f"{address}/doc/program/t-1")
    expect(reader.locator("main")).to_contain_text("住民が早く逃げる")
    text = reader.content()
    for secret in ("決裁 第12号", "成果の言い方", "指標は来月"):
        assert secret not in text
    reader.goto(f"{address}/search?q=早く逃げる")
    expect(reader.locator("main")).to_contain_text("住民が早く逃げる")
    staff.look(planner)
    staff.press(planner, "公開を取り消す", "誤りでした")
    expect(planner.locator("main")).to_contain_text("この公開は取り消されました")
    staff.close()
    reader.context.close()
