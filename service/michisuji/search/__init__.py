"""The search: an index of names and texts, kept next to the store, and the queries to it."""

from michisuji.search.finding import Filters, Found, Hit, find
from michisuji.search.index import Index
from michisuji.search.keeping import Keeper
from michisuji.search.naming import NameReader, UnclearName

__all__ = ["Filters", "Found", "Hit", "Index", "Keeper", "NameReader", "UnclearName", "find"]
