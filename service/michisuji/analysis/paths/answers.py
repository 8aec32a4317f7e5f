"""The analysis ``paths``: the shortest ways between two resources, and all up to a length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from michisuji.analysis.paths.ends import CausalEnds, causal_ends, has_begin, has_end
from michisuji.analysis.paths.searching import Relation, Search, exists
from michisuji.analysis.paths.walking import FoundWays, Way, distances, simple_ways
from michisuji.analysis.tables import Behind, Named
from michisuji.errors import BadInput, NotFound

if TYPE_CHECKING:
    from michisuji.analysis.state import State

OVER = ("causal", "all")
#: Links of a way at most: what may be asked for, and what is searched without being asked.
MOST_LONG = 12
LONGEST = {"causal": MOST_LONG, "all": 8}
#: FoundWays given at most.
MOST_WAYS = 30
#: Resources named of what an end reaches.
NAMED = 8


@dataclass(frozen=True)
class WayStep:
    """A resource on a way; ``relation`` leads to the next one, None at the end."""

    node: Named
    relation: Relation | None = None


@dataclass(frozen=True)
class PathWay:
    """A way from start to end; ``length``: its number of links."""

    length: int
    steps: tuple[WayStep, ...]


@dataclass(frozen=True)
class Reach:
    """The resources that an end reaches by itself: how many, the nearest named.

    ``onward``: True for what the start leads to, False for what leads to the end. Over all links
    only the next ones count.
    """

    end: Named
    onward: bool
    count: int
    nearest: tuple[Named, ...]


@dataclass(frozen=True)
class Paths:
    """The result.

    ``over``: ``causal`` (what leads to what) or ``all`` (all links, both directions).
    ``whole``: every way of at most this many links was looked at. ``more``: longer or further ways
    exist or may exist. ``stopped``: the bounds on links and time ended the search. ``none``: there
    is no way of any length. ``back``: the causal graph has a way in the other direction.
    ``outside``: the ends that have no place in the causal graph. ``reach``: stated only when no way
    was found.
    """

    start: Named
    end: Named
    over: str
    longest: int
    ways: tuple[PathWay, ...]
    whole: int
    more: bool
    stopped: bool
    none: bool
    back: bool
    outside: tuple[Named, ...]
    links_read: int
    reach: tuple[Reach, ...]
    behind: tuple[Behind, ...]


@dataclass(frozen=True)
class _Found:
    ways: FoundWays
    relation: Callable[[str, str], Relation]
    whole: int
    reach: tuple[tuple[str, bool, list[str]], ...] = ()
    stopped: bool = False
    none: bool = False
    back: bool = False
    outside: tuple[str, ...] = ()
    read: int = 0


def paths(
    state: State, start: str, end: str, over: str | None = None, longest: int | None = None
) -> Paths:
    """Find the ways from ``start`` to ``end``.

    Without ``over``, what leads to what is searched if both have a place in it, else all links.
    Raises BadInput for a length out of bounds, NotFound for a resource that the state does not
    know, and the store's errors.
    """
    if longest is not None and not 1 <= longest <= MOST_LONG:
        raise BadInput(
            f"長さは1から{MOST_LONG}までです: {longest}",
            f"the length must be from 1 to {MOST_LONG}: {longest}",
            hint_ja="例: longest=6",
            hint_en="for example longest=6",
        )
    _refuse_unknown(state, start, end)
    causal = causal_ends(state.causal, start, end) if over != "all" else None
    chosen = over or ("causal" if causal else "all")
    within = longest or LONGEST[chosen]
    if start == end:
        found = _Found(FoundWays((), False), _no_relation, within)
    elif chosen == "causal":
        found = _over_causes(state, causal, start, end, within)
    else:
        found = _over_all(state, start, end, longest, within)
    return _told(state, start, end, chosen, within, found)


def _refuse_unknown(state: State, *iris: str) -> None:
    for iri in iris:
        if not exists(state, iri):
            raise NotFound(
                f"資源がありません: {iri}",
                f"there is no such resource: {iri}",
                hint_ja="今見ている状態にあるもののIRIを指定してください(名前で検索できます)",
                hint_en="name a resource of the chosen state by its IRI, which the search finds",
            )


def _over_causes(
    state: State, ends: CausalEnds | None, start: str, end: str, longest: int
) -> _Found:
    if ends is None:
        graph = state.causal
        outside = (() if has_begin(graph, start) else (start,)) + (
            () if has_end(graph, end) else (end,)
        )
        return _Found(FoundWays((), False), _no_relation, longest, none=True, outside=outside)
    distance = distances(ends.backward, end, longest)
    ways = simple_ways(ends.onward, start, end, distance, longest, MOST_WAYS)
    if ways.ways:
        return _Found(ways, ends.relation, longest)
    onward, backward = _all_of(ends.onward, start), _all_of(ends.backward, end)
    reverse = causal_ends(state.causal, end, start)
    return _Found(
        ways,
        ends.relation,
        longest,
        reach=((start, True, onward), (end, False, backward)),
        none=end not in onward,
        back=reverse is not None and start in _all_of(reverse.onward, end),
    )


def _all_of(neighbours: Callable[[str], Sequence[str]], start: str) -> list[str]:
    """Return everything that can be reached, the nearest first."""
    return [node for node in distances(neighbours, start) if node != start]


def _over_all(state: State, start: str, end: str, longest: int | None, within: int) -> _Found:
    search = Search(state)
    search.run(start, end, longest or 0, within)
    bound = within if search.stopped or search.exhausted else search.whole
    distance = distances(search.neighbours, end, bound)
    ways = simple_ways(search.neighbours, start, end, distance, bound, MOST_WAYS)
    return _Found(
        ways,
        lambda a, b: search.links[a][b],
        within if search.exhausted else search.whole,
        reach=()
        if ways.ways
        else (
            (start, True, list(search.neighbours(start))),
            (end, False, list(search.neighbours(end))),
        ),
        stopped=search.stopped,
        none=search.exhausted and not ways.ways,
        read=search.read,
    )


def _no_relation(_here: str, _after: str) -> Relation:
    raise LookupError("a way without links has no relation")


def _told(state: State, start: str, end: str, over: str, longest: int, found: _Found) -> Paths:
    met = dict.fromkeys(node for way in found.ways.ways for node in way)
    near = {iri for _, _, nodes in found.reach for iri in nodes[:NAMED]}
    labels = state.names({start, end, *met, *near})

    def told(way: Way) -> PathWay:
        steps = [WayStep(labels.one(a), found.relation(a, b)) for a, b in pairwise(way)]
        return PathWay(len(way) - 1, (*steps, WayStep(labels.one(way[-1]))))

    return Paths(
        start=labels.one(start),
        end=labels.one(end),
        over=over,
        longest=longest,
        ways=tuple(map(told, found.ways.ways)),
        whole=found.whole,
        more=found.ways.more,
        stopped=found.stopped,
        none=found.none,
        back=found.back,
        outside=labels.all(found.outside),
        links_read=found.read,
        reach=tuple(
            Reach(
                labels.one(iri),
                onward,
                len(nodes),
                labels.all(nodes[:NAMED]),
            )
            for iri, onward, nodes in found.reach
        ),
        behind=(state.behind("path-links", {"node": [*met] or [*dict.fromkeys((start, end))]}),),
    )
