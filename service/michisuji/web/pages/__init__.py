"""The pages that people read: each runs named questions and shows the query behind them."""

from michisuji.web.pages import (
    causes,
    downloads,
    indicator,
    kaizen,
    measure,
    program,
    quality,
    questions,
    rules,
    search,
    unit,
)
from michisuji.web.pages.home import blueprint

__all__ = [
    "blueprint",
    "causes",
    "downloads",
    "indicator",
    "kaizen",
    "measure",
    "program",
    "quality",
    "questions",
    "rules",
    "search",
    "unit",
]
