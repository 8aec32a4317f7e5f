"""The one patch of pySHACL: what it looks up in a query's text again for every focus node.

Before each run of a SPARQL constraint pySHACL searches the query for forbidden clauses with regular
expressions, half of the time of a check; the text is the same for every focus node, so the answer
is remembered. Nothing else of pySHACL is changed.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def remember_query_checks() -> None:
    """Patch ``SPARQLQueryHelper.check_invalid_sparql`` once in this process."""
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper

    helper: Any = SPARQLQueryHelper
    original = helper.check_invalid_sparql
    passed: set[tuple[str, bool, frozenset[str]]] = set()

    def check(self: Any, sparql_text: str, valuenode: object = None, extravars: Any = None) -> bool:
        key = (sparql_text, valuenode is not None, frozenset(extravars or ()))
        if key not in passed:
            original(self, sparql_text, valuenode=valuenode, extravars=extravars)
            passed.add(key)
        return True

    helper.check_invalid_sparql = check
