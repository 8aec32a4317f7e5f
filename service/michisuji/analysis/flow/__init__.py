"""The flow of money: budget → program → outcome → town condition, and what is not attributable."""

from michisuji.analysis.flow.answers import MoneyFlow, money_flow

__all__ = ["MoneyFlow", "money_flow"]
