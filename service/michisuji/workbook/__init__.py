"""Excel workbooks: rows with looks, sheets that print, no formulas, the same bytes each time."""

from michisuji.workbook.book import Book
from michisuji.workbook.sheet import Cell, Sheet

__all__ = ["Book", "Cell", "Sheet"]
