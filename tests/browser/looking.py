"""What every page must be: at home under its policy, without sideways scroll, accessible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

#: Languages, and the widths in pixels at which a page is looked at in each. It is loaded, and axe
#: asked, at the first: once as on a telephone that is turned, once as in a window that is made
#: narrow. All four together found nothing more.
LOOKS = (("ja", (360, 1400)), ("en", (1400, 360)))


class Watch:
    """Collects what a page must not do."""

    def __init__(self, page: Page, own: str) -> None:
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self._request(request, own))
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _request(self, request: Request, own: str) -> None:
        if not request.url.startswith((own, "data:", "blob:")):
            self.outside.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 on purpose is logged by the browser as a failed load.
        if message.type == "error" and "status of 404" not in message.text:
            self.errors.append(message.text)


def serious(page: Page, exclude: str = "") -> list[dict[str, Any]]:
    """axe-core's serious and critical findings, outside ``exclude`` (a selector)."""
    context = {"exclude": [[exclude]]} if exclude else None
    # Without the lists of what is right, which take as long as the looking.
    response = Axe().run(page, context=context, options={"resultTypes": ["violations"]}).response
    return [
        {"id": v["id"], "nodes": [n["html"][:200] for n in v["nodes"][:3]]}
        for v in response["violations"]
        if v["impact"] in {"serious", "critical"}
    ]


def look_at(
    browser: Browser, own: str, address: str, lang: str, widths: Sequence[int], exclude: str = ""
) -> None:
    """Check a page of the site ``own``: that it fits at each width, all else at the first."""
    context = browser.new_context(viewport={"width": widths[0], "height": 900})
    page = context.new_page()
    watch = Watch(page, own)
    page.goto(address, wait_until="networkidle")
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").count() == 1
    assert serious(page, exclude) == []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} px wide at {width} px"
    assert watch.outside == []
    assert watch.errors == []
    context.close()
