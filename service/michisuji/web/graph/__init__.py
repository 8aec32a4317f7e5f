"""The graph explorer: pyvis builds the picture, graph_layout.js places it, vis-network draws it."""

from michisuji.web.graph.views import blueprint

__all__ = ["blueprint"]
