"""What the rules' pages show: the rule's example before and after, checked and drawn."""

from __future__ import annotations

from michisuji.web.rules.example import Example, Half, Line, breaks, example

__all__ = ["Example", "Half", "Line", "breaks", "example"]
