"""Reads a city back from the store: the exact inverse of ``writing``."""

from michisuji.importers.city.stored.reading import stored_city

__all__ = ["stored_city"]
