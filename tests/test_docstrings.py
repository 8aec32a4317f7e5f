"""The English of docstrings and comments, as far as a machine can judge it (CONTRIBUTING.md).

Ruff requires docstrings (D1) and judges their mood by a word list of its own (D401). These tests
judge the rest: the verbs in use, the length of a first sentence, and archaic or private turns.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.rooms import PACKAGE

MOST_WORDS = 20

#: The first words of functions' docstrings. Add a verb in the imperative, never another word.
VERBS = frozenset(
    re.findall(
        r"\w+",
        """
    Accept Add Allow Announce Answer Apply Ask Assign Begin Blank Bring Buffer Build Check
    Classify Clean Close Collect Combine Compare Compress Compute Connect Convert Copy Count
    Create Declare Decode Describe Distribute Do Draw Drop Encode End Escape Exclude Expand
    Expire Extend Fetch Fill Find Finish Flush Follow Forget Format Freeze Group Guard Handle
    Hash Hold Import Insert Join Judge Keep Kill Lay Let Limit List Load Look Make Map Mark
    Match Merge Move Name Normalize Open Order Parse Pass Patch Place Plan Prefix Prepare Print
    Publish Push Put Queue Quote Raise Read Receive Record Redirect Reduce Refuse Register
    Release Remove Rename Render Renew Replace Report Resolve Restart Return Reword Rewrite
    Round Route Run Save Select Send Serialize Serve Set Show Shut Sort Split Stack Start State
    Stop Store Stream Swap Take Tell Turn Undo Update Use Wait Walk Work Wrap Write Yield
        """,
    )
)

#: Turns that readers stumble over → what to write instead. CONTRIBUTING.md lists them.
TURNS = {
    r"^Whether\b": "Return True if …",
    r"^Both\.": "name the two things",
    r"\bof elsewhere\b": "remote, external, of another service",
    r"\b(what|that|which) (is|are) none\b": "anything else, any other text",
    r"\bor none\b": "say what: None, '' or an empty list",
    r"\b(for|by|of|to) who\b": "for readers who …, by callers that …",
    r"\bwho (asks|looks|wants|reads)\b": "a caller that …, a reader who …",
    r"\banew\b(?!``)": "again",
    r"\bbeside\b(?!``)": "next to; besides, in addition to",
    r"\b(is|are|was|were) told\b|\btold (of|as|by)\b|\btells of\b": "is reported, stated, shown",
    r"\b(after|from|for|in|beyond|of) so (many|long)\b": "after this many, for this long",
    r"\bbut for\b|\bsave for\b": "except for",
    r"\bbe it\b|\blest\b|\bwhence\b|\bthence\b|\bwherein\b|\bhitherto\b": "plain words",
    r"\b(a|one) (row|sheet|table|case|suite|file|line) a [a-z]+\b": "one row per …",
}
#: Decorators of what is read like a value, and of the command group, whose text is its help.
EXEMPT = {"property", "cached_property", "setter", "overload", "group"}


class Docstring(NamedTuple):
    """A docstring with the place and the kind of what it describes."""

    place: str
    text: str
    node: ast.AST

    @property
    def first(self) -> str:
        """The first sentence, without the text of the following ones."""
        paragraph = " ".join(self.text.split("\n\n")[0].split())
        return re.split(r"(?<=[.!?])\s+(?=[A-Z`(])", paragraph)[0]

    @property
    def is_function(self) -> bool:
        """True for functions and methods that are called, not read like a value."""
        if not isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        named = {n for d in self.node.decorator_list for n in re.findall(r"\w+", ast.unparse(d))}
        return not named & EXEMPT


def _files() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if "__pycache__" not in p.parts)


@cache
def _docstrings() -> tuple[Docstring, ...]:
    return tuple(_read_docstrings())


def _read_docstrings() -> Iterator[Docstring]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, kinds) and (text := ast.get_docstring(node)):
                line = getattr(node, "lineno", 1)
                yield Docstring(f"{path.relative_to(PACKAGE)}:{line}", text, node)


@cache
def _comments() -> tuple[tuple[str, str], ...]:
    return tuple(_read_comments())


def _read_comments() -> Iterator[tuple[str, str]]:
    for path in _files():
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
            if token.type == tokenize.COMMENT:
                yield f"{path.relative_to(PACKAGE)}:{token.start[0]}", token.string.lstrip("#: ")


def test_a_functions_docstring_begins_with_a_verb_in_the_imperative() -> None:
    odd = [f"{d.place} {d.first}" for d in _docstrings()
           if d.is_function and re.split(r"\W", d.first)[0] not in VERBS]  # fmt: skip
    assert not odd, "\n".join(odd)


def test_a_functions_first_sentence_is_short() -> None:
    long = [f"{d.place} {d.first}" for d in _docstrings()
            if d.is_function and len(d.first.split()) > MOST_WORDS]  # fmt: skip
    assert not long, "\n".join(long)


def test_modules_and_classes_say_what_they_are() -> None:
    asking = re.compile(r"(What|Whether|How|Where|Why|Who|Whose|Which|When)\b")
    odd = [f"{d.place} {d.first}" for d in _docstrings()
           if isinstance(d.node, ast.Module | ast.ClassDef) and asking.match(d.text)]  # fmt: skip
    assert not odd, "\n".join(odd)


@pytest.mark.parametrize("turn", TURNS)
def test_nobody_stumbles_over_an_odd_turn(turn: str) -> None:
    found = re.compile(turn)
    texts = [*((d.place, " ".join(d.text.split())) for d in _docstrings()), *_comments()]
    odd = [f"{place} {text[:120]}" for place, text in texts if found.search(text)]
    assert not odd, f"write: {TURNS[turn]}\n" + "\n".join(odd)


def test_the_tests_themselves_find_what_is_odd() -> None:
    tree = ast.parse('def f():\n    """Whether what is none is told. Or not."""\n')
    made = Docstring("x", ast.get_docstring(tree.body[0]) or "", tree.body[0])  # type: ignore[arg-type]
    assert made.first == "Whether what is none is told."
    assert made.is_function
    assert sum(bool(re.search(turn, made.text)) for turn in TURNS) == 3
