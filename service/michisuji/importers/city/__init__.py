"""Imports a city from what its staff keep: checks and one writer, for every syntax."""
