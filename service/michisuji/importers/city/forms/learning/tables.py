"""Finds the tables on a form by their header rows: indicators, money, ratings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from michisuji.importers.city.forms.learning.findings import Proposal
from michisuji.importers.city.forms.learning.known import KnownLabels
from michisuji.importers.city.forms.sheet.finding import SheetLabels
from michisuji.importers.city.forms.sheet.grid import Area, Grid
from michisuji.importers.city.forms.sheet.headers import relative_year, split_year
from michisuji.importers.city.forms.sheet.texts import label

#: Columns with years, and known headers without years, from which on a row is a header.
_YEARS, _KNOWN = 2, 3
#: Rows below a header that are looked at for what names them.
_BELOW = 20


@dataclass(frozen=True)
class Head:
    """One column of a header: its texts without years, its year if any, its lowest cell."""

    words: tuple[str, ...]
    has_year: bool
    area: Area

    @property
    def word(self) -> str:
        """The lowest text."""
        return self.words[-1] if self.words else ""


@dataclass
class LearnedTable:
    """A table: what to propose for it, the rows that it takes up, the words for years in it."""

    proposal: Proposal
    top: int
    bottom: int
    left: int
    right: int
    years: set[str] = field(default_factory=set)

    def holds(self, area: Area) -> bool:
        """Return True for a cell of the table."""
        within = self.left <= area.left <= self.right
        return within and self.top <= area.top <= self.bottom


class TableFinder:
    """Finds the tables of one sheet."""

    def __init__(self, grid: Grid, labels: SheetLabels, known: KnownLabels) -> None:
        self._grid = grid
        self._labels = labels
        self._known = known

    def find(self) -> Iterator[LearnedTable]:
        """Yield the tables from above, no row in two of them."""
        row = 0
        while row < self._grid.height:
            found = self._at(row)
            if found is not None:
                yield found
                row = found.bottom + 1
            else:
                row += 1

    def _at(self, row: int) -> LearnedTable | None:
        for heads in self._heads(row):
            for read in (self._indicators, self._ratings, self._money):
                found = read(row, heads)
                if found is not None:
                    return found
        return None

    def _heads(self, row: int) -> Iterator[list[Head]]:
        """Yield the headers that begin in a row: over as many rows as its highest cell, or one."""
        areas = dict.fromkeys(self._grid.area(row, c) for c in range(self._grid.width))
        filled = [a for a in areas if a.top == row and self._grid.text(a.top, a.left)]
        if len(filled) < 2:
            return
        for bottom in sorted({max(a.bottom for a in filled), row}, reverse=True):
            yield self._columns(row, bottom, filled)

    def _columns(self, top: int, bottom: int, filled: Sequence[Area]) -> list[Head]:
        out: dict[Area, Head] = {}
        for column in range(filled[0].left, filled[-1].right + 1):
            lowest = self._grid.area(bottom, column)
            if lowest in out:
                continue
            parts = dict.fromkeys(self._grid.area(r, column) for r in range(top, bottom + 1))
            words, has_year = [], False
            for area in parts:
                text = str(self._grid.value(area.top, area.left))
                year, rest = split_year(text)
                said = label(rest)
                if year is None:
                    year, said = relative_year(said, self._known.years)
                has_year |= year is not None
                words += [said] if said else []
            if words or has_year:
                out[lowest] = Head(tuple(words), has_year, lowest)
        return list(out.values())

    def _below(self, row: int, left: int, right: int) -> int:
        """Return the last row of a table below a header: before a blank row or a wide text."""
        last = row
        for below in range(row + 1, min(row + 1 + _BELOW, self._grid.height)):
            areas = dict.fromkeys(self._grid.area(below, c) for c in range(left, right + 1))
            filled = [a for a in areas if self._grid.text(a.top, a.left)]
            if not filled or (len(filled) == 1 and filled[0].right - filled[0].left > 4):
                break
            last = below
        return last

    def _texts(self, rows: range, columns: range) -> list[str]:
        """Return the texts of a part of the sheet as labels, each once."""
        found = (self._labels.at(self._grid.area(r, c)) for r in rows for c in columns)
        return [text for text in dict.fromkeys(found) if text]

    def _indicators(self, row: int, heads: list[Head]) -> LearnedTable | None:
        known = self._known.indicators
        keys = {head: known.meaning(head.word) for head in heads}
        names = [head for head, key in keys.items() if key == "name"]
        if not names or not any(head.has_year for head in heads):
            return None
        columns = {head.word: key for head, key in keys.items() if key and head.word}
        named = (h.word for h in heads if h.word and keys[h] and not h.has_year)
        header = list(dict.fromkeys(named))
        bottom = max(head.area.bottom for head in heads)
        left, right = heads[0].area.left, heads[-1].area.right
        last = self._below(bottom, left, right)
        seen = [f"{self._address(row, left)} から: 指標の表(見出し {'、'.join(header)})"]
        table: dict[str, Any] = {"into": "program.indicator", "header": header, "columns": columns}
        under, told = self._heading(row, header)
        table |= under
        yearly = [h for h in heads if h.has_year]
        if not any(keys[h] in ("target", "actual", "forecast", "baseline") for h in yearly):
            table |= self._indicator_rows(bottom, last, left, yearly, told, seen)
        table |= self._elements(bottom, last, heads, keys, told, seen)
        table["constants"] = {"kind": "quantitative"}
        seen.append("指標の種類は書かれていないため、数値(quantitative)とします")
        return self._learned(table, seen, row, last, heads)

    def _indicator_rows(
        self, bottom: int, last: int, left: int, yearly: list[Head], told: str, seen: list[str]
    ) -> dict[str, Any]:
        """Return what says of which kind the values are: words in front of them, or the heading."""
        words = self._texts(range(bottom + 1, last + 1), range(left, yearly[0].area.left))
        known = self._known.indicators
        rows = {w: known.meaning(w) for w in words if known.meaning(w) in ("target", "actual")}
        if rows:
            return {"rows": rows}
        kind = next((k for k in ("target", "actual") if _names(known.known, k, told)), "")
        if kind:
            seen.append(f"見出し「{told}」から、値は {kind} とします")
            return {"value": kind}
        return {}

    def _elements(
        self,
        bottom: int,
        last: int,
        heads: list[Head],
        keys: dict[Head, str],
        told: str,
        seen: list[str],
    ) -> dict[str, Any]:
        """Return what says which element new indicators belong to."""
        for head in heads:
            if keys[head] == "@element":
                columns = range(head.area.left, head.area.right + 1)
                words = self._texts(range(bottom + 1, last + 1), columns)
                codes = {w: m for w in words if (m := self._known.elements.meaning(w))}
                codes = codes or dict(self._known.elements.known)
                return {"codes": {"@element": codes}}
        element = self._known.elements.within(told) or "s1"
        seen.append(f"新しい指標は要素 {element} に付けます(登録済みの指標は、そのままの要素)")
        return {"element": element}

    def _ratings(self, row: int, heads: list[Head]) -> LearnedTable | None:
        known = self._known
        rated = [h for h in heads if known.rating_header.meaning(h.word)]
        if not rated or any(h.has_year for h in heads):
            return None
        bottom = max(head.area.bottom for head in heads)
        left, right = heads[0].area.left, heads[-1].area.right
        last = self._below(bottom, left, right)
        words = self._texts(range(bottom + 1, last + 1), range(left, rated[0].area.left))
        keys = {w: known.values.meaning(w) for w in words}
        rows = {}
        reason = next((h.word for h in heads if known.rating_reason.meaning(h.word)), "")
        for word, key in keys.items():
            if key.startswith("evaluation.ratings."):
                criterion = key.rpartition(".")[2]
                rows[word] = {rated[0].word: criterion}
                if reason and reason != rated[0].word:
                    rows[word][reason] = f"{criterion}_reason"
        if len(rows) < 2:
            return None
        seen = [f"{self._address(row, left)} から: 視点ごとの評定の表"]
        header = list(dict.fromkeys(w for w in (heads[0].word, rated[0].word) if w))
        table = {"into": "program.evaluation[self].ratings", "header": header, "rows": rows}
        return self._learned(table, seen, row, last, heads)

    def _money(self, row: int, heads: list[Head]) -> LearnedTable | None:
        known = self._known.money
        keys = {head: known.meaning(head.word) for head in heads}
        bottom = max(head.area.bottom for head in heads)
        left, right = heads[0].area.left, heads[-1].area.right
        last = self._below(bottom, left, right)
        yearly = [head for head in heads if head.has_year]
        if len(yearly) >= _YEARS:
            return self._money_across(row, bottom, last, heads, yearly)
        named = [head for head, key in keys.items() if key]
        if len(named) < _KNOWN:
            return None
        columns = range(left, named[0].area.left)
        years = [split_year(t)[0] for t in self._texts(range(bottom + 1, last + 1), columns)]
        by_year = self._known.values.meaning(heads[0].word) == "form.year"
        if not (by_year or any(years)):
            return None
        header = list(dict.fromkeys(w for w in (heads[0].word, named[-1].word) if w))
        table: dict[str, Any] = {
            "into": "program.budget",
            "header": header,
            "columns": {head.word: keys[head] for head in named},
        }
        table |= self._heading(row, header)[0]
        texts = self._texts(range(bottom + 1, last + 1), columns)
        skip = [t for t in texts if self._known.skip.meaning(t)]
        table |= {"skip": skip} if skip else {}
        seen = [f"{self._address(row, left)} から: 事業費の表(年度が縦に並ぶ)"]
        return self._learned(table, seen, row, last, heads)

    def _money_across(
        self, row: int, bottom: int, last: int, heads: list[Head], yearly: list[Head]
    ) -> LearnedTable | None:
        left = heads[0].area.left
        while left > 0 and self._labels.at(self._grid.area(bottom + 1, left - 1)):
            left -= 1
        words = self._texts(range(bottom + 1, last + 1), range(left, yearly[0].area.left))
        parts = dict.fromkeys(head.word for head in yearly if head.word)
        planned = [w for w in parts if self._known.money.meaning(w) == "initial"]
        executed = [w for w in parts if self._known.money.meaning(w) == "executed"]
        rows: dict[str, Any] = {}
        unclear = []
        for word in words:
            key = self._known.money.meaning(word) or self._known.money.meaning(
                word.removeprefix("うち")
            )
            if self._known.skip.meaning(word) or self._known.group.meaning(word):
                continue
            if self._known.whole.meaning(word):
                rows[word] = dict.fromkeys(executed, "executed") | dict.fromkeys(planned, "initial")
            elif key in ("initial", "supplementary", "carried_over", "executed"):
                rows[word] = key
            elif key:
                rows[word] = dict.fromkeys(planned, key) if planned or executed else key
            else:
                unclear.append(word)
        rows = {word: part for word, part in rows.items() if part}
        if not rows:
            return None
        header = list(dict.fromkeys(h.word for h in heads if h.word and not h.has_year))
        table: dict[str, Any] = {"into": "program.budget", "rows": rows}
        # A header that is nothing but years is found by the text of its first column.
        table["header"] = header[:1] or [self._labels.at(yearly[0].area)]
        if not table["header"][0]:
            return None
        table |= self._heading(row, table["header"])[0]
        skip = [word for word in words if self._known.skip.meaning(word)]
        table |= {"skip": skip} if skip else {}
        seen = [f"{self._address(row, left)} から: 事業費の表(年度が横に並ぶ)"]
        if unclear:
            seen.append(f"意味の分からない行(読みません): {'、'.join(unclear)}")
        if planned or executed:
            seen.append("財源は予算の列だけを読みます(決算の財源を入れる項目はありません)")
        return self._learned(table, seen, row, last, heads)

    def _heading(self, row: int, header: list[str]) -> tuple[dict[str, Any], str]:
        """Return ``under`` if there are several such headers, and the heading's text."""
        told = ""
        for above in range(row - 1, max(-1, row - 4), -1):
            areas = dict.fromkeys(self._grid.area(above, c) for c in range(self._grid.width))
            texts = [self._labels.at(a) for a in areas if a.right - a.left >= 3]
            texts = [text for text in texts if text]
            if texts:
                told = texts[0]
                break
        places = [self._labels.all([text]) for text in header]
        rows = set.intersection(*({a.top for a in areas} for areas in places)) if places else set()
        return ({"under": told} if told and len(rows) > 1 else {}), told

    def _learned(
        self, table: dict[str, Any], seen: list[str], top: int, last: int, heads: list[Head]
    ) -> LearnedTable:
        texts = [self._grid.text(h.area.top, h.area.left) for h in heads]
        texts += [self._labels.at(self._grid.area(top, h.area.left)) for h in heads]
        years = {word for word in self._known.years if any(t.startswith(word) for t in texts)}
        left, right = min(h.area.left for h in heads), max(h.area.right for h in heads)
        proposal = Proposal("table", table, tuple(seen))
        return LearnedTable(proposal, top, last, 0 if left < 3 else left, right, years)

    def _address(self, row: int, column: int) -> str:
        return self._grid.area(row, column).address


def _names(known: Any, meaning: str, text: str) -> bool:
    return any(m == meaning and p in text for p, m in known.items())
