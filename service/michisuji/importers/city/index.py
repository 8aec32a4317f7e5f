"""The index of what a city's files define, and functions that read their values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from michisuji.importers.city.content import Document
from michisuji.importers.city.schema import GOAL_KINDS
from michisuji.importers.problems import Problems

#: Table of plan.toml → the type its resources have in IRIs.
PLAN_TABLES = {
    "plan": "plan",
    "principle": "principle",
    "management_policy": "management-policy",
    "direction": "direction",
    "basic_policy": "basic-policy",
    "instrument": "instrument",
}
#: The type of all goals together; each has its kind's type besides.
ANY_GOAL = "any-goal"


@dataclass
class ReferenceIndex:
    """Everything that can be referred to, by type; filled before references are resolved."""

    problems: Problems
    #: type → id → file that defines it
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    #: program id → its element keys ("money" among them when it has a budget)
    elements: dict[str, set[str]] = field(default_factory=dict)
    #: measure id → its town conditions' keys
    town_conditions: dict[str, set[str]] = field(default_factory=dict)

    def define(self, kind: str, table: Document, file: str, path: str) -> None:
        """Record the id of a table; a repeated id is a problem."""
        name = table.get("id")
        if not isinstance(name, str):
            return
        known = self.ids.setdefault(kind, {})
        if name in known:
            self.problems.add(
                file,
                f"{path}.id",
                f"id「{name}」は {known[name]} で既に使われています",
                f"id '{name}' is already used in {known[name]}",
            )
        else:
            known[name] = file

    def refer(self, file: str, path: str, value: Any, kind: str) -> None:
        """Add a problem unless ``value`` is the id of a ``kind``.

        Values that are not text are reported elsewhere.
        """
        if not isinstance(value, str) or value in self.ids.get(kind, {}):
            return
        if not self._may_be_unread(kind, value):
            self.nowhere(file, path, value)

    def refer_prefixed(self, file: str, path: str, value: str, *kinds: str) -> None:
        """Check a reference written ``kind:id``, such as ``direction:1``."""
        kind, _, name = value.partition(":")
        if kind in kinds:
            self.refer(file, path, name, kind)
        else:
            self.problems.add(
                file,
                path,
                f"「{value}」: {'、'.join(k + ':番号' for k in kinds)} の形にしてください",
                f"'{value}': must be {' or '.join(k + ':id' for k in kinds)}",
            )

    def nowhere(self, file: str, path: str, value: str) -> None:
        """Add a problem for a reference to something that no file defines."""
        self.problems.add(
            file,
            path,
            f"参照先「{value}」がありません",
            f"refers to '{value}', which does not exist",
        )

    def _may_be_unread(self, kind: str, name: str) -> bool:
        unread = self.problems.unreadable
        if kind in ("measure", "program"):
            return any(f.startswith("measures/") and name.startswith(f[9:-5]) for f in unread)
        if kind in ("unit", ANY_GOAL, *GOAL_KINDS):
            return "organization.toml" in unread
        if kind == "indicator":
            return any(f.startswith(("measures/", "years/")) for f in unread)
        return {"practice": "kaizen.toml", "work": "work.toml"}.get(kind, "plan.toml") in unread


def tables(owner: Document, key: str) -> list[Document]:
    """Return the tables in an array; other values have been reported already."""
    found = owner.get(key)
    return [t for t in found if isinstance(t, dict)] if isinstance(found, list) else []


def texts(owner: Document, key: str) -> list[str]:
    """Return the texts of a key that takes one text or an array of them."""
    found = owner.get(key)
    items: Iterable[Any] = found if isinstance(found, list) else [found]
    return [t for t in items if isinstance(t, str)]


def evaluation_name(evaluation: Document) -> str:
    """Return the name of an evaluation among those of its owner: ``2025-peer-s-river``."""
    parts = (evaluation.get("year"), evaluation.get("kind"), evaluation.get("by"))
    return "-".join(str(part) for part in parts if part)


def links(element: Document) -> list[tuple[str, Document]]:
    """Return an element's links: target, and what is said about the link (``{}`` when bare)."""
    out: list[tuple[str, Document]] = []
    found = element.get("leads_to")
    for item in found if isinstance(found, list) else []:
        if isinstance(item, str):
            out.append((item, {}))
        elif isinstance(item, dict) and isinstance(item.get("to"), str):
            out.append((item["to"], item))
    return out
