"""Steps saved by the editor of a logic model: exactly their statements, and taken back exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from michisuji.store.memory import MemoryStore
from rdflib import Literal, URIRef

from tests.web.diagram.pressing import BASE, CityHall, Clerk, id_of

NOW = "mihon/2026"
A1, A2 = id_of("activity/mihon-010101-a1"), id_of("activity/mihon-010101-a2")
P1, P2 = id_of("output/mihon-010101-p1"), id_of("output/mihon-010101-p2")
S1, S2 = id_of("outcome/mihon-010101-s1"), id_of("outcome/mihon-010101-s2")
M1, TOWN = id_of("outcome/mihon-010101-m1"), id_of("town-condition/mihon-0101-t1")
STAFF = id_of("staff/mihon-010101-i1")
I5 = id_of("indicator/mihon-010101-05")

#: What a person does: choices and commands with their fields → statements added and removed,
#: without those about order. ``NEW`` is the name of a new element.
DONE: dict[str, tuple[list[tuple[str, dict[str, Any]]], set[str], set[str]]] = {
    "add": (
        [("add", {"add_kind": "output", "add_ja": "新しい結果", "add_en": "A new output"})],
        {
            "output/NEW type Output",
            'output/NEW label "新しい結果"@ja',
            'output/NEW label "A new output"@en',
            "output/NEW inModel model/mihon-010101-2026",
        },
        set(),
    ),
    "name": (
        [(f"choose:{P1}", {}), ("apply", {"ja": "改めた名前", "en": "A better name"})],
        {
            'output/mihon-010101-p1 label "改めた名前"@ja',
            'output/mihon-010101-p1 label "A better name"@en',
        },
        {
            'output/mihon-010101-p1 label "地区防災計画を作成した自主防災組織"@ja',
            "output/mihon-010101-p1 label "
            '"Neighbourhood groups that have a district disaster plan"@en',
        },
    ),
    "amount": (
        [
            (f"choose:{STAFF}", {}),
            ("apply", {"ja": "防災危機管理課 地域防災担当職員", "en": "Staff", "planned": "3"}),
        ],
        {'staff/mihon-010101-i1 label "Staff"@en', 'staff/mihon-010101-i1 plannedFte "3"'},
        {
            "staff/mihon-010101-i1 label "
            '"Community preparedness staff of the Disaster Management Section"@en',
            'staff/mihon-010101-i1 plannedFte "2.4"',
        },
    ),
    "stage": (
        [(f"move:{S2} long", {})],
        {"outcome/mihon-010101-s2 stage https://w3id.org/michisuji/code/stage/long"},
        {"outcome/mihon-010101-s2 stage https://w3id.org/michisuji/code/stage/short"},
    ),
    "join": (
        [(f"choose:{P1}", {}), (f"joining:{P1}", {}), (f"to:{S2}", {})],
        {
            "output/mihon-010101-p1 leadsTo outcome/mihon-010101-s2",
            "link/mihon-010101-p1-s2 type CausalLink",
            "link/mihon-010101-p1-s2 inModel model/mihon-010101-2026",
            "link/mihon-010101-p1-s2 from output/mihon-010101-p1",
            "link/mihon-010101-p1-s2 to outcome/mihon-010101-s2",
        },
        set(),
    ),
    "town": (
        [(f"join:{S1} {TOWN}", {})],
        {
            "outcome/mihon-010101-s1 leadsTo town-condition/mihon-0101-t1",
            "link/mihon-010101-s1-measure-t1 type CausalLink",
            "link/mihon-010101-s1-measure-t1 inModel model/mihon-010101-2026",
            "link/mihon-010101-s1-measure-t1 from outcome/mihon-010101-s1",
            "link/mihon-010101-s1-measure-t1 to town-condition/mihon-0101-t1",
        },
        set(),
    ),
    "explain": (
        [
            (f"choose:{P1} {S1}", {}),
            (
                "apply",
                {
                    "rationale": "理由",
                    "assumption_en": "if",
                    "evidence": "資料",
                    "confidence": "0.80",
                },
            ),
        ],
        {
            'link/mihon-010101-p1-s1 rationale "理由"@ja',
            'link/mihon-010101-p1-s1 assumption "if"@en',
            'link/mihon-010101-p1-s1 evidence "資料"@ja',
            'link/mihon-010101-p1-s1 confidence "0.8"',
        },
        set(),
    ),
    "cut": (
        [(f"cut:{P2} {S1}", {})],
        set(),
        {
            "output/mihon-010101-p2 leadsTo outcome/mihon-010101-s1",
            "link/mihon-010101-p2-s1 type CausalLink",
            "link/mihon-010101-p2-s1 inModel model/mihon-010101-2026",
            "link/mihon-010101-p2-s1 from output/mihon-010101-p2",
            "link/mihon-010101-p2-s1 to outcome/mihon-010101-s1",
        },
    ),
    "split": (
        [
            (f"choose:{P2}", {}),
            ("divide", {"new_ja": "別の訓練", "moved": [f"to {S2}"]}),
        ],
        {
            "output/NEW type Output",
            'output/NEW label "別の訓練"@ja',
            "output/NEW inModel model/mihon-010101-2026",
            "output/NEW leadsTo outcome/mihon-010101-s2",
            "link/LNEW-s2 type CausalLink",
            "link/LNEW-s2 inModel model/mihon-010101-2026",
            "link/LNEW-s2 from output/NEW",
            "link/LNEW-s2 to outcome/mihon-010101-s2",
        },
        {
            "output/mihon-010101-p2 leadsTo outcome/mihon-010101-s2",
            "link/mihon-010101-p2-s2 type CausalLink",
            "link/mihon-010101-p2-s2 inModel model/mihon-010101-2026",
            "link/mihon-010101-p2-s2 from output/mihon-010101-p2",
            "link/mihon-010101-p2-s2 to outcome/mihon-010101-s2",
        },
    ),
    "delete": (
        [(f"delete:{P1}", {})],
        set(),
        {
            "output/mihon-010101-p1 type Output",
            'output/mihon-010101-p1 label "地区防災計画を作成した自主防災組織"@ja',
            "output/mihon-010101-p1 label "
            '"Neighbourhood groups that have a district disaster plan"@en',
            "output/mihon-010101-p1 inModel model/mihon-010101-2026",
            "output/mihon-010101-p1 leadsTo outcome/mihon-010101-s1",
            "activity/mihon-010101-a1 leadsTo output/mihon-010101-p1",
            *(
                f"link/mihon-010101-{ends} {said}"
                for ends, source, target in (
                    ("a1-p1", "activity/mihon-010101-a1", "output/mihon-010101-p1"),
                    ("p1-s1", "output/mihon-010101-p1", "outcome/mihon-010101-s1"),
                )
                for said in (
                    "type CausalLink",
                    "inModel model/mihon-010101-2026",
                    f"from {source}",
                    f"to {target}",
                )
            ),
            "indicator/mihon-010101-01 indicates output/mihon-010101-p1",
        },
    ),
    "attach": (
        [(f"choose:{S1}", {}), (f"attach:{I5}", {})],
        {"indicator/mihon-010101-05 indicates outcome/mihon-010101-s1"},
        set(),
    ),
    "detach": (
        [(f"choose:{M1}", {}), (f"detach:{I5}", {})],
        set(),
        {"indicator/mihon-010101-05 indicates outcome/mihon-010101-m1"},
    ),
}  # fmt: skip


def _told(lines: set[str], key: str) -> set[str]:
    """Statements as :data:`DONE` has them: of the year; a new element is NEW."""
    found = set()
    for line in lines:
        graph, _, rest = line.partition(" ")
        assert graph == NOW, line
        if " order " in rest:
            continue
        if key:
            rest = rest.replace(f"link/mihon-010101-{key}", "link/LNEW")
            rest = rest.replace(f"mihon-010101-{key}", "NEW")
        found.add(rest)
    return found


@pytest.mark.parametrize("what", DONE)
def test_an_operation_changes_its_statements_alone_and_is_undone(
    one_hall: CityHall, one_clerk: Clerk, what: str
) -> None:
    hall, clerk = one_hall, one_clerk
    clerk.open()
    commands, added, removed = DONE[what]
    before = clerk.lines()
    for do, fields in commands:
        answer = clerk.press(do, **fields)
        assert answer.status_code == 200, answer.text
    key = next((step["key"] for step in clerk.steps if "key" in step and what != "stage"), "")
    after_steps = clerk.session
    assert clerk.lines() == before  # nothing is written before it is saved
    assert clerk.save("様式を見直した").status_code == 303
    after = clerk.lines()
    assert (_told(after - before, key), _told(before - after, key)) == (added, removed)
    editing = hall.editing()
    change = editing.history(_subject(after ^ before))[0]
    assert change.reason == "様式を見直した"
    editing.apply(editing.undone(change.id, "戻す"), "clerk")
    assert clerk.lines() == before
    assert json.loads(after_steps)["steps"]


def _subject(lines: set[str]) -> str:
    return id_of(min(line.split(" ")[1] for line in lines))


def test_steps_are_undone_and_done_again_before_they_are_saved(clerk: Clerk) -> None:
    clerk.press(f"delete:{P1}")
    clerk.press(f"move:{S2} long")
    both = clerk.steps
    clerk.press("undo")
    assert clerk.steps == both[:1]
    clerk.press("undo")
    clerk.press("undo")  # there is nothing left to undo
    assert clerk.steps == []
    clerk.press("redo")
    clerk.press("redo")
    assert clerk.steps == both
    clerk.press("undo")
    clerk.press(f"move:{S2} mid")
    assert [step["kind"] for step in clerk.steps[1:]] == ["mid"]
    clerk.press("redo")  # another step has taken its place
    assert len(clerk.steps) == 2


def test_what_the_editor_does_not_show_is_kept(hall: CityHall, clerk: Clerk) -> None:
    comment = URIRef("http://www.w3.org/2000/01/rdf-schema#comment")
    extra = {
        (URIRef(iri), comment, Literal(f"覚え書き {n}", lang="ja"))
        for n, iri in enumerate((P1, S2, id_of("link/mihon-010101-p1-s1")))
    }
    graph = f"{BASE}/graph/{NOW}"
    for s, p, o in extra:
        hall.work.execute(f"INSERT DATA {{ GRAPH <{graph}> {{ {s.n3()} {p.n3()} {o.n3()} }} }}")
    clerk.open()
    clerk.press(f"choose:{P1}")
    clerk.press("apply", ja="新しい名前", en="")
    clerk.press(f"choose:{P1} {S1}")
    clerk.press("apply", rationale="理由")
    clerk.press(f"move:{S2} long")
    clerk.press(f"move:{P1} activity")  # another class: a new resource takes its place
    key = clerk.steps[-1]["key"]
    assert clerk.save().status_code == 303
    lines = clerk.lines()
    assert {line.split(" ", 1)[1] for line in lines if " comment " in line} == {
        f'activity/mihon-010101-{key} comment "覚え書き 0"@ja',
        'outcome/mihon-010101-s2 comment "覚え書き 1"@ja',
        f'link/mihon-010101-{key}-s1 comment "覚え書き 2"@ja',
    }
    assert not [line for line in lines if "mihon-010101-p1" in line and line.startswith(NOW)]


def test_the_first_edit_begins_the_draft(small_store: MemoryStore, tmp_path: Path) -> None:
    hall = CityHall(small_store, tmp_path, begun=False)
    assert not len(hall.work.data)
    hall.clerk("clerk")
    assert len(hall.work.data)
