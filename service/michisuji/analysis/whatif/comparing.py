"""The module that the catalogue asks for the analysis ``scenarios``."""

from michisuji.analysis.whatif.answers import COMPARISON as ANALYSIS

__all__ = ["ANALYSIS"]
