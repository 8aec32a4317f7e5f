"""Logic models as pictures: an SVG drawn on the server, a legend, and an equivalent table."""

from __future__ import annotations

from michisuji.web.diagram.legend import legend
from michisuji.web.diagram.svg import render
from michisuji.web.diagram.table import LeadsTo, Row, table_rows

__all__ = ["LeadsTo", "Row", "legend", "render", "table_rows"]
