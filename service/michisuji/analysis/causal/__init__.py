"""The causal graph of all logic models (what leads to what), queried without property paths.

``State.causal`` gives a :class:`CausalGraph`; :class:`CausalIndex` keeps it up to date.
"""

from michisuji.analysis.causal.graph import KINDS, CausalGraph
from michisuji.analysis.causal.index import CausalIndex
from michisuji.analysis.causal.plan import Amount, PlanStructure, planned, told_year

__all__ = ["KINDS", "Amount", "CausalGraph", "CausalIndex", "PlanStructure", "planned", "told_year"]
