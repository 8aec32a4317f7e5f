"""CSV and Excel workbooks: no text in them is a formula, and sheets print as offices expect."""

from michisuji.spreadsheets.csv_files import MAX_FIELD, CsvWriter, csv_file, csv_rows, csv_text
from michisuji.spreadsheets.formulas import guarded, is_formula, unguarded
from michisuji.spreadsheets.sheet import Cell, Sheet
from michisuji.spreadsheets.workbook import Workbook

__all__ = [
    "MAX_FIELD",
    "Cell",
    "CsvWriter",
    "Sheet",
    "Workbook",
    "csv_file",
    "csv_rows",
    "csv_text",
    "guarded",
    "is_formula",
    "unguarded",
]
