"""Every page: accessible, at home under its CSP, no request to elsewhere, no sideways scroll."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Service
from tests.browser.looking import LOOKS, look_at

PAGES = {
    "home": "/",
    "plan": "/plan",
    "measure": "/doc/measure/mihon-0101",
    "program": "/doc/program/mihon-010101",
    "indicator": "/doc/indicator/mihon-010101-04",
    "unit": "/doc/unit/mihon-s-safety",
    "kaizen": "/kaizen",
    "graph": "/graph",
    "graph of a node": "/graph?node=id/program/mihon-010101",
    "search": "/search?q=%E9%98%B2%E7%81%BD",
    "nothing found": "/search?q=zzzzz",
    "questions": "/questions",
    "question": "/questions/programs-of-unit?unit=id/unit/mihon-s-safety",
    "quality": "/quality",
    "quality of a department": "/quality?department=id/unit/mihon-d-health",
    "causes": "/quality/causes",
    "rules": "/rules",
    "rule": "/rules/CHAIN-03",
    "rule without a picture": "/rules/ORG-02",
    "catalog": "/catalog",
    "a data set's year": "/doc/dataset/mihon-2024",
    "about": "/about",
    "limits": "/about/limits",
    "ontology": "/ns",
    "term": "/ns/Program",
    "code lists": "/code",
    "code list": "/code/level",
    "API": "/api",
    "an earlier year": "/doc/program/mihon-010101?as_of=2024",
    "missing": "/doc/program/none",
    "the editor": "/sparql",
}


@pytest.mark.parametrize(("lang", "widths"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_page(
    service: Service, browser: Browser, name: str, lang: str, widths: tuple[int, int]
) -> None:
    joint = "&" if "?" in PAGES[name] else "?"
    look_at(browser, service.url, f"{service.url}{PAGES[name]}{joint}lang={lang}", lang, widths)
