"""Organizations: the path 府省庁 → 局・庁 → 部 → 課 → 室 → 班 → 係 as a tree of units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from michisuji.folding import fold
from michisuji.importers.common import LABEL, literal, name, short_hash

if TYPE_CHECKING:
    from michisuji.importers.common import GraphFile

#: Columns in the order of the path, and the kind of unit that each names.
LEVELS = (
    ("ministry", "ministry"),
    ("bureau", "department"),
    ("division", "department"),
    ("section", "section"),
    ("office", "office"),
    ("team", "team"),
    ("subsection", "subsection"),
)
#: External bureaus (外局 and the like) that the sheets name without their ministry when they only
#: take part (その他担当組織). Source: 国家行政組織法別表第一.
AGENCIES = {
    "文化庁": "文部科学省",
    "スポーツ庁": "文部科学省",
    "消防庁": "総務省",
    "公害等調整委員会": "総務省",
    "公安調査庁": "法務省",
    "出入国在留管理庁": "法務省",
    "公安審査委員会": "法務省",
    "国税庁": "財務省",
    "中央労働委員会": "厚生労働省",
    "水産庁": "農林水産省",
    "林野庁": "農林水産省",
    "特許庁": "経済産業省",
    "中小企業庁": "経済産業省",
    "資源エネルギー庁": "経済産業省",
    "観光庁": "国土交通省",
    "気象庁": "国土交通省",
    "海上保安庁": "国土交通省",
    "運輸安全委員会": "国土交通省",
    "防衛装備庁": "防衛省",
}
_KIND_OF_AGENCY = "department"
_UNIT = name("org:OrganizationalUnit")
_UNIT_OF = name("org:unitOf")
_UNIT_KIND = name("lm:unitKind")


class Units:
    """Writes each unit once, and finds the unit that a row's columns name."""

    def __init__(self, graph: GraphFile, term: Callable[[str, str], str]) -> None:
        """Create a writer of units to ``graph``; ``term`` makes an IRI of kind and reference."""
        self._graph, self._term = graph, term
        self._cache: dict[tuple[str, ...], str | None] = {}
        self._made: set[str] = set()

    def of_row(self, row: Mapping[str, str], prefix: str = "") -> str | None:
        """Return the deepest unit that a row names, or None (``other_``: その他担当組織).

        The units from it up to the government are described on first use.
        """
        jurisdiction = row.get("jurisdiction", "") if not prefix else ""
        raw = (jurisdiction, *(row.get(prefix + column, "") for column, _ in LEVELS))
        if raw not in self._cache:
            self._cache[raw] = self._make(self._path(raw))
        return self._cache[raw]

    def ministry(self, label: str) -> str | None:
        """Return the unit of a ministry or agency by its name alone."""
        return self.of_row({"ministry": label})

    def _path(self, raw: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return (kind, name) from the top down; names have single half-width spaces."""
        jurisdiction, *names = (" ".join(part.split()) for part in raw)
        kinds = [kind for _, kind in LEVELS]
        path = [(kind, part) for kind, part in zip(kinds, names, strict=True) if part]
        top = names[0]
        above, _, below = top.partition(" ")
        if below and above.endswith(("省", "府", "庁", "院")):
            # 「国土交通省 観光庁」: one cell, two levels
            return [("ministry", above), (_KIND_OF_AGENCY, below), *path[1:]]
        parent = AGENCIES.get(top, jurisdiction if top else "")
        if parent and parent != top:
            return [("ministry", parent), (_KIND_OF_AGENCY, top), *path[1:]]
        if not top and jurisdiction:
            return [("ministry", jurisdiction), *path]
        return path

    def _make(self, path: list[tuple[str, str]]) -> str | None:
        if not path:
            return None
        parent = self._government()
        keys: list[str] = []
        for kind, label in path:
            keys += [kind, fold(label)]
            unit = self._term("unit", short_hash(*keys))
            if unit not in self._made:
                self._made.add(unit)
                graph = self._graph
                graph.typed(unit, _UNIT)
                graph.add(unit, LABEL, literal(label, "ja"))
                graph.add(unit, _UNIT_KIND, name(f"code:unit-kind/{kind}"))
                graph.add(unit, _UNIT_OF, parent)
            parent = unit
        return parent

    def _government(self) -> str:
        unit = self._term("unit", "government")
        if unit not in self._made:
            self._made.add(unit)
            graph = self._graph
            graph.typed(unit, name("org:FormalOrganization"))
            graph.add(unit, LABEL, literal("日本国政府", "ja"))
            graph.add(unit, LABEL, literal("Government of Japan", "en"))
            graph.add(unit, _UNIT_KIND, name("code:unit-kind/government"))
        return unit
