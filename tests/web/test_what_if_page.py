"""The page of scenarios: one short address restores it, and a form without scripts leads there."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from asking import Get
from flask.testing import FlaskClient

ONE, TWO, THREE = (f"id/program/mihon-01010{n}" for n in (1, 2, 3))


def programs_on(page: str) -> list[str]:
    return re.findall(r'name="of" value="[^"]*/(id/program/[^"]+)"', page)


def test_a_form_without_scripts_leads_to_the_short_address(client: FlaskClient) -> None:
    form = {
        "of": [ONE, TWO, THREE], "percent": ["", "37", ""], "stop": [ONE], "called": "案X",
        "scope": "id/measure/mihon-0101",
    }  # fmt: skip
    answer = client.get("/what-if", query_string=form)
    assert answer.status_code == 302
    address = urlsplit(answer.headers["Location"])
    assert address.fragment == "result"
    assert parse_qs(address.query) == {
        "scope": ["id/measure/mihon-0101"], "stop": [ONE], "cut": [f"{TWO}:37"], "called": ["案X"],
    }  # fmt: skip
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert re.search(r'value="37"', page)
    assert re.search(r'name="called"[^>]* value="案X"', page)
    assert page.count(" checked") == 1


def test_pairs_that_do_not_match_are_refused(client: FlaskClient) -> None:
    form = {"of": [ONE, TWO], "percent": ["37"]}
    assert client.get("/what-if", query_string=form).status_code == 400


def test_b_begins_as_a_and_goes_again(client: FlaskClient) -> None:
    given = {"stop": ONE, "cut": f"{TWO}:37", "called": "案X"}
    begun = client.get("/what-if", query_string={**given, "add": "b"}).headers["Location"]
    asked = parse_qs(urlsplit(begun).query)
    assert (asked["stop_b"], asked["cut_b"]) == ([ONE], [f"{TWO}:37"])
    assert "called_b" not in asked
    ended = client.get(begun.partition("#")[0] + "&add=none").headers["Location"]
    assert set(parse_qs(urlsplit(ended).query)) == {"stop", "cut", "called"}


def test_the_former_address_of_two_scenarios_leads_on(client: FlaskClient) -> None:
    answer = client.get("/what-if/compare", query_string={"stop": ONE, "stop_b": TWO})
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert page.count(" checked") == 2


def test_a_scope_lists_its_programs_and_what_is_chosen_beyond_it(browse: Get) -> None:
    measure = browse("/what-if", scope="id/measure/mihon-0101").get_data(as_text=True)
    assert programs_on(measure) == [ONE, TWO, THREE]
    unit = browse("/what-if", scope="id/unit/mihon-s-safety").get_data(as_text=True)
    assert programs_on(unit)
    beyond = browse("/what-if", scope="id/measure/mihon-0202", stop=ONE).get_data(as_text=True)
    assert programs_on(beyond)[0] == ONE
    assert len(programs_on(browse("/what-if").get_data(as_text=True))) > 20
    assert browse("/what-if", scope="id/nothing/x").status_code == 404


def test_a_year_that_is_over_cannot_be_chosen(browse: Get) -> None:
    page = browse("/what-if", stop=ONE, as_of="2024").get_data(as_text=True)
    assert "終わった年度" in page
    now = browse("/what-if", stop=ONE).get_data(as_text=True)
    told = [re.search(r'class="answer">(.*?)</p>', one, re.DOTALL) for one in (page, now)]
    assert told[0]
    assert told[1]
    assert unescape(told[0][1]) == unescape(told[1][1])
    assert 'value="2024"' not in page


def test_two_scenarios_share_no_id(client: FlaskClient) -> None:
    address = f"/what-if?both=1&stop={ONE}&stop_b={TWO}"
    page = client.get(address).get_data(as_text=True)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert {"a-hatch", "b-hatch"} <= set(ids)
    assert {one for one in ids if ids.count(one) > 1} == set()
    assert page.count('fill="url(#a-hatch)"') == page.count('fill="url(#b-hatch)"') == 1


def test_programs_are_listed_in_the_plans_order(client: FlaskClient) -> None:
    page = client.get(f"/what-if?scope=id/measure/mihon-0202&cut={THREE}:30&cut={ONE}:30")
    listed = programs_on(page.get_data(as_text=True))
    assert listed[:2] == [ONE, THREE]
    assert listed[2:] == sorted(listed[2:], key=lambda iri: int(iri.rpartition("-")[2]))
