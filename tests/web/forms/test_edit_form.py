"""The form of a resource: unchanged it changes nothing, and each field changes its statement."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pyoxigraph as ox
import pytest
from michisuji.editing.forms.fields import form_of
from michisuji.editing.forms.order import NOT_WRITTEN
from michisuji.editing.forms.terms import term_list
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM, PREFIXES

from tests.web.forms.conftest import BASE, FormEditor

TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
PROGRAM = f"{BASE}/id/program/mihon-010101"
ACTIVITY = f"{BASE}/id/activity/mihon-010101-a1"
KAIZEN = f"{BASE}/id/kaizen/mihon-007"
#: What stands before an odd text is typed.
BEFORE = "元の目的"
STATUS = f"<{LM}workflowStatus>"
#: What a text becomes that is typed in place of another.
TYPED = {
    "text": ("新しい文\r\n二行目", "新しい文\n二行目"),
    "plain": ("X-１", "X-１"),
    "number": ("▲1,234.50", "-1234.5"),
    "yen": ("1,234.567", "1234567"),
    "integer": ("0", "0"),
    "year": ("平成11年度", "1999"),
    "date": ("R8.4.1", "2026-04-01"),
    "web": ("https://example.jp/a?b=1", "https://example.jp/a?b=1"),
}


def resources(store: MemoryStore) -> dict[str, str]:
    """Class → the first resource of it in the current state, of all that forms write."""
    found: dict[str, list[str]] = defaultdict(list)
    for quad in store.data.quads_for_pattern(None, TYPE, None, ox.DefaultGraph()):
        iri = getattr(quad.subject, "value", "")
        if iri.startswith(f"{BASE}/id/"):
            found[quad.object.value].append(iri)  # type: ignore[union-attr]
    ours = {*term_list().above, PREFIXES["qb"] + "Observation"} - NOT_WRITTEN
    return {class_: min(iris) for class_, iris in found.items() if class_ in ours}


def of_data(lines: set[str]) -> set[str]:
    """Statements without the states that an edit sets back."""
    return {line for line in lines if STATUS not in line}


def test_a_form_that_nobody_touched_changes_nothing(module_editor: FormEditor) -> None:
    found = resources(module_editor.work)
    assert len(found) > 25
    before = module_editor.lines()
    for class_, iri in found.items():
        saved = module_editor.save(iri, module_editor.open(iri))
        assert saved.status_code == 303, (class_, saved.text)
        assert "saved=nothing" in saved.location, class_
    assert module_editor.lines() == before


def test_typed_fields_change_exactly_their_own_statements(module_editor: FormEditor) -> None:
    """All inputs of a resource of each class, at once: what is typed is what is then stated."""
    tried = 0
    for class_, iri in resources(module_editor.work).items():
        inputs = module_editor.open(iri)
        typed = dict[str, str]()
        expected = set[tuple[str, str]]()
        for one in form_of(class_).fields:
            if one.kind in TYPED and not (one.least is not None and one.kind == "number"):
                name = next(n for n in inputs if re.fullmatch(rf"{one.name}(@ja)?\.0", n))
                text = "12" if one.kind == "number" and one.asked.rule else TYPED[one.kind][0]
                if inputs[name] == text:
                    continue  # it is stated already
                typed[name] = text
                if inputs[name] == text:
                    continue  # it says so already: the order of money is 0
                expected.add((one.term.iri, "12" if text == "12" else TYPED[one.kind][1]))
        before = of_data(module_editor.lines())
        if class_ == f"{LM}CausalLink":
            typed.pop("lm:confidence.0", None)
            expected.discard((f"{LM}confidence", "12"))
        saved = module_editor.save(iri, inputs | typed)
        assert saved.status_code == 303, (class_, _told(saved.text))
        after = of_data(module_editor.lines())
        added = [
            q for line in after - before for q in ox.parse(f"{line} .", format=ox.RdfFormat.N_QUADS)
        ]
        assert {q.subject.value for q in added} == {iri}  # type: ignore[union-attr]
        assert {(q.predicate.value, q.object.value) for q in added} == expected  # type: ignore[union-attr]
        assert len(before - after) <= len(after - before)
        tried += len(expected)
    assert tried > 150


def _told(page: str) -> list[str]:
    return re.findall(r'class="problem"[^>]*>([^<]*)', page)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0", "0"),
        ("a" * 50_000, "a" * 50_000),
        ("あ" * 50_000, "あ" * 50_000),
        ("一行\r\n\r\n  三行  \r\n", "一行\n\n  三行"),
        ("x\x00\x08\x1f\ufffey", "xy"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\u202eevil\u202c שלום", "\u202eevil\u202c שלום"),
        ("𠮷野家 👩‍👩‍👧", "𠮷野家 👩‍👩‍👧"),
        ('"\\ {$this} {{ 7*7 }} %s', '"\\ {$this} {{ 7*7 }} %s'),
        ("  ", None),
        ("", None),
    ],
)
def test_odd_texts_are_kept_to_the_letter(
    module_editor: FormEditor, typed: str, kept: str | None
) -> None:
    editor = module_editor
    assert (
        editor.save(PROGRAM, editor.open(PROGRAM) | {"lm:purpose@ja.0": BEFORE}).status_code == 303
    )
    inputs = editor.open(PROGRAM)
    before = of_data(editor.lines())
    assert editor.save(PROGRAM, inputs | {"lm:purpose@ja.0": typed}).status_code == 303
    (removed,) = before - of_data(editor.lines())
    assert BEFORE in removed
    added = of_data(editor.lines()) - before
    stated = [
        q.object.value for line in added for q in ox.parse(f"{line} .", format=ox.RdfFormat.N_QUADS)
    ]
    assert stated == ([] if kept is None else [kept])
    # OpenedResource again, the form shows the same, and saved untouched it changes nothing.
    assert "saved=nothing" in editor.save(PROGRAM, editor.open(PROGRAM)).location
    if kept and "<script>" in kept:
        for page in (editor.get("edit", iri=PROGRAM), editor.get("doc/program/mihon-010101")):
            assert "<script>alert" not in page.text
            assert "&lt;script&gt;alert(1)" in page.text
            assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_a_wrong_value_keeps_all_that_was_typed_and_says_where(editor: FormEditor) -> None:
    typed = {
        "lm:startYear.0": "来年",
        "lm:purpose@ja.0": "直した目的",
        "lm:referencePage.0": "javascript:x",
    }
    before = editor.lines()
    page = editor.save(PROGRAM, editor.open(PROGRAM) | typed)
    assert page.status_code == 422
    assert editor.lines() == before
    for name, text in typed.items():
        assert text in page.text, name
    for name in ("lm:startYear.0", "lm:referencePage.0"):
        assert f'href="#{name}"' in page.text  # the summary leads to the input
        assert f'id="wrong-{name}"' in page.text
        assert re.search(
            rf'id="{name}"[^>]*aria-describedby="[^"]*wrong-{name}"[^>]*aria-invalid', page.text
        )
    assert 'role="alert"' in page.text


def test_values_of_other_vocabularies_are_shown_and_kept(editor: FormEditor) -> None:
    graph, node = ox.NamedNode(f"{BASE}/graph/mihon"), ox.NamedNode(PROGRAM)
    odd = [
        (LM + "startYear", ox.Literal("約2020")),
        (LM + "purpose", ox.Literal("中文", language="zh")),
        (LM + "summary", ox.Literal("a\x0bb", language="ja")),
        ("http://xmlns.com/foaf/0.1/name", ox.Literal("よその語彙")),
    ]
    for predicate, value in odd:
        editor.work.data.add(ox.Quad(node, ox.NamedNode(predicate), value, graph))
    page = editor.get("edit", iri=PROGRAM).text
    for _, value in odd[:2] + odd[3:]:
        assert value.value in page.partition('id="kept"')[2]
    assert (
        editor.save(PROGRAM, editor.open(PROGRAM) | {"lm:purpose@ja.0": "別の目的"}).status_code
        == 303
    )
    for predicate, value in odd:
        assert ox.Quad(node, ox.NamedNode(predicate), value, graph) in editor.work.data


def test_boxes_are_ticked_and_cleared(editor: FormEditor) -> None:
    inputs = editor.open(PROGRAM)
    boxes = {
        n: v
        for n, v in inputs.items()
        if n.startswith("lm:implementationMethod.") and ":" not in n[3:]
    }
    assert sorted(v.rpartition("/")[2] for v in boxes.values()) == ["direct", "subsidy"]
    before = of_data(editor.lines())
    del inputs[next(iter(boxes))]
    grant = f"{PREFIXES['code']}method/grant"
    assert editor.save(PROGRAM, inputs | {"lm:implementationMethod.6": grant}).status_code == 303
    after = of_data(editor.lines())
    assert [line for line in after - before if "method/grant" in line] == list(after - before)
    assert [line for line in before - after if "method/direct" in line] == list(before - after)


def references(editor: FormEditor, iri: str, prop: str) -> set[str]:
    """The ends of what a resource refers to now."""
    found = editor.work.data.quads_for_pattern(
        ox.NamedNode(iri), ox.NamedNode(LM + prop), None, ox.DefaultGraph()
    )
    return {quad.object.value.rpartition("/")[2] for quad in found}  # type: ignore[union-attr]


def test_a_reference_is_found_by_its_name(editor: FormEditor) -> None:
    inputs = editor.open(PROGRAM)
    assert editor.save(PROGRAM, inputs | {"lm:leadUnit.0": "総務部"}).status_code == 303
    assert references(editor, PROGRAM, "leadUnit") == {"mihon-d-general"}
    for typed, key in (("どこにもない課", "見つかりません"), ("課", "選んでください")):
        page = editor.save(PROGRAM, editor.open(PROGRAM) | {"lm:leadUnit.0": typed})
        assert page.status_code == 422
        assert key in page.text
        assert f'value="{typed}"' in page.text
    offered = re.findall(r'name="lm:leadUnit.0:pick" value="([^"]+)"', page.text)
    assert len(offered) > 3
    again = editor.open(PROGRAM) | {"lm:leadUnit.0": "課", "lm:leadUnit.0:pick": offered[1]}
    assert editor.save(PROGRAM, again).status_code == 303
    assert references(editor, PROGRAM, "leadUnit") == {offered[1].rpartition("/")[2]}


def test_goals_and_rules_which_no_index_has_are_found_too(editor: FormEditor) -> None:
    waiver = f"{BASE}/id/waiver/mihon-w1"
    assert editor.save(waiver, editor.open(waiver) | {"lm:waives.0": "chain-06"}).status_code == 303
    assert references(editor, waiver, "waives") == {"CHAIN-06"}
    mission = f"{BASE}/id/mission/mihon-mission-safety"
    page = editor.post("edit", editor.open(mission) | {"more": "lm:serves"}, iri=mission)
    name = re.findall(r'name="(lm:serves\.\d)"', page.text)[-1]
    typed = editor.open(mission) | {name: "市の進む道を、市民とともに見えるかたちにする部"}
    assert editor.save(mission, typed).status_code == 303
    assert "mihon-vision-planning" in references(editor, mission, "serves")


def test_values_are_added_and_removed_by_buttons(editor: FormEditor) -> None:
    had = references(editor, PROGRAM, "relatedUnit")
    inputs = editor.open(PROGRAM) | {"lm:purpose@ja.0": "まだ保存していない"}
    page = editor.post("edit", inputs | {"more": "lm:relatedUnit"}, iri=PROGRAM)
    assert "まだ保存していない" in page.text
    assert f'name="lm:relatedUnit.{len(had)}"' in page.text
    page = editor.post("edit", inputs | {"drop lm:relatedUnit.0": "1"}, iri=PROGRAM)
    from tests.web.forms.sending import inputs_of

    assert editor.save(PROGRAM, inputs_of(page.text)).status_code == 303
    assert len(references(editor, PROGRAM, "relatedUnit")) == len(had) - 1


def test_two_people_lose_nothing(editor: FormEditor) -> None:
    """What does not collide is merged; what does is shown twice, chosen, and sent again."""
    first, second = editor.open(PROGRAM), editor.open(PROGRAM)
    theirs = {"lm:purpose@ja.0": "一人目の目的", "lm:startYear.0": "2019"}
    assert editor.save(PROGRAM, first | theirs).status_code == 303
    mine = {"lm:purpose@ja.0": "二人目の目的", "lm:summary@ja.0": "二人目の概要"}
    page = editor.save(PROGRAM, second | mine)
    assert page.status_code == 409
    assert "一人目の目的" in page.text
    assert "二人目の目的" in page.text
    assert "二人目の概要" in page.text
    from tests.web.forms.sending import inputs_of

    for chosen, stands in (("theirs", "一人目の目的"), ("mine", "二人目の目的")):
        again = inputs_of(page.text) | {"keep lm:purpose@ja.0": chosen}
        assert editor.save(PROGRAM, again).status_code == 303
        said = editor.open(PROGRAM)
        assert said["lm:purpose@ja.0"] == stands
        assert said["lm:summary@ja.0"] == "二人目の概要"
        assert said["lm:startYear.0"] == "2019"


def test_a_link_moves_its_plain_edge(editor: FormEditor) -> None:
    link = f"{BASE}/id/link/mihon-010101-a1-p1"
    inputs = editor.open(link)
    assert references(editor, ACTIVITY, "leadsTo") == {"mihon-010101-p1"}
    target = f"{BASE}/id/output/mihon-010101-p2"
    assert editor.save(link, inputs | {"lm:to.0": target}).status_code == 303
    assert references(editor, ACTIVITY, "leadsTo") == {"mihon-010101-p2"}


def test_yen_are_shown_in_thousands_and_kept_exactly(editor: FormEditor) -> None:
    money = f"{BASE}/id/money/mihon-010101-2021"
    inputs = editor.open(money)
    assert inputs["lm:executedAmount.0"] == "10,123.746"
    for typed, stated in (
        ("12,400", "12400000"),
        ("１２３円", "123"),
        ("1.5億円", "150000000"),
        ("0", "0"),
    ):
        assert (
            editor.save(money, editor.open(money) | {"lm:executedAmount.0": typed}).status_code
            == 303
        )
        quads = editor.work.data.quads_for_pattern(
            ox.NamedNode(money), ox.NamedNode(LM + "executedAmount"), None, None
        )
        assert {q.object.value for q in quads} == {stated}  # type: ignore[union-attr]
    assert editor.save(money, editor.open(money) | {"lm:executedAmount.0": "-1"}).status_code == 422


def test_the_check_is_told_before_anything_is_saved(editor: FormEditor) -> None:
    before = editor.lines()
    typed = editor.open(KAIZEN) | {"lm:problem@ja.0": ""}
    page = editor.post("edit", typed | {"check": "1"}, iri=KAIZEN)
    assert page.status_code == 200
    beside = page.text.partition('data-beside="lm-problem"')[2].partition("</ul>")[0]
    assert "KAI-01" in beside
    found: dict[str, Any] = editor.post("edit/preview", typed, iri=KAIZEN).get_json()
    assert [one["rule"] for one in found["fields"]["lm-problem"]] == ["KAI-01"]
    assert editor.lines() == before


def test_amounts_are_told_in_the_unit_of_their_inputs(editor: FormEditor) -> None:
    """An example in yen beside an input in thousands would be off by a thousand."""
    page = editor.get("edit", iri=f"{BASE}/id/money/mihon-010101-2021").text
    field = page.partition('id="field-lm-initialBudget"')[2].partition('class="inputs"')[0]
    assert "例: 12,400<" in field
    assert "(円)" not in field
