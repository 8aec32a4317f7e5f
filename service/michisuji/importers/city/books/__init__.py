"""Reads books of sheets as cells (xlsx, xlsm, xls, ods, CSVs), and trusts none of them."""

from michisuji.importers.city.books.book import (
    NOT_COMPUTED,
    Book,
    BookSheet,
    MergedArea,
    Remark,
    cell_address,
)
from michisuji.importers.city.books.reading import read_book, read_books

__all__ = [
    "NOT_COMPUTED",
    "Book",
    "BookSheet",
    "MergedArea",
    "Remark",
    "cell_address",
    "read_book",
    "read_books",
]
