"""Checks of evaluations, which answer and follow each other, and of priorities."""

from __future__ import annotations

from michisuji.importers.city.checking import item_path
from michisuji.importers.city.content import Document
from michisuji.importers.city.index import ReferenceIndex, evaluation_name, tables, texts


def check_evaluations(index: ReferenceIndex, file: str, path: str, owner: Document) -> None:
    """Report references of a measure's or program's evaluations to nothing, and repeated ones."""
    evaluations = tables(owner, "evaluation")
    known = {evaluation_name(evaluation): evaluation for evaluation in evaluations}
    seen: set[str] = set()
    for number, evaluation in enumerate(evaluations, 1):
        place = item_path(f"{path}.evaluation", evaluation, number)
        index.refer(file, f"{place}.by", evaluation.get("by"), "unit")
        for ref in texts(evaluation, "reflected_in"):
            index.refer_prefixed(file, f"{place}.reflected_in", ref, "program", "measure", "plan")
        which = evaluation_name(evaluation)
        if which in seen:
            index.problems.add(
                file,
                place,
                "同じ年度・種類・評価者の評価が2つあります",
                "two evaluations of one year, kind and unit",
            )
        seen.add(which)
        for key in ("responds_to", "follows_up"):
            for ref in texts(evaluation, key):
                if ref not in known or ref == which:
                    index.nowhere(file, f"{place}.{key}", ref)
        _check_follow_up(index, file, place, evaluation, known)


def _check_follow_up(
    index: ReferenceIndex,
    file: str,
    place: str,
    evaluation: Document,
    known: dict[str, Document],
) -> None:
    before = known.get(str(evaluation.get("follows_up")), {}).get("year")
    year = evaluation.get("year")
    if isinstance(before, int) and isinstance(year, int) and before >= year:
        index.problems.add(
            file,
            f"{place}.follows_up",
            f"前の年度の評価ではありません({before}年度)",
            f"is not an evaluation of an earlier year ({before})",
        )
    if "follow_up" in evaluation and "follows_up" not in evaluation:
        index.problems.add(
            file,
            f"{place}.follow_up",
            "どの評価の改善の状況か(follows_up)がありません",
            "of which evaluation it is the follow-up (follows_up) is missing",
        )


def check_priorities(
    index: ReferenceIndex, file: str, measure: Document, programs: list[Document]
) -> None:
    """Report priorities of programs that are not the measure's own, and repeated ones."""
    own = {program.get("id") for program in programs}
    seen: set[tuple[object, object]] = set()
    for number, priority in enumerate(tables(measure, "priority"), 1):
        place = item_path("measure.priority", priority, number)
        year, program = priority.get("year"), priority.get("program")
        index.refer(file, f"{place}.program", program, "program")
        if program in index.ids.get("program", {}) and program not in own:
            index.problems.add(
                file,
                f"{place}.program",
                f"「{program}」は、この施策の事業ではありません",
                f"'{program}' is no program of this measure",
            )
        if (year, program) in seen:
            index.problems.add(
                file,
                place,
                f"「{program}」の優先度が、同じ年度に2つあります",
                f"two priorities of '{program}' for one year",
            )
        seen.add((year, program))
