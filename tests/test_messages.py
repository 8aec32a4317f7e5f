"""Both languages have every message, every message is used, and no words stand in Python."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import michisuji.messages
import michisuji.web
import pytest
from jinja2 import Environment, nodes
from michisuji.accounts import Action, AuditEvent, Role
from michisuji.accounts.permissions import STATES as PART_STATES
from michisuji.achievement import STATES
from michisuji.analysis.board.answers import ORDERS, SURVEYS
from michisuji.analysis.flow.answers import KINDS as FLOW_KINDS
from michisuji.analysis.impact.answers import RANKS
from michisuji.analysis.logic_model import COLUMNS
from michisuji.analysis.paths.answers import OVER
from michisuji.analysis.priority.choosing import BUDGETS, REACHED
from michisuji.analysis.priority.programs import SORTS
from michisuji.editing.changes import EditKind
from michisuji.editing.forms.order import GROUPS
from michisuji.languages import LANGUAGES
from michisuji.messages import each, message, messages, section, text
from michisuji.quality.reading import statistics
from michisuji.questions.header import ROLES, TOPICS
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.page_table import navigation, ways
from michisuji.web.pages import practices
from michisuji.web.pages.program import MONEY_PARTS
from michisuji.web.planner.paths import ENDS

from tests.literals import EXCEPTED, LEFT, japanese
from tests.rooms import PACKAGE

FOLDER = Path(michisuji.messages.__file__).parent
TEMPLATES = sorted((Path(michisuji.web.__file__).parent / "templates").rglob("*.html"))
#: Keys that templates put together, and what they are put together from; see ``dynamic``.
LIMIT_GROUPS = (
    "query",
    "client",
    "page",
    "turn",
    "search",
    "path",
    "years",
    "connection",
    "editor",
    "account",
    "draft",
    "own",
)
#: The lists of a person's work.
WORK_LISTS = ("returned", "waiting", "releasable", "begun", "sent")
DYNAMIC = {
    "workflow.part_": ("program", "measure", "evaluation", "other"),
    "workflow.next_": PART_STATES,
    "workflow.done_": ("submit", "withdraw", "return", "confirm", "approve"),
    "workflow.list_": WORK_LISTS,
    "workflow.empty_": (*WORK_LISTS, "untouched"),
    "help.states.": tuple(s + end for s in PART_STATES for end in ("", "_who")),
    "release.why.": ("state", "internal", "new-year", "no-dataset"),
    "roles.role_": tuple(Role),
    "roles.reach_": ("whole", "unit", "below"),
    "roles.state_": PART_STATES,
    "roles.action_": tuple(one.replace("-", "_") for one in Action),
    "roles.event_": tuple(one.replace("-", "_") for one in AuditEvent),
    "history.": ("undone", "restored", "nothing"),
    "history.kind_": get_args(EditKind),
    "achievement.mark.": STATES,
    "achievement.word.": STATES,
    "achievement.arrow.": ("up", "down", "keep"),
    "achievement.wanted.": ("up", "down", "keep"),
    "overview.": ("all", "low_less", "low_grown", "high_less"),
    "overview.reached_": REACHED,
    "overview.budget_": BUDGETS,
    "analysis.indicators.survey_": SURVEYS,
    "board.order_": ORDERS,
    "plan.style.": ("top-down", "middle", "bottom-up", "none"),
    "plan.relation.": ("revises", "references", "states", "supports", "feeds"),
    "money_part.": MONEY_PARTS,
    "evaluated.": ("self", "peer", "lead", "other"),
    "measure.figure.all": ("", "_outcome"),
    "measure.figure.some": ("", "_outcome"),
    "measure.figure.none": ("", "_outcome"),
    "help.editing.": tuple(
        key + end
        for key in ("open", "type", "values", "check", "save", "both", "out", "refused", "gone")
        for end in ("", "_text")
    ),
    "forms.group.": (*GROUPS, "other"),
    "forms.language.": LANGUAGES,
    "severity.": ("violation", "warning", "info"),
    "standing.": ("awaited", "failed", "none"),
    "kaizen.": (*practices.FACETS, "unit"),
    "kaizen.sort_": practices.SORTS,
    "kind.": ("baseline", "target", "actual", "forecast"),
    "home.way_": tuple(
        name + end
        for name in ("citizen", "planner", "quality", "staff", "reader")
        for end in ("", "_text")
    ),
    "ontology.": ("classes", "properties", "codes", "former"),
    "questions.role.": ROLES,
    "sparql.view.": ("line", "bars", "table"),
    "questions.topic.": ("own", *TOPICS),
    "filter_by.": statistics.BY,
    "quality.whole_by_": ("department", "measure", "family"),
    "quality.trend_": ("checks", "years", "one"),
    "rule.": ("before", "after"),
    "what_if.side_": ("a", "b"),
    "what_if.key_": ("lost", "reduced"),
    "impact.rank_": RANKS,
    "impact.stands_for_": ("indicator", "measure"),
    "impact.column_": ("indicator", "element", "measure"),
    "change.": ("added", "changed", "removed"),
    "uploading.against.": ("draft", "public", "nothing"),
    "limits.group_": LIMIT_GROUPS,
    "limits.over_": LIMIT_GROUPS,
    "limits.unit_": ("count", "s", "B"),
    "stage.": COLUMNS,
    "priority.sort_": SORTS,
    "flow.kind_": FLOW_KINDS,
    "similar.within_": ("own", "others", "all"),
    "paths.end_": ENDS,
    "paths.over_": OVER,
    "flow.column_": ("all", "programs", "outcomes", "ends"),
}
_CALL = re.compile(r"""_\(\s*["']([a-z0-9_.\-]+)["']\s*(~?)""")
#: What stands in a key for a part that is put in.
ANY = "*"
#: Messages of which one language tells more than the other: the beginning of their keys.
UNEVEN = ("analysis.leads-to.budget_", "analysis.years.budget_", "dcat.year", "tables.rs")
#: What asks for a message by its key, and for a whole section.
_ASKING, _SECTIONS = ("message", "text", "translate", "say"), ("section",)


def in_templates() -> Iterator[tuple[str, bool]]:
    """(key or its beginning, whether it is put together)."""
    for path in TEMPLATES:
        for key, joined in _CALL.findall(path.read_text("utf-8")):
            yield key, bool(joined)


def _filled_in_templates() -> Iterator[tuple[Path, str, list[str]]]:
    """(template, key, fields) of each call with fields whose key stands there whole."""
    env = Environment(extensions=["jinja2.ext.do"], autoescape=True)
    for path in TEMPLATES:
        for call in env.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_" and call.kwargs:
                key = call.args[0]
                if isinstance(key, nodes.Const):
                    yield path, key.value, [one.key for one in call.kwargs]


@cache
def in_python() -> tuple[frozenset[str], frozenset[str]]:
    """The keys that modules ask for, and those that they put together, as patterns."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        known = {*_imported(tree), "say"}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in known and node.args:
                end = f".{ANY}" if _name(node.func) in _SECTIONS else ""
                found |= {key + end for key in _keys(node.args[0])}
    joined = {key for key in found if ANY in key}
    return frozenset(found - joined), frozenset(map(_pattern, joined))


def _pattern(key: str) -> str:
    return r"[\w.-]*".join(re.escape(part) for part in key.split(ANY))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in _ASKING:
            yield node.name
        elif isinstance(node, ast.ImportFrom) and node.module in (
            "michisuji.messages",
            "michisuji.web.i18n",
        ):
            yield from (a.name for a in node.names if a.name in (*_ASKING, *_SECTIONS))
        elif isinstance(node, ast.ImportFrom) and node.module == "michisuji":
            yield from _ASKING if any(a.name == "messages" for a in node.names) else ()


def _name(function: ast.expr) -> str:
    """As it is called: a function's own name, a method's, or one of the module's."""
    if isinstance(function, ast.Attribute):
        of_module = isinstance(function.value, ast.Name) and function.value.id == "messages"
        return function.attr if of_module or function.attr == "say" else ""
    return function.id if isinstance(function, ast.Name) else ""


def _keys(asked: ast.expr) -> Iterator[str]:
    """The keys that an expression can be, ANY for what is put in."""
    if isinstance(asked, ast.IfExp):
        yield from (*_keys(asked.body), *_keys(asked.orelse))
    elif isinstance(asked, ast.Constant):
        yield str(asked.value)
    elif isinstance(asked, ast.JoinedStr):
        yield "".join(str(p.value) if isinstance(p, ast.Constant) else ANY for p in asked.values)


def test_both_languages_have_the_same_keys_and_fields() -> None:
    ja, en = messages("ja"), messages("en")
    assert ja.keys() == en.keys()
    fields = re.compile(r"\{(\w+)")
    differ = [k for k in ja if set(fields.findall(ja[k])) != set(fields.findall(en[k]))]
    assert not [key for key in differ if not key.startswith(UNEVEN)]
    assert not [k for k in ja if not ja[k].strip() or not en[k].strip()]


def test_both_languages_keep_the_same_order() -> None:
    assert list(messages("ja")) == list(messages("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_stands_in_two_files(lang: str) -> None:
    keys = [
        key
        for path in FOLDER.glob(f"*.{lang}.toml")
        for key in _whole(tomllib.loads(path.read_text("utf-8")))
    ]
    assert len(keys) == len(set(keys)) == len(messages(lang))


def _whole(table: dict[str, object], start: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _whole(value, f"{start}{key}.")
        else:
            yield start + key


@pytest.fixture(scope="module")
def dynamic() -> dict[str, tuple[str, ...]]:
    """``DYNAMIC``, and what pages declare."""
    app = create_app(Settings(), MemoryStore(Settings().base_iri))
    with app.app_context():
        entries = tuple(entry.declared.section for entry in navigation())
        listed = [way.endpoint.removeprefix("planner.") for way in ways("planner")]
    own = tuple(way + end for way in listed for end in ("", "_text"))
    return {**DYNAMIC, "nav.": entries, "planner.way_": own}


def test_every_message_that_is_asked_for_is_there(dynamic: dict[str, tuple[str, ...]]) -> None:
    known = messages("ja").keys()
    missing = {key for key, joined in in_templates() if not joined} - known
    missing |= {start + end for start, ends in dynamic.items() for end in ends} - known
    keys, joined = in_python()
    missing |= keys - known
    missing |= {pattern for pattern in joined if not any(re.fullmatch(pattern, k) for k in known)}
    assert not missing, f"write them in messages/*.toml, in both languages: {sorted(missing)}"
    begun = {key for key, is_begun in in_templates() if is_begun}
    assert begun <= set(dynamic), "say in DYNAMIC what a key is put together from"


def test_every_field_that_a_template_fills_in_stands_in_its_message() -> None:
    """A field in other brackets would be shown as it is, and its value dropped."""
    calls = list(_filled_in_templates())
    assert len(calls) > 100
    wrong = [
        f"{path.name} {key} {lang}: {name}"
        for path, key, names in calls
        for lang in LANGUAGES
        for name in names
        if not re.search(rf"\{{{name}\b", messages(lang)[key])
    ]
    assert not wrong, wrong


def test_no_message_is_left_over(dynamic: dict[str, tuple[str, ...]]) -> None:
    used = {key for key, joined in in_templates() if not joined}
    used |= {start + end for start, ends in dynamic.items() for end in ends}
    keys, joined = in_python()
    pattern = re.compile("|".join(sorted(joined)))
    left = {key for key in messages("ja").keys() - used - keys if not pattern.fullmatch(key)}
    assert not left, f"nothing asks for {sorted(left)}"


def test_words_stand_in_no_module() -> None:
    found = japanese(PACKAGE)
    more = {path: n for path, n in found.items() if n > LEFT.get(path, 0)}
    assert not more, f"put the words into messages/*.toml (see CONTRIBUTING.md): {more}"
    fewer = {path: found.get(path, 0) for path, n in LEFT.items() if found.get(path, 0) < n}
    assert not fewer, f"fewer than LEFT says: write the new number there: {fewer}"


def test_exceptions_are_of_use() -> None:
    assert not [path for path in EXCEPTED if not (PACKAGE / path).exists()]


def test_a_message_is_filled_in_in_each_language() -> None:
    count = each(lambda lang: {"ja": "五", "en": "five"}[lang])
    assert text("impact.found", count=count) == {"ja": "見つかったもの(五件)", "en": "Found (five)"}
    assert text("impact.rank") == {lang: message("impact.rank", lang) for lang in LANGUAGES}


def test_a_section_keeps_its_order() -> None:
    names = list(section("severity", "ja"))
    assert names == ["violation", "warning", "info"]


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        message("no.such.key", "ja")
