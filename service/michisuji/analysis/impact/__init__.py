"""The programs that feed an indicator, outcome or measure, with their paths; and the reverse."""

from michisuji.analysis.impact.answers import Feeder, Impact, impact

__all__ = ["Feeder", "Impact", "impact"]
