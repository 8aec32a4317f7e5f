"""The search on the web: what pages, pickers and programs ask of the one index."""

from michisuji.web.search.asking import NoIndexYet, find, index_state, keeper, named

__all__ = ["NoIndexYet", "find", "index_state", "keeper", "named"]
