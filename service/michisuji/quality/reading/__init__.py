"""Interpretation of a report: causes and consequences, ladder of completeness, statistics."""
