"""From an engine's result to a finding: message, remedy, program, waiver."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from michisuji.quality import waivers
from michisuji.quality.names import UPWARD, Names
from michisuji.quality.report import Finding, Text
from michisuji.quality.rules import RuleSet
from michisuji.vocabulary import LM, PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

_PLACEHOLDER = re.compile(r"\{[$?](this|value)\}")
LANGUAGES = ("ja", "en")
#: What findings read of the data besides what the rules read: names, owners, waivers.
PREDICATES = frozenset(
    (
        PREFIXES["rdf"] + "type",
        PREFIXES["rdfs"] + "label",
        *UPWARD,
        *(LM + name for name in ("from", "to")),
        *(LM + name for name in ("waives", "focusNode", "reason", "responsibleRole", "expires")),
    )
)


class FindingMaker:
    """Makes findings about ``data`` under the rules of a profile, as of ``today``."""

    def __init__(self, data: ox.Store, rules: RuleSet, today: date) -> None:
        self._rules = rules
        self._names = Names(data)
        self.waivers = waivers.from_data(data, today)

    def make(
        self, focus: Any, component: Any, shape: Any, path: Any = None, value: Any = None
    ) -> Finding:
        """A finding. ``shape`` is the source shape or, if known, the constraint within it."""
        rule = self._rules.rules[self._rules.rule_of[str(shape)]]
        node = str(focus)
        program = self._names.owner(node)
        waiver = self.waivers.of(rule.shape, node)
        # pySHACL gives the focus node as the value of a node shape's finding: no news.
        news = value if value is not None and str(value) != node else None
        return Finding(
            rule=rule.id,
            severity=self._rules.severities[rule.id],
            focus_node=node,
            message=self._message(self._rules.messages[str(shape)], node, value),
            remedy=rule.remedy,
            component=str(component),
            source_shape=rule.shape,
            path=None if path is None else str(path),
            value=None if news is None else str(news),
            value_is_iri=_is_iri(news),
            value_n3=None if news is None else news.n3(),
            focus_label=self._names.label(node, "ja"),
            program=program,
            program_label=self._names.label(program, "ja") if program else None,
            waived_until=waiver.expires if waiver and not waiver.expired else None,
            waiver=waiver,
        )

    def _message(self, templates: Text, node: str, value: Any) -> Text:
        def text(found: re.Match[str], lang: str) -> str:
            if found[1] == "this":
                return self._names.short(node, lang)
            return _value_text(self._names, value, lang)

        return {
            lang: _PLACEHOLDER.sub(lambda found, lang=lang: text(found, lang), templates[lang])  # type: ignore[misc]
            for lang in LANGUAGES
        }


def _value_text(names: Names, value: Any, lang: str) -> str:
    return names.short(str(value), lang) if _is_iri(value) else str(value)


def _is_iri(value: Any) -> bool:
    from rdflib import URIRef

    return isinstance(value, URIRef)
