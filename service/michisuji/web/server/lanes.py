"""Lanes: each kind of request waits for threads of its own.

Nobody waits in a thread that others need, and in each lane the clients take turns: a client with
many requests waits behind its own, not in front of those of others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from michisuji.settings import Settings


@dataclass(frozen=True)
class Lane:
    """A lane, in which ``threads`` requests are answered at once.

    ``waiting`` more of one client wait, no longer than ``patience_s`` seconds; they hold no thread.
    """

    name: str
    threads: int
    waiting: int
    patience_s: float


#: The pages over the drafts are below this path.
DRAFTS = "/drafts"
PAGE, HEAVY, QUERY, DOWNLOAD = "page", "heavy", "query", "download"

#: By the beginning of the path; the longest match counts, and everything else is a page.
_BY_PATH: Mapping[str, str] = {
    "/upload": HEAVY,
    "/sparql": QUERY,
    "/sparql/completions": PAGE,
    "/graph-store": QUERY,
    "/graph/": QUERY,
    "/graph/expand": PAGE,
    "/graph/expand/figures": HEAVY,
    "/questions/": QUERY,
    "/dumps/": DOWNLOAD,
    "/tables/": DOWNLOAD,
    "/quality/report": DOWNLOAD,
    "/workbook": DOWNLOAD,
    "/sitemap": DOWNLOAD,
    "/api/": HEAVY,
    "/chains": HEAVY,
    "/impact": HEAVY,
    "/leads-to": HEAVY,
    "/measures": HEAVY,
    "/money-flow": HEAVY,
    "/search": HEAVY,
    "/search/suggest": PAGE,
    "/similar": HEAVY,
    "/validity": HEAVY,
    "/what-if": HEAVY,
    "/years": HEAVY,
}
_LONGEST_FIRST = sorted(_BY_PATH, key=len, reverse=True)


def lane_of(path: str) -> str:
    """Return the name of the lane of a request; the pages over the drafts have the readers' own."""
    path = path.removeprefix(DRAFTS)
    return next((_BY_PATH[start] for start in _LONGEST_FIRST if path.startswith(start)), PAGE)


def lanes(settings: Settings) -> tuple[Lane, ...]:
    """Return the lanes of a deployment."""
    return (
        Lane(PAGE, settings.threads, 100, 30),
        Lane(HEAVY, settings.max_heavy_pages, 10, 10),
        Lane(QUERY, settings.max_queries, 20, 2),
        Lane(DOWNLOAD, settings.max_downloads, 10, 5),
    )
