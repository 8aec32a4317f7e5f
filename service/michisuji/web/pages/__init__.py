"""The pages that people read: each asks named questions and shows the query behind them."""

from michisuji.web.pages import (
    checks,
    indicator,
    kaizen,
    measure,
    program,
    questions,
    search,
    unit,
)
from michisuji.web.pages.home import blueprint

__all__ = [
    "blueprint",
    "checks",
    "indicator",
    "kaizen",
    "measure",
    "program",
    "questions",
    "search",
    "unit",
]
