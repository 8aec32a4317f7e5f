"""The pages that people read: each runs named questions and shows the query behind them."""

from michisuji.web.page_table import load_views
from michisuji.web.pages.home import blueprint

__all__ = ["blueprint"]

load_views(__name__, __path__)
