"""The planner's pages: what leads where, at what cost, and what if. Nothing is written here."""

from michisuji.web.page_table import load_views
from michisuji.web.planner.common import blueprint

__all__ = ["blueprint"]

load_views(__name__, __path__)
