"""Importers: one folder per kind of source, and beside them what they all share."""
