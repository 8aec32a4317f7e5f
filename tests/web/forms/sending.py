"""A form as a browser without scripts sends it back: the inputs that a page holds, by name."""

from __future__ import annotations

from html.parser import HTMLParser


class _Inputs(HTMLParser):
    """Collects the successful controls of the form with a class."""

    def __init__(self, wanted: str) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, str] = {}
        self.buttons: list[tuple[str, str]] = []
        self._wanted, self._inside = wanted, False
        self._area: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {key: value if value is not None else "" for key, value in attrs}
        if tag == "form":
            self._inside = self._wanted in own.get("class", "").split()
        if not self._inside:
            return
        name = own.get("name", "")
        if tag == "input" and name:
            if own.get("type") not in ("checkbox", "radio") or "checked" in own:
                self.values[name] = own.get("value", "")
        elif tag == "button":
            self.buttons.append((name, own.get("value", "")))
        elif tag == "select":
            self._select = name
            self.values[name] = ""
        elif tag == "option" and "selected" in own:
            self.values[self._select] = own.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            # As HTML has it: the first line break belongs to the markup, others are sent as CRLF.
            text = self.values[self._area].removeprefix("\n")
            self.values[self._area] = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.values[self._area] += data


def inputs_of(page: str, wanted: str = "edit") -> dict[str, str]:
    """The name and value of each input of the page's form, as a browser would send them."""
    parser = _Inputs(wanted)
    parser.feed(page)
    return parser.values
