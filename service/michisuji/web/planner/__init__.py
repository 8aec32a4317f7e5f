"""The planner's pages: what leads where, at what cost, and what if; they write nothing."""

from michisuji.web.page_table import load_views
from michisuji.web.planner.common import blueprint

__all__ = ["blueprint"]

load_views(__name__, __path__)
