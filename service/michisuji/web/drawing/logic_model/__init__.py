"""Logic models as pictures: an SVG drawn on the server, a legend, and an equivalent table."""

from __future__ import annotations

from michisuji.web.drawing.logic_model.legend import legend
from michisuji.web.drawing.logic_model.svg import render
from michisuji.web.drawing.logic_model.table import OutgoingLink, Row, table_rows

__all__ = ["OutgoingLink", "Row", "legend", "render", "table_rows"]
