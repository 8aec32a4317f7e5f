"""A story played as a person plays it: each click is counted, and so is each key that acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.browser.looking import Watch

#: What a story is played on: a window on a desk, and a telephone held upright.
SIZES = {"desk": (1400, 1000), "telephone": (360, 740)}


class Story:
    """A page, and the clicks spent on it so far; a form sent or a key that acts is a click, too."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target: Locator) -> None:
        """Click on what a person sees; a link in a closed menu costs the click that opens it."""
        self.clicks += 1
        target.click()

    def press(self, key: str) -> None:
        """Press a key that acts, such as Enter; letters typed into a field are free."""
        self.clicks += 1
        self.page.keyboard.press(key)

    def write(self, target: Locator, text: str) -> None:
        """Type into a field, letter by letter, as suggestions need it: free."""
        target.press_sequentially(text)


def window(browser: Browser, size: str, lang: str = "ja") -> BrowserContext:
    """Open a context of a size of :data:`SIZES`, in a language, with the clipboard allowed."""
    width, height = SIZES[size]
    return browser.new_context(
        viewport={"width": width, "height": height},
        locale={"ja": "ja-JP", "en": "en-GB"}[lang],
        permissions=["clipboard-read", "clipboard-write"],
    )


@contextmanager
def played(browser: Browser, own: str, size: str, start: str = "/") -> Iterator[Story]:
    """Play a story on the site ``own`` from its address ``start``, in Japanese.

    At its end the page fits into the window, and no page has asked outside or met an error.
    """
    with window(browser, size) as context:
        story = Story(context.new_page())
        watch = Watch(story.page, own)
        story.page.goto(own + start)
        yield story
        wide = story.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= SIZES[size][0], f"{wide} px wide at {SIZES[size][0]} px"
        assert (watch.outside, watch.errors) == ([], [])


def in_view(target: Locator) -> bool:
    """Return whether all of an element is inside the window, so that nobody has to scroll."""
    return bool(
        target.evaluate(
            """element => {
                const box = element.getBoundingClientRect();
                return box.width > 0 && box.top >= 0 && box.left >= 0
                    && box.bottom <= innerHeight && box.right <= innerWidth;
            }"""
        )
    )
