"""The search on the web: the queries of pages, pickers and programs to the one index."""

from michisuji.web.search.asking import (
    NoIndexYet,
    filters,
    find,
    index_state,
    is_current,
    keeper,
    named,
    places,
)

__all__ = [
    "NoIndexYet",
    "filters",
    "find",
    "index_state",
    "is_current",
    "keeper",
    "named",
    "places",
]
