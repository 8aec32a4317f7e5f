"""The planner's hub, and what analyses share on the web."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from michisuji.web.page_table import ways


@pytest.mark.parametrize(("lang", "word"), [("ja", "企画・財政の方へ"), ("en", "For planners")])
def test_the_hub_leads_to_each_page_there_is(client: FlaskClient, lang: str, word: str) -> None:
    page = client.get(f"/planner?lang={lang}").get_data(as_text=True)
    assert word in page
    with client.application.app_context():
        found = ways("planner")
    assert [one.declared.way for one in found] == list(range(1, len(found) + 1))
    places = [page.index(f'href="{one.rule}') for one in found]
    assert places == sorted(places)
    assert len(places) >= 9


def test_the_list_of_analyses_names_their_parameters(client: FlaskClient) -> None:
    from michisuji.analysis.catalogue import MODULES

    listed = client.get("/api/analysis").get_json()
    assert [one["name"] for one in listed] == list(MODULES)


def test_an_unknown_analysis_is_told(client: FlaskClient) -> None:
    response = client.get("/api/analysis/nothing?lang=en")
    assert response.status_code == 404
    assert response.get_json()["code"] == "not-found"
