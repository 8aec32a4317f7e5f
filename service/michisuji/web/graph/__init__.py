"""The graph explorer: pyvis builds the picture, vis-network draws it, this page is our own."""

from michisuji.web.graph.views import blueprint

__all__ = ["blueprint"]
