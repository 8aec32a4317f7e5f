"""Table 4-1: reviews by the program's own unit, outside experts and the ministry's review team."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from michisuji.fiscal_years import parse_fiscal_year
from michisuji.importers.common import LABEL, decimal, gyear, literal, name
from michisuji.importers.rs.sheet import Fate, Sheets, nothing

_FINDINGS = name("lm:findings")
_IMPROVEMENT = name("lm:improvement")
_EFFECT = name("lm:effectEvaluation")
_REFLECTION = name("lm:reflection")
_EVALUATION = name("lm:Evaluation")
#: The review team's words (行政事業レビュー推進チームの所見) → result codes.
RESULTS = {
    "現状通り": "keep",
    "事業内容の一部改善": "improve",
    "事業全体の抜本的な改善": "improve",
    "縮減": "shrink",
    "終了予定": "end",
    "予定通り終了": "end",
    "廃止": "end",
    "拡充": "expand",
}
#: Known values of 反映状況; they are kept as text.
_FOLLOWED = frozenset(
    {"現状通り", "執行等改善", "年度内に改善を検討", "縮減", "終了予定", "予定通り終了", "廃止"}
)
_TITLES = {
    "self": ("事業所管部局による点検・改善", "Review by the unit in charge"),
    "external": ("外部有識者による点検", "Review by outside experts"),
    "lead-summary": ("行政事業レビュー推進チームの所見", "Findings of the review team"),
}


class Review:
    """Writes evaluations; a program with several past remarks repeats the rest in each row."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._amounts: dict[str, dict[tuple[str, ...], Decimal]] = {}

    def row(self, row: Mapping[str, str]) -> Fate:
        """Import one row: up to three reviews of this year, and remarks from earlier ones."""
        program = self._sheets.program(row)
        parts = (
            self._own(program, row),
            self._external(program, row),
            self._lead(program, row),
            self._remark(program, row, "past"),
            self._remark(program, row, "other"),
        )
        said = [part for part in parts if part is not None]
        if not said:
            return Fate.EMPTY
        return Fate.USED if any(said) else Fate.DUPLICATE

    def _evaluation(
        self, program: str, kind: str, local: str, year: int, ja: str, en: str
    ) -> tuple[str, bool]:
        sheets = self._sheets
        subject = sheets.term("evaluation", local)
        new = sheets.first(subject)
        if new:
            sheets.graph.typed(subject, _EVALUATION)
            sheets.graph.add_all(
                subject,
                (
                    (LABEL, literal(f"{ja}({year}年度)", "ja")),
                    (LABEL, literal(f"{en} (FY{year})", "en")),
                    (name("lm:evaluates"), program),
                    (name("lm:fiscalYear"), gyear(year)),
                    (name("lm:evaluationKind"), name(f"code:evaluation-kind/{kind}")),
                ),
            )
        sheets.derived(subject)
        return subject, new

    def _this_year(self, program: str, kind: str, row: Mapping[str, str]) -> tuple[str, bool]:
        year = self._sheets.year
        ja, en = _TITLES[kind]
        return self._evaluation(program, kind, f"{row['id']}-{year}-{kind}", year, ja, en)

    def _own(self, program: str, row: Mapping[str, str]) -> bool | None:
        texts = (
            (_FINDINGS, row["self_findings"]),
            (_IMPROVEMENT, row["self_improvement"]),
            (_EFFECT, row["self_effect"]),
        )
        if all(nothing(value) for _, value in texts):
            return None
        subject, new = self._this_year(program, "self", row)
        unit = self._sheets.lead_units.get(row["id"])
        if new and unit is not None:
            self._sheets.graph.add(subject, name("lm:evaluatedBy"), unit)
        for predicate, value in texts:
            new = self._sheets.put_text(subject, predicate, value) or new
        return new

    def _external(self, program: str, row: Mapping[str, str]) -> bool | None:
        texts = (row["external_findings"], row["external_public"])
        if all(nothing(value) for value in texts):
            return None
        subject, new = self._this_year(program, "external", row)
        for value in texts:
            new = self._sheets.put_text(subject, _FINDINGS, value, remarks=True) or new
        if new:
            self._sheets.put_text(subject, name("rdfs:comment"), row["external_method"])
        return new

    def _lead(self, program: str, row: Mapping[str, str]) -> bool | None:
        sheets = self._sheets
        result, followed = row["lead_result"], row["followed"]
        texts = (result, row["lead_findings"], followed, row["followed_detail"])
        amounts = row["amount_general"] or row["amount_special"]
        if all(nothing(value) for value in texts) and not amounts:
            return None
        subject, new = self._this_year(program, "lead-summary", row)
        if not nothing(result):
            new = sheets.put_text(subject, name("lm:resultText"), result) or new
            code = RESULTS.get(result)
            if code:
                new = sheets.put(subject, name("lm:result"), name(f"code:result/{code}")) or new
            elif new:
                sheets.note("unknown-result", result)
        if not nothing(followed) and followed not in _FOLLOWED and new:
            sheets.note("unknown-reflection", followed)
        new = sheets.put_text(subject, _FINDINGS, row["lead_findings"], remarks=True) or new
        detail = row["followed_detail"] if not nothing(row["followed_detail"]) else ""
        said = "" if nothing(followed) else f"【{followed}】"
        new = sheets.put_text(subject, _REFLECTION, said + detail, remarks=True) or new
        return self._amount(subject, row) or new

    def _amount(self, subject: str, row: Mapping[str, str]) -> bool:
        """Keep the year's 反映額 (yen) of each account; they are summed at the end."""
        new = False
        amounts = self._amounts.setdefault(subject, {})
        for key, account in (
            ("amount_general", ("一般会計",)),
            ("amount_special", (row["special_account"], row["special_sub_account"])),
        ):
            if (*account, row[key]) in amounts:
                continue
            number = self._sheets.number(key, row[key])
            if number is not None:
                amounts[(*account, row[key])] = Decimal(number)
                new = True
        return new

    def _remark(self, program: str, row: Mapping[str, str], group: str) -> bool | None:
        """Write a remark made in an earlier year by outsiders, and what has been done about it."""
        sheets = self._sheets
        kind, text, response = (row[f"{group}_{part}"] for part in ("kind", "text", "response"))
        if nothing(text) and nothing(response):
            return None
        year = row[f"{group}_year"]
        read = parse_fiscal_year(year)
        if year and read is None:
            sheets.refuse_cell(f"{group}_year", year, "year")
        subject = sheets.hashed(
            "evaluation", row["id"], group, "" if nothing(kind) else kind, str(read or year), text
        )
        label = sheets.clean(kind) if not nothing(kind) else "過去の指摘事項"
        new = sheets.first(subject)
        if new:
            sheets.graph.typed(subject, _EVALUATION)
            sheets.graph.add(subject, LABEL, literal(label, "ja"))
            sheets.graph.add(subject, name("lm:evaluates"), program)
            external = name("code:evaluation-kind/external")
            sheets.graph.add(subject, name("lm:evaluationKind"), external)
            if read is not None:
                sheets.graph.add(subject, name("lm:fiscalYear"), gyear(read))
        sheets.derived(subject)
        new = sheets.put_text(subject, _FINDINGS, text, remarks=True) or new
        return sheets.put_text(subject, _REFLECTION, response, remarks=True) or new

    def finish(self) -> None:
        """Write the reflected amounts, summed over all accounts."""
        for subject, amounts in self._amounts.items():
            if amounts:
                total = sum(amounts.values(), Decimal(0))
                amount = decimal(f"{total:f}")
                self._sheets.graph.add(subject, name("lm:reflectedAmount"), amount)
