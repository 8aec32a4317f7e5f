"""Michisuji (道筋): a knowledge-graph service for the logic models of public administration."""

__version__ = "0.1.0"
