"""Search that finds: an index of names and texts beside the store, and what is asked of it."""

from michisuji.search.finding import Filters, Found, Hit, find
from michisuji.search.index import Index
from michisuji.search.keeping import Keeper

__all__ = ["Filters", "Found", "Hit", "Index", "Keeper", "find"]
