"""Changes as programs send them: RDF Patch, or JSON with two pieces of Turtle.

RDF Patch (https://afs.github.io/rdf-delta/rdf-patch.html): ``A`` and ``D`` lines with a triple,
``PA`` lines for prefixes; transaction and header lines are ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from michisuji.errors import BadInput, TooLarge
from michisuji.quality.shacl.change.walk import Change
from michisuji.vocabulary.renamed import Renamed, as_of_today

if TYPE_CHECKING:
    from michisuji.quality.shacl.change.steps import Triple

#: Triples that one change may hold.
MAX_TRIPLES = 5_000
RDF_PATCH = "application/rdf-patch"
#: Characters of a parser's message that are shown: it quotes what it cannot read.
_SHOWN = 300
_OTHER = frozenset(("H", "TX", "TC", "PD"))
_NAMED = re.compile(r"(?<![\w.-])([\w.-]*):")
_PREFIX = re.compile(r'PA\s+(?:"?([\w.-]*)"?:?)\s+(<[^<>\s]*>)\s*\.?\s*$')


def from_rdf_patch(text: str) -> Change:
    """Parse an RDF Patch.

    Raises BadInput, which names the line.
    """
    kept: dict[str, list[Triple]] = {"A": [], "D": []}
    prefixes: dict[str, str] = {}
    # Not str.splitlines, which also breaks at characters that a literal may hold.
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        words = line.split(None, 1)
        if not words or words[0].startswith("#") or words[0] in _OTHER:
            continue
        if words[0] == "PA":
            name, text = _prefix(line, number)
            prefixes[name] = text
        elif words[0] in kept and len(words) == 2:
            # Only the prefixes it uses: parsing all of them for each line would be slow.
            used = set(_NAMED.findall(words[1])) if prefixes else ()
            own = "".join(prefixes.get(name, "") for name in used)
            kept[words[0]] += _triples(own + words[1], number, one=True)
            _limit(len(kept["A"]) + len(kept["D"]))
        elif words[0] == "TA":
            raise _bad("TA(取消し)は扱えません", "TA (abort) is not supported", number)
        else:
            raise _bad(
                "A(追加)または D(削除)で始まる行ではありません",
                "the line does not start with A (add) or D (delete)",
                number,
            )
    return Change(frozenset(kept["A"]), frozenset(kept["D"]))


def from_json(text: str) -> Change:
    """Parse the change ``{"add": Turtle, "remove": Turtle}``; either may be left out."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad(f"JSONとして読めません: {error}", f"not JSON: {error}") from error
    if not isinstance(found, dict) or not found or set(found) - {"add", "remove"}:
        raise _bad(
            'JSONは {"add": "…", "remove": "…"} の形にしてください',
            'the JSON must have the form {"add": "…", "remove": "…"}',
        )
    parts = []
    for name in ("add", "remove"):
        turtle = found.get(name, "")
        if not isinstance(turtle, str):
            raise _bad(f"{name} はTurtleの文字列にしてください", f"{name} must be a Turtle text")
        parts.append(frozenset(_triples(turtle, what=name)))
    _limit(sum(map(len, parts)))
    return Change(*parts)


def _prefix(line: str, number: int) -> tuple[str, str]:
    found = _PREFIX.match(line.strip())
    if not found:
        raise _bad("接頭辞の行が読めません", "the prefix line cannot be read", number)
    return found[1], f"@prefix {found[1]}: {found[2]} . "


def _triples(
    turtle: str, line: int | None = None, *, what: str = "", one: bool = False
) -> list[Triple]:
    import pyoxigraph as ox

    from michisuji.store.rdf_terms import oxigraph_converter

    convert: Any = oxigraph_converter()
    found: list[Triple] = []
    renamed = Renamed()
    try:
        for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE):
            _no_blank_nodes((quad.subject, quad.object), line, what)
            quad = as_of_today(quad, renamed)
            found.append((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
            _limit(len(found))
    except (SyntaxError, TypeError, ValueError) as error:
        text = str(error)[:_SHOWN]
        raise _bad(
            f"トリプルとして読めません: {text}", f"not a triple: {text}", line, what
        ) from error
    if one and len(found) != 1:
        raise _bad(
            "一行には一つのトリプルを書いてください", "a line must hold exactly one triple", line
        )
    return found


def _no_blank_nodes(terms: Iterable[Any], line: int | None, what: str) -> None:
    import pyoxigraph as ox

    if any(isinstance(term, ox.BlankNode) for term in terms):
        raise _bad(
            "空白ノードは扱えません。IRIを付けてください",
            "blank nodes cannot be compared with existing data: give them IRIs",
            line,
            what,
        )


def _limit(count: int) -> None:
    if count > MAX_TRIPLES:
        raise TooLarge(
            f"一度に点検できる変更は {MAX_TRIPLES:,} トリプルまでです",
            f"a change may have at most {MAX_TRIPLES:,} triples",
            hint_ja="変更を小さく分けて送ってください",
            hint_en="send a smaller change",
        )


def _bad(ja: str, en: str, line: int | None = None, what: str = "") -> BadInput:
    where = [("", "")]
    if line is not None:
        where = [(f"{line} 行目: ", f"line {line}: ")]
    elif what:
        where = [(f"{what}: ", f"{what}: ")]
    return BadInput(
        where[0][0] + ja,
        where[0][1] + en,
        hint_ja='例: A <http://…> <http://…> "値" . (RDF Patch)、または {"add": "Turtle"}',
        hint_en='for example: A <http://…> <http://…> "value" . (RDF Patch), or {"add": "Turtle"}',
    )
