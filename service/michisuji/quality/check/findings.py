"""From an engine's results to findings: rule, severity, message, remedy, context, waiver."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from michisuji.languages import LANGUAGES, Text, pick
from michisuji.quality.check.data import term_labels
from michisuji.quality.check.labels import Names
from michisuji.quality.report import Finding
from michisuji.store.rdf_terms import n3
from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    from michisuji.quality.check.waivers import Waivers
    from michisuji.quality.rulebook.rules import RuleSet
    from michisuji.quality.shacl import Result

#: Characters of a value that a message repeats; the finding has all of it.
_LONGEST = 120
_PLACEHOLDER = re.compile(r"\{[$?](this|value|path)\}")


class FindingMaker:
    """Makes findings under the rules of a profile; names come from ``names``."""

    def __init__(self, names: Names, rules: RuleSet, waivers: Waivers) -> None:
        self._rules = rules
        self._names = names
        self._waivers = waivers

    def make_all(self, results: Iterable[Result]) -> Iterator[Finding]:
        """Yield a finding for each result; the names they need are looked up together first."""
        known = list(results)
        nodes = {str(r.focus_node) for r in known}
        self._names.learn(nodes | {str(r.value) for r in known if _is_iri(r.value)})
        return map(self.make, known)

    def make(self, result: Result) -> Finding:
        """Make a finding; its message is the one nearest to the constraint in the shapes."""
        part = str(result.constraint or result.source_shape)
        rule = self._rules.rules[self._rules.rule_of[part]]
        node, value = str(result.focus_node), result.value
        context = self._names.context(node)
        waiver = self._waivers.of(rule.shape, node)
        # A node shape's result repeats the focus node as its value: nothing new.
        news = value if value is not None and str(value) != node else None
        return Finding(
            rule=rule.id,
            severity=self._rules.part_severities.get(part) or self._rules.severities[rule.id],
            focus_node=node,
            message=self._message(self._rules.messages[part], node, value, result.path),
            remedy=rule.remedy,
            component=str(result.component),
            source_shape=str(result.source_shape),
            constraint=None if result.constraint is None else str(result.constraint),
            path=result.path,
            value=None if news is None else str(news),
            value_is_iri=_is_iri(news),
            value_n3=None if news is None else n3(news),
            focus_label=self._names.label(node, "ja"),
            program=context.program,
            program_label=context.program_label.get("ja"),
            context=context,
            waived_until=waiver.expires if waiver and not waiver.expired else None,
            waiver=waiver,
        )

    def _term(self, iri: str, lang: str) -> str:
        """Return a term's label with its name in brackets; return other paths as they are."""
        labels = term_labels(self._rules.book.own).get(iri)
        if not labels:
            return _short(iri)
        label, name = pick(labels, lang), _short(iri)
        return f"「{label}」({name})" if lang == "ja" else f"'{label}' ({name})"

    def _message(self, templates: Text, node: str, value: Any, path: str | None) -> Text:
        def filled(lang: str) -> str:
            def text(found: re.Match[str]) -> str:
                if found[1] == "this":
                    return self._names.short(node, lang)
                if found[1] == "path":
                    return self._term(path or "", lang)
                if not _is_iri(value):
                    return _cut(str(value))
                own = str(value).startswith(LM)
                return self._term(str(value), lang) if own else self._names.short(str(value), lang)

            return _PLACEHOLDER.sub(text, templates[lang])

        return {lang: filled(lang) for lang in LANGUAGES}


def _short(iri: str) -> str:
    """Return an IRI with a prefix, where we have one; a longer path with those of its IRIs."""
    for prefix, namespace in PREFIXES.items():
        iri = iri.replace(namespace, f"{prefix}:")
    return iri


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"


def _is_iri(value: Any) -> bool:
    from rdflib import URIRef

    return isinstance(value, URIRef)
