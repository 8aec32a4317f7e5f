"""A section's story: the template, filled with two mistakes, returned, mended, taken, released."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import COMMAND, Service, start_service, stop_service
from tests.browser.looking import Watch, serious

PASSWORD = "several words of this story"
PURPOSE = "地区の危険を知り、自分たちで動ける組織を増やす"
PROGRAM = "/doc/program/mihon-010101"


@pytest.fixture(scope="module")
def editing(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with the editor of a section, over a small city."""
    home = tmp_path_factory.mktemp("editing") / "var"
    env = os.environ | {"MICHISUJI_HOME": str(home)}
    words = ["import", "toml", str(small_data / "mihon")]
    subprocess.run([*COMMAND, *words], env=env, capture_output=True, check=True)
    words = ["user", "add", "bosai", "--role", "editor", "--unit", "s-safety", "--password-stdin"]
    given = PASSWORD.encode()
    subprocess.run([*COMMAND, *words], env=env, capture_output=True, check=True, input=given)
    running = start_service(home)
    yield running
    stop_service(running)


def _run(service: Service, *words: str) -> str:
    env = os.environ | {"MICHISUJI_HOME": str(service.home), "MICHISUJI_LANG": "ja"}
    told = subprocess.run([*COMMAND, *words], env=env, capture_output=True, check=True)
    return told.stdout.decode()


def _fill(path: Path, to: Path, start: object, leads_to: object) -> Path:
    """Fill in what a section fills in; the two cells that may go wrong are given."""
    book = load_workbook(path)
    for row in (5, 6, 7):
        book["04 事業"][f"J{row}"] = f"{PURPOSE}({row})"
    book["04 事業"]["F5"] = start
    book["07 産出"]["D5"] = leads_to
    book.save(to)
    return to


def _send(page: Page, service: Service, path: Path) -> None:
    page.goto(f"{service.url}/drafts/upload")
    if "/sign-in" in page.url:
        page.locator("main input[name=name]").fill("bosai")
        page.locator("main input[type=password]").fill(PASSWORD)
        page.locator("main input[type=password]").press("Enter")
    page.set_input_files("#files", path)
    page.get_by_role("button", name="送って確かめる").click()
    expect(page.locator("h1")).to_have_text("取り込む前の確認")


@pytest.mark.parametrize("width", [1400])
def test_from_the_template_to_the_public_page(
    editing: Service, browser: Browser, tmp_path: Path, width: int
) -> None:
    template = tmp_path / "防災危機管理課.xlsx"
    _run(editing, "template", "--dataset", "mihon", "--unit", "s-safety", "-o", str(template))
    leads_to = load_workbook(template)["07 産出"]["D5"].value
    wrong = _fill(template, tmp_path / "wrong.xlsx", "令和のはじめ", None)
    with browser.new_context(viewport={"width": width, "height": 1000}, locale="ja-JP") as context:
        page = context.new_page()
        page.set_default_timeout(120_000)
        watch = Watch(page, editing.url)
        _send(page, editing, wrong)
        expect(page.locator("#problems ~ .as-cards")).to_contain_text("04 事業 F5")
        expect(page.locator("#findings ~ ul").first).to_contain_text("CHAIN-03")
        expect(page.locator("#pictures ~ figure")).to_have_count(2)
        assert serious(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.set_viewport_size({"width": width, "height": 1000})
        with page.expect_download() as downloaded:
            page.get_by_role("link", name="直すところを書き込んだ").click()
        returned = tmp_path / "returned.xlsx"
        downloaded.value.save_as(returned)
        assert load_workbook(returned)["04 事業"]["F5"].comment is not None

        _send(page, editing, _fill(returned, tmp_path / "mended.xlsx", 2021, leads_to))
        expect(page.locator("#problems")).to_have_count(0)
        page.get_by_role("button", name="下書きに取り込む").click()
        expect(page.locator("h1")).to_have_text("下書きに取り込みました")
        page.goto(f"{editing.url}/drafts{PROGRAM}")
        expect(page.locator(".draft-band")).to_contain_text("下書き")
        expect(page.locator("main")).to_contain_text(PURPOSE)
        page.goto(f"{editing.url}{PROGRAM}")
        expect(page.locator("main")).not_to_contain_text(PURPOSE)
        assert "mihon を公開しました" in _run(editing, "release", "mihon", "--yes")
        page.wait_for_timeout(1500)  # the state of the data is looked up once a second
        page.reload()
        expect(page.locator("main")).to_contain_text(PURPOSE)
        expect(page.locator(".lm-svg")).not_to_contain_text("途切れ")
        assert (watch.outside, watch.errors) == ([], [])
