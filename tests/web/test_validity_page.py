"""``/validity``: the page shows what the API tells."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_shows_the_answer_of_the_api(client: FlaskClient, lang: str) -> None:
    query = {"scope": "id/measure/mihon-0603", "many": "2", "lang": lang}
    page = client.get("/validity", query_string=query).get_data(as_text=True)
    told = client.get("/api/analysis/validity", query_string=query).get_json()
    said = told["sentence"]
    sentence = said[lang] if isinstance(said, dict) else said
    assert len(sentence) > 20
    assert sentence in page.replace("&#39;", "'")
    for name in ("shared", "unreached", "activity", "always", "never", "claims"):
        assert f'id="table-{name}"' in page


def test_a_wrong_scope_is_told(client: FlaskClient) -> None:
    assert client.get("/validity?scope=id/measure/nothing").status_code == 404
