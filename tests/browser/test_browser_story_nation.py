"""Story of a planner with the nation loaded (cases/stories.md 1e): national programs like ours."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import COMMAND, Service, copy_of_city, start_service, stop_service
from tests.browser.looking import serious
from tests.browser.story import SIZES, played
from tests.small_nation import PROGRAMS, write_nation

#: The clicks that the story may take.
MOST = 3


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The sample city and a few national programs."""
    home = copy_of_city(tmp_path_factory)
    rows = write_nation(tmp_path_factory.mktemp("nation") / "csv")
    env = os.environ | {"MICHISUJI_HOME": str(home)}
    told = subprocess.run(
        [*COMMAND, "import", "rs", str(rows)], env=env, capture_output=True, check=False
    )
    assert told.returncode == 0, told.stderr.decode()
    running = start_service(home)
    yield running
    stop_service(running)


@pytest.mark.parametrize("size", SIZES)
def test_a_planner_finds_national_programs_like_one_of_the_city(
    nation: Service, browser: Browser, size: str
) -> None:
    with played(browser, nation.url, size) as story:
        story.write(story.page.locator("#site-search"), "自主防災組織")
        name = "自主防災組織育成・地区防災計画支援事業"
        story.click(story.page.locator(".suggest:visible li", has_text=name).first)
        expect(story.page.locator("h1")).to_have_text(name)
        story.click(story.page.get_by_role("link", name="国の似た事業"))
        rows = story.page.locator("table").first.locator("tbody tr")
        expect(rows).to_have_count(len(PROGRAMS))
        sheets = rows.locator('a[href^="https://rssystem.go.jp/"]')
        assert sheets.count() >= 5
        assert rows.filter(has_text="省 防災課").count() >= 5
        assert story.clicks <= MOST
        assert serious(story.page) == []
