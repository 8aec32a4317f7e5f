"""Similar programs, measures and indicators ("how do others do it?")."""

from michisuji.analysis.similar.answers import SimilarNeighbours, similar
from michisuji.analysis.similar.index import index_of

__all__ = ["SimilarNeighbours", "index_of", "similar"]
