"""Tables 1-2 (outline of a program), 1-3 (policies, laws, plans) and 1-5 (related programs)."""

from __future__ import annotations

from collections.abc import Iterator

from michisuji.folding import fold
from michisuji.importers.rs.tables import METHODS
from michisuji.publication.tables.rs.units import ministry_names
from michisuji.publication.tables.rs.view import Row, YearView, side_by_side


def outline_rows(view: YearView, program: str) -> list[Row]:
    """Return table 1-2: one row; more if a text or a page has several values."""
    columns = {
        "purpose": view.texts(program, "lm:purpose"),
        "situation": view.texts(program, "lm:situation"),
        "summary": view.texts(program, "lm:summary"),
        "page": view.iris(program, "lm:referencePage"),
        "start": view.texts(program, "lm:startYear"),
        "end": view.texts(program, "lm:endYear"),
    }
    rows = side_by_side(columns) or [{}]
    used = {iri.rsplit("/", 1)[-1] for iri in view.iris(program, "lm:implementationMethod")}
    for key in METHODS:
        rows[0][key] = "1" if key.removeprefix("method_") in used else "0"
    return rows


def policy_rows(view: YearView, program: str) -> list[Row]:
    """Return table 1-3: a row for each policy or measure, law, plan or notice of the program."""
    rows = [
        *(row for above in view.iris(program, "lm:partOf") for row in _policy(view, above)),
        *(_law(view, law) for law in view.iris(program, "lm:hasLegalBasis")),
        *(row for plan in view.iris(program, "dcterms:references") for row in _plan(view, plan)),
    ]
    return rows or [{}]


def _policy(view: YearView, above: str) -> Iterator[Row]:
    """Yield rows of what the program is part of: one for each of its pages, at least one."""
    row: Row = {}
    policy = ""
    if view.has_class(above, "lm:Measure"):
        row["measure"] = view.label(above)
        policy = next(iter(view.iris(above, "lm:partOf")), "")
    elif view.has_class(above, "lm:Policy") or view.has_class(above, "lm:BasicPolicy"):
        policy = above
    if policy:
        row["policy"] = view.label(policy)
    if not row:
        return
    row["policy_ministry"] = _ministry(view, above, policy, row)
    for page in view.iris(above, "lm:referencePage") or [""]:
        yield {**row, "policy_page": page}


def _ministry(view: YearView, above: str, policy: str, row: Row) -> str:
    unit = next(iter(view.iris(above, "lm:leadUnit")), "") if view.has_hash(above) else ""
    names = ministry_names(view, unit)
    measure = row.get("measure", "")
    for name in names:
        # The importer made the IRI from the ministry's name, which shows the form in the sheet.
        parts = (name, row.get("policy", ""), measure) if measure else (name, row["policy"])
        if view.is_hash(above, "measure" if measure else "policy", *map(fold, parts)):
            return name
    return names[0] if names else ""


def _law(view: YearView, law: str) -> Row:
    whole = next(iter(view.iris(law, "dcterms:isPartOf")), law)
    label = view.label(whole)
    row = {
        "law": label,
        "law_number": view.text(whole, "lm:number"),
        "law_id": view.text(whole, "dcterms:identifier"),
    }
    if whole != law:
        row["article"] = view.label(law).removeprefix(label).strip()
    return row


def _plan(view: YearView, plan: str) -> Iterator[Row]:
    for page in view.iris(plan, "lm:referencePage") or [""]:
        yield {"plan": view.label(plan), "plan_page": page}


def related_rows(view: YearView, program: str) -> list[Row]:
    """Return table 1-5: a row for each related program with a valid ID, or an empty row."""
    rows = [
        {"related_id": reference, "related_name": view.label(other)}
        for other in view.iris(program, "lm:relatedProgram")
        if (reference := view.reference(other))
    ]
    return rows or [{}]
