"""Writes the graphs of a checked city: timeless statements, each year's state, provenance."""
