"""A rule's example, shapes/examples/ID/{fail,pass}.ttl: before and after, line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji import resources
from michisuji.analysis.logic_model import LogicModel, load
from michisuji.languages import LANGUAGES, Text
from michisuji.quality.check.compiled import check, compiled_results
from michisuji.quality.check.data import source_of
from michisuji.quality.check.groups import Found, Group
from michisuji.quality.report import Finding
from michisuji.scratch import scratch
from michisuji.vocabulary import LM, graph_iri

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from michisuji.quality.shacl import Source

    Nodes = Sequence[Node] | None

_EXPECTED = re.compile(r"^# expect:")
_COMMENT = re.compile(r"^# ?(.*)$")
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_PREFIX_LINE = re.compile(r"^@prefix\b")
#: With more elements than this it is a list, not an example that reads well as a diagram.
_MOST_DRAWN = 16


@dataclass(frozen=True)
class Line:
    """A line of Turtle; ``changed`` if the other file lacks it."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Half:
    """One of the two files: its comment, its statements, findings and model.

    ``models`` are the logic models worth drawing, each in both languages, by owner.
    """

    note: Text
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    models: Mapping[str, Mapping[str, LogicModel]]


@dataclass(frozen=True)
class Example:
    """The example before (with a finding of the rule) and after (without)."""

    before: Half
    after: Half


@lru_cache(maxsize=256)
def example(rule: str, profile: str, base_iri: str) -> Example | None:
    """Return the example of a rule, checked with ``profile``; None if it has none."""
    folder = resources.folder("shapes") / "examples" / rule
    texts = [_text(folder / f"{name}.ttl") for name in ("fail", "pass")]
    if not all(texts):
        return None
    left, right = (_statements(text) for text in texts)
    before, after = _compared(left, right)
    halves = [
        Half(_note(text), lines, *_checked(text, rule, profile, base_iri))
        for text, lines in zip(texts, (before, after), strict=True)
    ]
    return Example(*halves)


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _note(text: str) -> Text:
    """Return the comments at the head, which describe the example, by their language."""
    told: dict[str, list[str]] = {}
    for line in text.split("\n"):
        comment = _COMMENT.match(line)
        if not comment:
            break
        if not _EXPECTED.match(line):
            lang = "ja" if _JAPANESE.search(line) else "en"
            told.setdefault(lang, []).append(comment[1].strip())
    return {lang: ("" if lang == "ja" else " ").join(lines) for lang, lines in told.items()}


def _statements(text: str) -> list[str]:
    """Return the lines with statements: no prefixes, no head, no superfluous empty lines."""
    lines: list[str] = []
    for line in text.split("\n"):
        if _PREFIX_LINE.match(line) or (line.startswith("#") and not lines):
            continue
        if _EXPECTED.match(line) or (not line.strip() and not (lines and lines[-1])):
            continue
        lines.append(line.rstrip())
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _compared(
    left: Sequence[str], right: Sequence[str]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return both files' lines, marking those that the other lacks.

    A moved line is not a change.
    """
    common: set[str] = set(left) & set(right)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    same_left: set[int] = set()
    same_right: set[int] = set()
    for block in matcher.get_matching_blocks():
        same_left |= set(range(block.a, block.a + block.size))
        same_right |= set(range(block.b, block.b + block.size))

    def lines(texts: Sequence[str], same: set[int]) -> tuple[Line, ...]:
        return tuple(
            Line(text, bool(text) and number not in same and text not in common)
            for number, text in enumerate(texts)
        )

    return lines(left, same_left), lines(right, same_right)


def _checked(
    text: str, rule: str, profile: str, base_iri: str
) -> tuple[tuple[Finding, ...], Mapping[str, Mapping[str, LogicModel]]]:
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    graph.parse(data=text, format="turtle", publicID=base_iri + "/")

    def alone(source: Source, group: Group, applicable: frozenset[str], focus: Nodes) -> Found:
        return compiled_results(source, group, applicable & {rule}, focus)

    report = check(source_of(graph), base_iri, profile, engine=alone)
    own = tuple(replace(f, place=None) for f in report.findings if f.rule == rule)
    return own, _models(graph, base_iri)


def _models(graph: Graph, base_iri: str) -> Mapping[str, Mapping[str, LogicModel]]:
    """Return the models with a few elements and at least one link, in both languages."""
    from rdflib import RDF, URIRef

    from michisuji.store.memory import MemoryStore

    owners = sorted({str(o) for o in graph.objects(None, URIRef(LM + "modelOf"))})
    if not owners:
        return {}
    store, name = MemoryStore(base_iri), graph_iri(base_iri, "example")
    with scratch() as folder:
        path = folder / "example.nt"
        path.write_bytes(graph.serialize(format="nt", encoding="utf-8"))
        store.upload(name, path)
    found: dict[str, Mapping[str, LogicModel]] = {}
    for owner in owners:
        if (URIRef(owner), RDF.type, None) not in graph:
            continue
        drawn = {
            lang: load(store, owner, base_iri=base_iri, lang=lang, default_graphs=(name,))
            for lang in LANGUAGES
        }
        both = {lang: model for lang, model in drawn.items() if model is not None}
        if len(both) == 2 and 2 <= len(both["ja"].nodes) <= _MOST_DRAWN and both["ja"].edges:
            found[owner] = both
    return found


def breaks(findings: Sequence[Finding], lang: str) -> dict[str, list[str]]:
    """Return node → its findings' messages, for the diagram."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        found.setdefault(finding.focus_node, []).append(finding.message[lang])
    return found
