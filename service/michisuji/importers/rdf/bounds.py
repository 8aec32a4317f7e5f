"""Limits on nesting, contexts and entities of a document, checked before it is parsed.

Some parsers take time that grows with the square of the nesting or of the contexts, expand entities
without end, or run out of stack: a few kilobytes can stop the process. Each limit is far above what
real documents have.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

#: Objects and arrays (JSON) or elements (XML) nested in each other.
MAX_DEPTH = 100
#: Terms that all contexts of a JSON-LD document define. One may stand for the next, and so on.
MAX_TERMS = 1_000
#: Terms times the places where a context begins; and the sum of all depths.
_MAX_CONTEXT_WORK = 5_000_000
_MAX_NESTING_WORK = 20_000_000
#: Places where a context is given by name instead of written out.
_MAX_NAMED = 100
_MAX_ATTRIBUTES = 1_000
#: Characters that entities may expand to, in addition to ten times the document's own size.
_ENTITY_ROOM = 100_000


class TooMuch(SyntaxError):
    """Raised for a document over a limit, with the reason in Japanese and English."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja = ja


def check_json(text: str) -> Any:
    """Parse a JSON text and check its limits.

    Raises TooMuch, json.JSONDecodeError, ValueError.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise _too_deep() from None
    counted = _SeenJsonld()
    todo: list[tuple[Any, int, bool]] = [(value, 1, False)]
    while todo:
        item, depth, within = todo.pop()
        counted.add(item, depth, within)
        if isinstance(item, dict):
            todo += [
                (v, depth + 1, within or k == "@context")
                for k, v in item.items()
                if isinstance(v, dict | list)
            ]
        elif isinstance(item, list):
            todo += [(v, depth + 1, within) for v in item if isinstance(v, dict | list)]
    return value


@dataclass
class _SeenJsonld:
    """Counts of what a JSON-LD document has contained so far."""

    terms: int = 0
    objects: int = 0
    contexts: int = 0
    scoped: bool = False
    nesting: int = 0
    named: int = 0

    def add(self, item: Any, depth: int, within: bool) -> None:
        """Count an object or array.

        ``within`` says that it is inside a context.
        """
        self.nesting += depth
        if depth > MAX_DEPTH or self.nesting > _MAX_NESTING_WORK:
            raise _too_deep()
        if isinstance(item, dict):
            self.objects += 1
            self.terms += len(item) if within else 0
            if "@context" in item:
                self.contexts += 1
                self.scoped |= within
                self._name(item["@context"])
        # A term-scoped context begins wherever the term is used.
        begins = self.contexts + (self.objects if self.scoped else 0)
        if self.terms > MAX_TERMS or self.terms * begins > _MAX_CONTEXT_WORK:
            raise TooMuch(
                f"@context の定義が多すぎます(語は{MAX_TERMS:,}まで)",
                f"the contexts define too much (at most {MAX_TERMS:,} terms)",
            )

    def _name(self, context: Any) -> None:
        """Count contexts given by name: each is expanded where its name appears."""
        parts = context if isinstance(context, list) else [context]
        self.named += sum(isinstance(part, str) for part in parts)
        if self.named > _MAX_NAMED:
            raise TooMuch(
                f"名前で示す @context が多すぎます({_MAX_NAMED}まで)",
                f"too many contexts are named (at most {_MAX_NAMED})",
            )


def check_xml(data: bytes) -> None:
    """Raise SyntaxError with line and column for XML that is not well-formed, TooMuch over a limit.

    The RDF/XML parser reports no position, and expands entities without a limit; expat does both.
    Entities made of entities are refused outright. Nothing is ever fetched.
    """
    parser = expat.ParserCreate()
    look = _Look(parser, 10 * len(data) + _ENTITY_ROOM)
    parser.StartElementHandler, parser.EndElementHandler = look.start, look.end
    parser.EntityDeclHandler = look.entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        place = ("", error.lineno, error.offset + 1, "")
        raise SyntaxError(expat.ErrorString(error.code), place) from error
    except ValueError as error:  # an encoding that expat does not know
        raise SyntaxError(str(error)) from error


class _Look:
    """Counts what a parser encounters."""

    def __init__(self, parser: expat.XMLParserType, room: int) -> None:
        self._parser, self._room = parser, room
        self._depth = 0
        self._counts = False

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _too_deep()
        if len(attributes) > _MAX_ATTRIBUTES:
            raise TooMuch(
                f"要素の属性が多すぎます({_MAX_ATTRIBUTES:,}まで)",
                f"an element may have {_MAX_ATTRIBUTES:,} attributes at most",
            )
        if self._counts:
            self._take(sum(map(len, attributes.values())))

    def end(self, _name: str) -> None:
        self._depth -= 1

    def entity(self, _name: str, _parameter: bool, value: str | None, *_: object) -> None:
        if value is not None and "&" in value:
            raise TooMuch(
                "ほかの実体からなるXMLの実体は読めません",
                "not supported: an XML entity made of other entities",
            )
        self._counts = True
        self._parser.CharacterDataHandler = lambda text: self._take(len(text))

    def _take(self, characters: int) -> None:
        self._room -= characters
        if self._room < 0:
            raise TooMuch(
                "XMLの実体を展開すると長すぎます", "the XML entities expand to too much text"
            )


def _too_deep() -> TooMuch:
    return TooMuch(
        f"入れ子が深すぎます({MAX_DEPTH}段まで)", f"nested too deeply (at most {MAX_DEPTH} levels)"
    )
