"""The catalog of published data: counts, change feed, sitemap; for people and programs."""

from michisuji.web.catalog import counting_thread, crawlers, views
from michisuji.web.catalog.blueprint import blueprint
from michisuji.web.linked_data.resource import ELSEWHERE

__all__ = ["blueprint", "crawlers", "views"]

#: Parts of data sets (``/id/dataset/NAME-YEAR``) are described by the catalog alone.
ELSEWHERE.append(counting_thread.describe)
