"""Where money flows: budget → program → outcome → town condition, and what cannot be attributed."""

from michisuji.analysis.flow.answers import MoneyFlow, money_flow

__all__ = ["MoneyFlow", "money_flow"]
