"""The rules for a dataset's name, checked here for every importer.

The name appears in graph names, in resource IRIs and in file names of the bundle, so only
characters that mean the same in all of them are allowed.
"""

from __future__ import annotations

import re

from michisuji.errors import BadInput

LONGEST = 50
#: The ontology's own graph; the explorer's address, ``/graph/expand``.
RESERVED = frozenset({"vocabulary", "expand", "provenance"})
_NAME = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
#: Parts of datasets have names of this form: ``id/dataset/mihon-2026``, ``mihon-timeless``.
_PART = re.compile(r".+-(?:[0-9]{4}|timeless)|.+-class(?:-.*)?")


def why_not(name: str) -> tuple[str, str] | None:
    """Return the reason why a name is not allowed, in Japanese and English; None if it is."""
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        return (
            f"データセット名は半角の英小文字・数字と、間の - か _ で、{LONGEST}字までです",
            f"a data set's name has lower-case letters and digits, with single - or _ between "
            f"them, and has at most {LONGEST} characters",
        )
    if name in RESERVED:
        return f"「{name}」は予約された名前です", f"'{name}' is a reserved name"
    if _PART.fullmatch(name):
        return (
            "データセット名は -年度、-timeless、-class で終われません(その一部を指す名前です)",
            "a data set's name cannot end in a year, -timeless or -class: those name its parts",
        )
    return None


def check(name: str) -> None:
    """Raise BadInput for a name that a dataset cannot have."""
    reasons = why_not(name)
    if reasons is not None:
        shown = name[:LONGEST].encode("unicode_escape").decode() if not name.isprintable() else name
        ja, en = reasons
        raise BadInput(
            f"{shown[:80]}: {ja}",
            f"{shown[:80]}: {en}",
            hint_ja="例: mihon、rs2024、city_plan",
            hint_en="for example: mihon, rs2024, city_plan",
        )
