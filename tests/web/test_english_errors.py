"""English problems begin as sentences do, in documents and on pages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from michisuji.languages import sentence

from tests.web.asking import BROWSER, PROGRAM

#: Addresses of many kinds that bring an error, and words that it begins with.
ADDRESSES = (
    ("/nowhere", "There is no page"),
    ("/doc/program/none", ""),
    ("/rules/NONE-01", "There is no rule"),
    ("/questions/none", "There is no question"),
    ("/questions/programs-of-unit?nothing=1", ""),
    ("/api/analysis/none", ""),
    ("/api/analysis/impact?target=x%20y", ""),
    ("/sparql?query=x", ""),
    ("/sparql?query=SELECT%20*%20WHERE%20%7B%7D&format=none", ""),
    ("/quality?department=none", ""),
    ("/measures?as_of=1800", ""),
)


@pytest.mark.parametrize(("address", "begins"), ADDRESSES)
def test_problems_begin_with_a_capital(client: FlaskClient, address: str, begins: str) -> None:
    asked = address + ("&" if "?" in address else "?") + "lang=en"
    found = client.get(asked, headers=PROGRAM)
    if found.status_code < 400:
        return
    told = found.get_json()
    for name in ("title", "detail", "hint"):
        assert not told[name][:1].islower(), (name, told[name])
    assert told["detail"].startswith(begins)
    page = client.get(asked, headers=BROWSER)
    if page.status_code >= 400 and begins:
        assert f'<p class="lead">{begins}' in page.text


def test_names_and_other_languages_stay_as_they_are() -> None:
    assert sentence("there is no page", "en") == "There is no page"
    assert sentence("id/program/x is gone", "en") == "id/program/x is gone"
    assert sentence("lm:value is missing", "en") == "lm:value is missing"
    assert sentence("xlsx は出せません", "ja") == "xlsx は出せません"
    assert sentence("", "en") == ""
