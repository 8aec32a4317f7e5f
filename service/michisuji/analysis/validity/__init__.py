"""Indicators that say little, and claims that are hypotheses (指標の妥当性)."""

from michisuji.analysis.validity.answers import Validity, validity

__all__ = ["Validity", "validity"]
