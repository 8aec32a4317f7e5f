"""Counts in English sentences: "1 finding", "2 findings"; Japanese needs nothing like it.

Templates hold both forms, and the last count before them chooses: ``"{count} [policy|policies] of
{all} [is|are] shown"``.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FIELD_OR_FORMS = re.compile(
    r"\{(?P<field>\w+)[^{}]*\}|\[(?P<one>[^][|{}]*)\|(?P<many>[^][|{}]*)\]"
)


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count: ``1 way``, ``1,234 ways``; ``many`` is the plural if not ``one`` + s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def filled(template: str, /, **values: object) -> str:
    """Fill a template; each pair of forms is chosen by the value before it."""
    for place, (field, one, many) in _forms(template):
        chosen = one if str(values[field]) == "1" else many
        template = template.replace(place, chosen, 1)
    return template.format(**values)


@lru_cache(maxsize=1_000)
def _forms(template: str) -> tuple[tuple[str, tuple[str, str, str]], ...]:
    """Return (text in the template, (field before it, one, many)) of each pair, in order."""
    found, field = [], ""
    for part in _FIELD_OR_FORMS.finditer(template):
        if part["field"]:
            field = part["field"]
        elif field:
            found.append((part[0], (field, part["one"], part["many"])))
    return tuple(found)
