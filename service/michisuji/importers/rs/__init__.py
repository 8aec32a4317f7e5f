"""Importer for the national government's Administrative Project Review (行政事業レビュー)."""

from michisuji.importers.rs.importing import import_rs

__all__ = ["import_rs"]
