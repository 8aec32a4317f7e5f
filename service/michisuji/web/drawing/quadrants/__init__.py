"""Measures and programs as bubbles in four fields, by money and targets met."""
