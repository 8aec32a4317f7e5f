"""How browsers and programs ask, and what a page holds, for the tests of the web service."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import IO

from michisuji.web.gateway import Gateway
from werkzeug.test import TestResponse

BASE = "http://127.0.0.1:8000"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PROGRAM = {"Accept": "application/json"}
#: Fields of every problem document (RFC 9457, and our code and hint).
PROBLEM_FIELDS = {"type", "title", "status", "detail", "code", "hint"}

#: What the fixture ``browse`` gives.
Get = Callable[..., TestResponse]
#: Elements without content.
_VOID = {"meta", "link", "input", "img", "br", "hr", "col"}


def answered(
    gateway: Gateway,
    query: str,
    media_type: str,
    rewrite: Callable[[bytes], bytes] | None = None,
) -> tuple[IO[bytes], int]:
    """The whole answer to a query and its size in bytes."""
    return gateway.run(gateway.prepare(query), media_type, rewrite)


class Page(HTMLParser):
    """A page taken apart: elements with their attributes, texts by element, all visible text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data.strip()))

    def all(self, tag: str) -> list[dict[str, str]]:
        """Attributes of every element of that name."""
        return [attrs for name, attrs in self.elements if name == tag]

    def text(self, tag: str = "") -> str:
        """The text of the page, or of the elements of one name."""
        return " ".join(text for name, text in self.texts if not tag or name == tag)
