"""The labels of codes: what cells with a pick-list hold instead of the codes of the documents.

Short because the labels are the ontology's (:mod:`michisuji.importers.city.codes`).
"""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.importers.city.codes import code_labels
from michisuji.importers.city.workbook.layout import WorkbookColumn, layout
from michisuji.languages import Text


def labels(column: WorkbookColumn) -> Mapping[str, Text]:
    """Return the codes that a column takes, in order, each with its label per language.

    A boolean is ``true`` or ``false``. Without ``codes`` the column has none.
    """
    of_layout = layout().codes.get(column.codes)
    if of_layout is not None:
        return of_layout
    known, found = column.field.choices, code_labels(column.codes)
    return {code: told for code, told in found.items() if column.own or code in known}
