"""The causal graph of all logic models (what leads to what), queried without property paths.

``State.causal`` gives a :class:`CausalGraph`; :class:`Index` keeps it up to date.
"""

from michisuji.analysis.causal.graph import KINDS, CausalGraph
from michisuji.analysis.causal.index import Index
from michisuji.analysis.causal.plan import Amount, Plan, planned, told_year

__all__ = ["KINDS", "Amount", "CausalGraph", "Index", "Plan", "planned", "told_year"]
