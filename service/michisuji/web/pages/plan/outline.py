"""The plans of each data set: what they hold, the line in which one revises another, and links."""

from __future__ import annotations

from dataclasses import dataclass, field

from michisuji.questions.plan_order import plan_key
from michisuji.vocabulary import CODE, LM
from michisuji.web.answers import Row, ask

#: Classes of what a plan holds.
PARTS = ("Principle", "ManagementPolicy", "Direction", "Instrument", "CountStatement")


@dataclass
class PlanOutline:
    """The plans of one data set.

    ``plans``: IRI → row; ``parts``: local name of a class → rows in plan order; ``links``:
    relation (revises, references, states, supports, feeds) → pairs of IRIs. ``lines``: plans from
    the first to its latest revision.
    """

    dataset: str
    title: str = ""
    plans: dict[str, Row] = field(default_factory=dict)
    parts: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in PARTS})
    links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def members(self) -> dict[str, Row]:
        """Everything by IRI."""
        rows = (row for own in self.parts.values() for row in own)
        return self.plans | {row["member"]: row for row in rows}

    @property
    def main(self) -> Row | None:
        """The plan with the vision: the first with one that nothing has revised; else None."""
        old = {before for _, before in self.links.get("revises", ())}
        told = [row for iri, row in self.plans.items() if row["vision"] and iri not in old]
        return told[0] if told else None

    @property
    def lines(self) -> list[list[Row]]:
        """The lines of two plans or more, longest first, each from its beginning."""
        before = {new: old for new, old in self.links.get("revises", ()) if old in self.plans}
        found = []
        for iri in self.plans:
            if iri in before.values():
                continue
            line = [iri]
            while (old := before.get(line[-1])) and old not in line:
                line.append(old)
            if len(line) > 1:
                found.append([self.plans[one] for one in reversed(line)])
        return sorted(found, key=len, reverse=True)


def outlines() -> list[PlanOutline]:
    """Return the outline of each data set that has a plan. Raises the store's errors."""
    found: dict[str, PlanOutline] = {}
    of: dict[str, PlanOutline] = {}
    titles = {row["dataset"].rpartition("/")[2]: row["title"] for row in ask("datasets")}
    for row in ask("plan-members"):
        iri, kind = row["member"], row["class"].removeprefix(LM)
        row["style"] = (row["style"] or "").removeprefix(f"{CODE}leadership/")
        row["label"] = row["label"] or iri.rpartition("/")[2]
        dataset = max((name for name in titles if f"/{name}-" in iri), key=len, default="")
        outline = found.setdefault(dataset, PlanOutline(dataset, titles.get(dataset) or ""))
        of[iri] = outline
        if kind == "Plan":
            outline.plans.setdefault(iri, row)
        elif all(row["member"] != known["member"] for known in outline.parts[kind]):
            outline.parts[kind].append(row)
    for link in ask("plan-links"):
        if link["from"] in of:
            pair = link["from"], link["to"]
            of[link["from"]].links.setdefault(link["relation"], []).append(pair)
    for outline in found.values():
        _sort(outline)
    return [outline for outline in found.values() if outline.plans]


def _sort(outline: PlanOutline) -> None:
    for rows in outline.parts.values():
        rows.sort(key=lambda row: plan_key(row["number"], row["label"], row["member"]))
    plans = sorted(outline.plans.values(), key=lambda row: (row["start"] or 10**4, row["member"]))
    outline.plans = {row["member"]: row for row in plans}
