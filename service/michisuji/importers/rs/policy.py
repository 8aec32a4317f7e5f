"""Table 1-3: the plan tree 政策 → 施策 → 事業, legal bases, and related plans and notices."""

from __future__ import annotations

import re
from collections.abc import Mapping

from michisuji.folding import fold
from michisuji.importers.common import LABEL, literal, name
from michisuji.importers.rs.sheet import Fate, Sheets, nothing

_PART_OF = name("lm:partOf")
_IS_PART_OF = name("dcterms:isPartOf")
_LEAD_UNIT = name("lm:leadUnit")
_LEGAL_BASIS = name("lm:hasLegalBasis")
_LEGAL_BASIS_CLASS = name("lm:LegalBasis")
_LAW_ID = re.compile(r"\d{3}[0-9A-Z]{9,13}")


def policy_row(sheets: Sheets, row: Mapping[str, str]) -> Fate:
    """Import one row: any of a policy with its measure, a law, and a plan or notice."""
    program = sheets.program(row)
    said = [
        part(sheets, program, row)
        for part, key in ((_policy, "policy"), (_law, "law"), (_plan, "plan"))
        if not nothing(row[key]) or (key == "policy" and not nothing(row["measure"]))
    ]
    if not said:
        if row["policy"] or row["law"] or row["plan"]:
            sheets.note("no-policy")
        return Fate.EMPTY
    sheets.derived(program)
    return Fate.USED if any(said) else Fate.DUPLICATE


def _policy(sheets: Sheets, program: str, row: Mapping[str, str]) -> bool:
    ministry = " ".join((row["policy_ministry"] or row["jurisdiction"]).split())
    parent = ""
    for kind, class_term, key in (
        ("policy", name("lm:Policy"), "policy"),
        ("measure", name("lm:Measure"), "measure"),
    ):
        text = row[key]
        if nothing(text):
            continue
        above = "" if nothing(row["policy"]) else row["policy"]
        parts = (ministry, above) if kind == "policy" else (ministry, above, text)
        subject = sheets.hashed(kind, *map(fold, parts))
        if sheets.first(subject):
            sheets.graph.typed(subject, class_term)
            sheets.graph.add(subject, LABEL, sheets.text(text))
            unit = sheets.units.ministry(ministry)
            if unit is not None:
                sheets.graph.add(subject, _LEAD_UNIT, unit)
            if parent:
                sheets.graph.add(subject, _PART_OF, parent)
        sheets.derived(subject)
        parent = subject
    new = sheets.put(program, _PART_OF, parent)
    return sheets.put_pages(parent, row["policy_page"]) or new


def _law(sheets: Sheets, program: str, row: Mapping[str, str]) -> bool:
    law_id = fold(row["law_id"])
    label = row["law"]
    key = fold(law_id or row["law_number"] or label)
    known = bool(_LAW_ID.fullmatch(law_id))
    law = sheets.term("law", law_id) if known else sheets.hashed("law", key)
    if sheets.first(law):
        sheets.graph.typed(law, _LEGAL_BASIS_CLASS)
        sheets.graph.add(law, LABEL, sheets.text(label))
        if row["law_number"]:
            sheets.graph.add(law, name("lm:number"), literal(row["law_number"]))
        if known:
            page = f"<https://laws.e-gov.go.jp/law/{law_id}>"
            sheets.graph.add(law, name("dcterms:identifier"), literal(law_id))
            sheets.graph.add(law, name("lm:referencePage"), page)
    sheets.derived(law)
    provision = _provision(row["article"], row["paragraph"], row["item"])
    if provision:
        whole = law
        law = sheets.hashed("law", key, provision)
        if sheets.first(law):
            sheets.graph.typed(law, _LEGAL_BASIS_CLASS)
            sheets.graph.add(law, LABEL, sheets.text(f"{label} {provision}"))
            sheets.graph.add(law, _IS_PART_OF, whole)
        sheets.derived(law)
    return sheets.put(program, _LEGAL_BASIS, law)


def _provision(article: str, paragraph: str, item: str) -> str:
    """Join three columns into 「第四条第1項第十三号」; each may have 第… already."""
    text = ""
    for value, unit in ((article, "条"), (paragraph, "項"), (item, "号")):
        if not nothing(value):
            bare = re.fullmatch(r"[0-9０-９一二三四五六七八九十百]+", value)
            text += f"第{value}{unit}" if bare else value
    return text


def _plan(sheets: Sheets, program: str, row: Mapping[str, str]) -> bool:
    # A plan or notice that a program follows is not a statute: dcterms:references, not
    # lm:hasLegalBasis.
    plan = sheets.hashed("law", "plan", fold(row["plan"]))
    if sheets.first(plan):
        sheets.graph.typed(plan, _LEGAL_BASIS_CLASS)
        sheets.graph.add(plan, LABEL, sheets.text(row["plan"]))
    sheets.derived(plan)
    new = sheets.put_pages(plan, row["plan_page"])
    return sheets.put(program, name("dcterms:references"), plan) or new
