"""Scales of charts: ticks at round values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Scale:
    """Round tick values; the first and last are the ends of the axis."""

    ticks: Sequence[float]

    @property
    def low(self) -> float:
        """The lower end."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """The upper end."""
        return self.ticks[-1]

    def share(self, value: float) -> float:
        """Return a value's position between the ends, 0–1."""
        # Halved, so that the ends of the largest floats do not overflow.
        return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)


def nice(values: Sequence[float], *, zero: bool = False, steps: int = 5) -> Scale:
    """Return a scale with about ``steps`` intervals of 1, 2, 2.5 or 5 × 10ⁿ for all values.

    It starts at zero if ``zero`` is set or the values come near it; without values it is 0–1.
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    if zero or low == high or 0 <= low <= 0.6 * high:
        low = min(low, 0.0)
    if zero or (low == high and high < 0) or 0 >= high >= 0.6 * low:
        high = max(high, 0.0)
    if low == high:
        high = low + 1.0
    rough = high / steps - low / steps
    size = 10.0 ** math.floor(math.log10(rough)) if rough > 1e-300 else 1e-300
    step = next((m * size for m in (1, 2, 2.5, 5) if m * size >= rough), 10 * size)
    first, last = math.floor(low / step), math.ceil(high / step)
    if last == first:  # a spread below the precision of floats
        first, last = first - 1, last + 1
    ticks = [round(i * step, 12) if abs(step) > 1e-9 else i * step for i in range(first, last + 1)]
    if not all(map(math.isfinite, ticks)) or any(a >= b for a, b in pairwise(ticks)):
        ticks = [low, high]
    return Scale(ticks)
