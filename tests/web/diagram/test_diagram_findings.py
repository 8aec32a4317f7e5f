"""Findings next to the picture are those of a full check, before and after steps are saved."""

from __future__ import annotations

import random
import re
from html import unescape

from michisuji.editing.logic_models import read
from michisuji.quality.check.compiled import check
from michisuji.quality.shacl.source import StoreSource

from tests.web.diagram.pressing import BASE, MODEL, CityHall, Clerk

_FOUND = re.compile(
    r'<li class="(\w*)">(?:<strong>[^<]*</strong> )?<span class="tag \w+">[^<]*</span>(.*?)<'
)


def shown(clerk: Clerk) -> set[str]:
    """The messages that the page has after its last step, without those that are mended."""
    headers = {"X-Michisuji-Part": "findings"}
    data = {"session": clerk.session, "do": "look", "csrf_token": clerk.mark}
    text = clerk.browser.client.post(clerk.page, data=data, headers=headers).text
    return {unescape(said).strip() for css, said in _FOUND.findall(text) if css != "mended"}


def of_full_check(hall: CityHall) -> set[str]:
    """The messages of a full check of the drafts about the model and its program."""
    model = read(hall.work, MODEL, BASE)
    report = check(StoreSource(hall.work), BASE)
    own = {*model.subjects, model.owner}
    return {
        one.message["ja"]
        for one in report.findings
        if one.focus_node in own or model.owner in (one.program, one.context.program)
    }


def commands(hall: CityHall, chance: random.Random) -> list[tuple[str, dict[str, str]]]:
    """Draw steps that break a model in several ways, and mend some of it."""
    model = read(hall.work, MODEL, BASE)
    elements = [e for e in model.elements if model.kind(e) != "money"]
    source, target = chance.sample(elements, 2)
    ends = chance.choice(list(model.edges))
    return [
        (f"cut:{ends.source} {ends.target}", {}),
        ("add", {"add_kind": chance.choice(["output", "short"]), "add_ja": "新しいもの"}),
        (f"join:{source} {target}", {}),
        (f"delete:{chance.choice(elements)}", {}),
        (f"move:{chance.choice(elements)} {chance.choice(['output', 'mid'])}", {}),
    ]


def test_findings_are_those_of_a_full_check(hall: CityHall, clerk: Clerk) -> None:
    assert shown(clerk) == of_full_check(hall)
    for seed in range(3):
        clerk.open()
        for do, fields in commands(hall, random.Random(seed)):
            clerk.press(do, **fields)  # some do not apply: then nothing is done
        assert clerk.steps
        before = shown(clerk)
        assert clerk.save().status_code == 303
        assert before, "no finding is compared"
        assert before == of_full_check(hall), seed
        clerk.open()
        assert shown(clerk) == before
