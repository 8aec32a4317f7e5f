"""Which programs feed an indicator, an outcome or a measure, by which paths; and the reverse."""

from michisuji.analysis.impact.answers import Feeder, Impact, impact

__all__ = ["Feeder", "Impact", "impact"]
