"""The data that the texts of a finding depend on, in addition to those of the rule itself.

Expressed as chains of steps from the node that is named.
"""

from __future__ import annotations

from michisuji.quality.shacl.change.steps import RDF_TYPE, Steps, one
from michisuji.vocabulary import LM, PREFIXES

LABEL = PREFIXES["rdfs"] + "label"
UNIT_OF = PREFIXES["org"] + "unitOf"


def _ahead(*names: str) -> Steps:
    return tuple(one(LM + name) for name in names)


#: From a node to what it belongs to (queries/quality/owners-of.rq, units-of.rq).
OWNERS: tuple[Steps, ...] = (
    (one(RDF_TYPE),),
    _ahead("modelOf"),
    _ahead("fiscalYear"),
    _ahead("inModel", "modelOf"),
    _ahead("inModel", "fiscalYear"),
    _ahead("budgetOf"),
    _ahead("breakdownOf", "budgetOf"),
    _ahead("breakdownOf", "fiscalYear"),
    _ahead("evaluates"),
    _ahead("indicates", "inModel", "modelOf"),
    _ahead("indicates", "inModel", "fiscalYear"),
    _ahead("ofIndicator", "indicates", "inModel", "modelOf"),
    _ahead("goalOf"),
    _ahead("practicedBy"),
)
#: From a program or measure to its measure and units (places-of-owners.rq).
PLACES: tuple[Steps, ...] = (
    (one(RDF_TYPE),),
    (one(LM + "partOf"), one(RDF_TYPE)),
    _ahead("partOf", "leadUnit"),
    _ahead("leadUnit"),
)
#: From a unit to those above it (units-above.rq).
TREE: tuple[Steps, ...] = ((one(UNIT_OF, repeated=True),),)
#: From a node to names (names-of.rq): its own, or those of what it joins.
NAMES: tuple[Steps, ...] = (
    (one(LABEL),),
    (*_ahead("from"), one(LABEL)),
    (*_ahead("to"), one(LABEL)),
    (*_ahead("modelOf"), one(LABEL)),
)
