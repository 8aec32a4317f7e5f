"""Importers: one folder per kind of source, and the modules that they all share."""
