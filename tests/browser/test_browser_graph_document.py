"""The page to mail around, opened in Chromium without a network."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from michisuji.settings import Settings
from michisuji.web.graph.document import document
from playwright.sync_api import Browser, expect

from tests.browser.looking import serious
from tests.web.graph_city import city, iri

EVIL = "</script><script>document.title='x'</script><img src=x onerror=document.title='x'>"


def test_it_opens_offline_without_requests_errors_or_payloads(
    browser: Browser, tmp_path: Path
) -> None:
    turtle = f':program\\/x-bad a lm:Program ; rdfs:label "{EVIL}"@ja ; lm:partOf :measure\\/x-01 .'
    made = datetime(2026, 11, 30, tzinfo=UTC)
    page_text = document(city(turtle=turtle), Settings(), iri("measure/x-01"), "ja", made)
    file = tmp_path / "graph.html"
    file.write_text(page_text, "utf-8")
    with browser.new_context(offline=True, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        asked: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(file.as_uri())
        canvas = page.locator("#picture canvas")
        expect(canvas).to_be_visible()
        ink = """canvas => canvas.getContext("2d")
            .getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0)"""
        page.wait_for_timeout(200)
        assert canvas.evaluate(ink)
        places = page.evaluate(
            "Object.values(network.getPositions()).map(({ x, y }) => `${x} ${y}`)"
        )
        assert len(set(places)) == len(places) > 3
        expect(page).to_have_title("防災・減災 — まわりのグラフ")
        assert page.locator("img, iframe, object").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert serious(page) == []
        assert (asked, errors) == ([file.as_uri()], [])
