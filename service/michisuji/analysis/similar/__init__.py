"""Similar programs, measures and indicators ("how do others do it?")."""

from michisuji.analysis.similar.answers import Neighbours, similar
from michisuji.analysis.similar.index import index_of

__all__ = ["Neighbours", "index_of", "similar"]
