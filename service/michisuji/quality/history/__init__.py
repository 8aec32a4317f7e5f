"""Checks that were made: the last one whole, a record of each, and what changed between two."""
