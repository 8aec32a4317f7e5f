"""The statements that a SPARQL update would add and remove, determined before it runs.

Each operation is examined against the data before the request. COPY, MOVE and ADD are read as the
INSERT and DELETE that SPARQL 1.1 Update defines them by; CLEAR and DROP remove whole graphs, so
that nothing is left that could be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from michisuji.errors import TooLarge
from michisuji.sparql_tokens import SparqlText, Token

if TYPE_CHECKING:
    from michisuji.store import Store

N_TRIPLES = "application/n-triples"
#: Size limit for the statements of one template: an editor's change, not a load.
MOST_BYTES = 20_000_000
_PROLOGUE = {"BASE": 2, "PREFIX": 3}


@dataclass(frozen=True)
class GraphTemplate:
    """Statements, or a template of some, for one graph (None: the default graph)."""

    graph: str | None
    text: str


@dataclass(frozen=True)
class Operation:
    """An INSERT, a DELETE or both; ``where`` is None for DATA."""

    prologue: str
    inserted: tuple[GraphTemplate, ...] = ()
    deleted: tuple[GraphTemplate, ...] = ()
    where: str | None = None
    using: tuple[str, ...] = ()
    #: A graph that is created, cleared, dropped or moved as a whole.
    whole: str | None = None

    def written(self) -> Iterator[str]:
        """Yield the named graphs that get statements."""
        yield from (part.graph for part in self.inserted if part.graph)


def operations(update: SparqlText, base_iri: str) -> Iterator[Operation]:
    """Yield the operations that add or remove explicit statements."""
    return _Reader(update, base_iri).operations()


def statements(
    operation: Operation, parts: Sequence[GraphTemplate], store: Store, using: Sequence[str]
) -> Iterator[tuple[str | None, str]]:
    """Yield (graph, N-Triples) for the parts of an operation.

    Raises the store's errors.
    """
    import pyoxigraph as ox

    for part in parts:
        if operation.where is None:
            text = f"{operation.prologue}\n{{ {part.text}\n}}"  # TriG, as SPARQL writes it
            triples = ox.parse(text.encode(), format=ox.RdfFormat.TRIG, rename_blank_nodes=True)
            yield part.graph, "".join(f"{quad.triple} .\n" for quad in triples)
            continue
        query = f"{operation.prologue}\nCONSTRUCT {{ {part.text}\n}} WHERE {operation.where}"
        found, size = list[bytes](), 0
        graphs = operation.using or tuple(using)
        for chunk in store.answer(query, N_TRIPLES, default_graphs=graphs).chunks:
            found.append(chunk)
            size += len(chunk)
            if size > MOST_BYTES:
                raise TooLarge(
                    f"一度の更新で変えられるのは{MOST_BYTES:,}バイトまでです",
                    f"an update may change {MOST_BYTES:,} bytes of statements at once",
                    hint_ja="更新を分けて送ってください",
                    hint_en="send it in parts",
                )
        yield part.graph, b"".join(found).decode()


_ALL = "?s ?p ?o"
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00[01][0-9A-Fa-f]{5})")


def _all_of(graph: str | None) -> str:
    return f"{{ GRAPH <{graph}> {{ {_ALL} }} }}" if graph else f"{{ {_ALL} }}"


class _Reader:
    """Reads an update token by token, skipping what it does not know."""

    def __init__(self, update: SparqlText, base_iri: str) -> None:
        self._text = update.text
        self._all = update.code
        self._at = 0
        self._base = f"{base_iri}/"
        self._prologue = f"BASE <{self._base}>"
        self._prefixes: dict[str, str] = {}

    def operations(self) -> Iterator[Operation]:
        while self._at < len(self._all):
            word = self._word()
            if word in _PROLOGUE:
                self._declare(_PROLOGUE[word])
            elif word in ("INSERT", "DELETE", "WITH"):
                found = self._change()
                if found is not None:
                    yield found
            elif word in ("ADD", "COPY", "MOVE"):
                yield from self._copied(word)
            elif word in ("CLEAR", "DROP", "CREATE"):
                self._at += 1
                yield Operation(self._prologue, whole=self._graph())
            else:
                self._at += 1

    def _word(self) -> str:
        return self._all[self._at].keyword if self._at < len(self._all) else ""

    def _declare(self, length: int) -> None:
        parts = self._all[self._at : self._at + length]
        self._at += length
        self._prologue += "\n" + " ".join(token.text for token in parts)
        if len(parts) == 3:
            self._prefixes[parts[1].text] = self._absolute(parts[2].text)
        elif len(parts) == 2:
            self._base = self._absolute(parts[1].text)

    def _change(self) -> Operation | None:
        graph = None
        if self._word() == "WITH":
            graph = self._iri(self._all[self._at + 1])
            self._at += 2
        inserted: list[GraphTemplate] = []
        deleted: list[GraphTemplate] = []
        where, using = None, list[str]()
        while (word := self._word()) in ("INSERT", "DELETE", "USING", "WHERE"):
            self._at += 1
            if word == "USING":
                named = self._word() == "NAMED"
                self._at += named
                iri = self._iri(self._all[self._at]) if self._at < len(self._all) else None
                using += [iri] if iri and not named else []
                self._at += 1
                continue
            data = self._word() == "DATA"
            shorthand = self._word() == "WHERE"  # DELETE WHERE {…}: the pattern is the template
            self._at += data or shorthand
            block = self._block()
            if block is None:
                return None
            if word == "WHERE" or shorthand:
                inside = f"{{ {block[1]}\n}}"
                where = f"{{ GRAPH <{graph}> {inside} }}" if graph else inside
            if word != "WHERE":
                (inserted if word == "INSERT" else deleted).extend(self._parts(block[0], graph))
            if data:
                break
        return Operation(self._prologue, tuple(inserted), tuple(deleted), where, tuple(using))

    def _copied(self, word: str) -> Iterator[Operation]:
        """Expand ADD, COPY or MOVE of a graph to another; nothing if both are the same."""
        self._at += 1
        source = self._graph()
        self._at += self._word() == "TO"
        target = self._graph()
        if source == target:
            return
        if word != "ADD":
            yield Operation(
                self._prologue, deleted=(GraphTemplate(target, _ALL),), where=_all_of(target)
            )
        whole = source if word == "MOVE" else None
        yield Operation(
            self._prologue, (GraphTemplate(target, _ALL),), where=_all_of(source), whole=whole
        )

    def _graph(self) -> str | None:
        """Return the graph named next; None for DEFAULT, NAMED and ALL, too."""
        self._at += self._word() == "SILENT"
        self._at += self._word() == "GRAPH"
        if self._at >= len(self._all):
            return None
        token = self._all[self._at]
        self._at += 1
        return self._iri(token) if token.kind in ("iri", "name") else None

    def _block(self) -> tuple[int, str] | None:
        """Return the position after an opening brace, and the text up to its closing brace."""
        if self._at >= len(self._all) or self._all[self._at].text != "{":
            return None
        opened = self._at
        depth = 0
        while self._at < len(self._all):
            text = self._all[self._at].text if self._all[self._at].kind == "sign" else ""
            depth += (text == "{") - (text == "}")
            self._at += 1
            if depth == 0:
                inside = self._text[self._all[opened].end : self._all[self._at - 1].start]
                return opened + 1, inside
        return None

    def _parts(self, first: int, graph: str | None) -> Iterator[GraphTemplate]:
        """Yield the statements of a block by graph; ``GRAPH ?g`` counts as the default graph."""
        end = self._at
        start, rest = self._all[first - 1].end, ""
        self._at = first
        while self._at < end - 1:
            token = self._all[self._at]
            if token.keyword != "GRAPH" or token.kind != "word":
                self._at += 1
                continue
            rest += self._text[start : token.start] + " "
            name = self._iri(self._all[self._at + 1])
            self._at += 2
            inner = self._block()
            if inner is None:
                break
            start = self._all[self._at - 1].end
            yield GraphTemplate(name, inner[1])
        self._at = end
        rest += self._text[start : self._all[end - 1].start]
        if rest.strip(" .\n\r\t"):
            yield GraphTemplate(graph, rest)

    def _iri(self, token: Token) -> str | None:
        """Return the IRI of ``<…>`` or a prefixed name; None for a variable."""
        if token.kind == "iri":
            return self._absolute(token.text)
        prefix, colon, local = token.text.partition(":")
        namespace = self._prefixes.get(prefix + ":") if colon else None
        return namespace + local if namespace else None

    def _absolute(self, iri: str) -> str:
        plain = _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), iri.strip("<>"))
        return urljoin(self._base, plain)
