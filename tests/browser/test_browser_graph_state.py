"""The explorer's steps: undo, permalink, a hub with many neighbours, the picture as a file."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from michisuji.settings import Settings
from michisuji.web import create_app
from werkzeug.serving import make_server

from tests.ports import free_port
from tests.web.graph_city import BASE, city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Service

HUB = 1000
PROGRAM = "/graph?node=program/mihon-010101"


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    """The address of a city whose measure has a thousand programs."""
    port = free_port()
    server = make_server(
        "127.0.0.1", port, create_app(Settings(base_iri=BASE), city(HUB)), threaded=True
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#graph-details .graph-relation-box")


def rows(page: Page) -> list[str]:
    return page.locator("#graph-rows th").all_inner_texts()


def wait_rows(page: Page, count: int) -> None:
    page.wait_for_function(
        "n => document.querySelectorAll('#graph-rows tr').length === n", arg=count
    )


def test_a_hub_opens_the_first_by_name_one_by_a_word_and_all(page: Page, hub: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    opened(page, f"{hub}/graph?node=measure/x-01&open=measure/x-01:0")
    box = page.locator(".graph-relation-box", has=page.locator("[data-key='-partOf']"))
    assert "0 / 1002" in box.locator("summary").inner_text()
    box.locator("summary").click()
    box.locator("input[type=number]").fill("30")
    box.get_by_role("button", name="件を名前順で").click()
    wait_rows(page, 31)
    assert "30n" in page.url
    box.locator("input[type=search]").fill("777")
    box.locator(".graph-out .graph-choose").click()
    wait_rows(page, 32)
    assert "777" in rows(page)
    box.get_by_role("button", name="すべて開く").click()
    wait_rows(page, HUB + 3)
    page.go_back()
    wait_rows(page, 32)
    assert not errors


def test_ten_steps_are_undone_and_done_again_and_back_is_a_step(
    page: Page, service: Service
) -> None:
    opened(page, service.url + PROGRAM)
    start = rows(page)
    for count in range(len(start), len(start) - 10, -1):
        page.locator(".vis-network").focus()
        page.keyboard.press("ArrowRight" if count % 2 else "ArrowLeft")
        page.keyboard.press("h")
        wait_rows(page, count - 1)
        page.locator("[data-graph=start]").click()
    assert page.url.count("hide=") == 10
    page.keyboard.press("Control+z")
    wait_rows(page, len(start) - 9)
    for _ in range(9):
        page.keyboard.press("Control+z")
    wait_rows(page, len(start))
    assert rows(page) == start
    assert page.locator("#graph-undo").is_disabled()
    page.locator("#graph-redo").click()
    wait_rows(page, len(start) - 1)
    page.go_back()
    wait_rows(page, len(start))


def test_the_link_restores_hidden_filtered_and_dragged(page: Page, service: Service) -> None:
    alone = f"{service.url}{PROGRAM}&open=program/mihon-010101:0"
    opened(page, alone)  # one node, so that it stands in the middle
    box = page.locator("#graph-canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 90, box["y"] + box["height"] / 2 - 60, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile("at="))
    dragged = re.search(r"#at=program/mihon-010101@(-\d+),(-\d+)$", page.url)
    assert dragged
    page.goto("about:blank")
    opened(page, service.url + PROGRAM)
    shown = page.locator("#graph-rows tr").count()
    page.locator("#graph-kinds input[value=unit]").uncheck()
    units = shown - page.locator("#graph-rows tr").count()
    assert units
    tail = "&hide=measure/mihon-0101&at=program/mihon-010101@-700,-500"
    address = page.url + tail
    page.goto("about:blank")
    opened(page, address)
    assert page.locator("#graph-rows tr").count() == shown - units - 1
    assert not page.locator("#graph-kinds input[value=unit]").is_checked()
    with page.expect_download() as saved:
        page.locator("[data-graph=svg]").click()
    drawn = ElementTree.fromstring(saved.value.path().read_bytes())
    boxes = [r for r in drawn.iter("{http://www.w3.org/2000/svg}rect") if r.get("rx") == "4"]
    x = min(float(r.get("x", 0)) + float(r.get("width", 0)) / 2 for r in boxes)
    assert x == pytest.approx(-700, abs=1), "the program stands where the link says"


def test_the_svg_opens_by_itself_with_title_date_legend_and_licence(
    page: Page, service: Service, tmp_path: Path
) -> None:
    opened(page, service.url + PROGRAM)
    shown = page.locator("#graph-rows tr").count()
    for form in ("svg", "png"):
        with page.expect_download() as saved:
            page.locator(f"[data-graph={form}]").click()
        saved.value.save_as(tmp_path / f"picture.{form}")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")
    page.goto((tmp_path / "picture.svg").as_uri())
    words = page.locator("svg").text_content() or ""
    for part in (
        "自主防災組織育成・地区防災計画支援事業",
        "ライセンス",
        "年",
        "アウトカム",
        "/graph?node=",
    ):
        assert part in words
    assert page.locator("svg g > rect").count() == shown
    assert "http" not in re.sub(r'xmlns="[^"]+"', "", page.content().partition("<text")[0])
