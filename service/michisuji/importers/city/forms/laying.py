"""Lays what a form states over the document of its subject: elements, indicators, money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from michisuji.folding import fold
from michisuji.importers.city.content import Document
from michisuji.importers.city.forms.form import FormRead, StatedRecord, StatedValue
from michisuji.importers.city.forms.mapping.keys import SELECTORS, Key, KeyStep
from michisuji.importers.city.forms.mapping.rules import FormMapping
from michisuji.importers.city.forms.said import Said, SaidValue
from michisuji.importers.city.forms.subjects import Subject
from michisuji.importers.city.index import tables


def lay(
    form: FormRead, subject: Subject, mapping: FormMapping, said: Said
) -> dict[int, tuple[str, int]]:
    """Lay a form over the document of its subject; what cannot be used becomes a trouble of it.

    Returns ``id(table)`` → sheet and row of what the form states, for provenance.
    """
    laid = _Form(form, subject, mapping, said)
    laid.lay()
    return laid.places


class _Form:
    """One form and the document of its subject."""

    def __init__(self, form: FormRead, subject: Subject, mapping: FormMapping, said: Said) -> None:
        self._form = form
        self._subject = subject.document
        self._root = subject.kind
        self._mapping = mapping
        self._said = said
        #: ``id(table)`` → its path, for what this form made.
        self._made: list[tuple[list[Document], Document, str, str]] = []
        self._new: set[int] = set()
        self.places: dict[int, tuple[str, int]] = {}

    def lay(self) -> None:
        for stated in self._form.stated:
            if stated.steps[0].name == self._root:
                self._state(stated)
        order = {"table": 0, "element": 1}
        records = sorted(
            self._form.records,
            key=lambda r: order.get(r.rule.into.steps[-1].name, 2),
        )
        for record in records:
            self._record(record)
        for key, value in self._mapping.constants:
            self._constant(key, value)
        self._drop_incomplete()

    def _state(self, stated: StatedValue) -> None:
        owner, path = self._owner(stated.steps[1:-1], stated.cell, make=True)
        if owner is not None:
            self._set(owner, path, stated.steps[-1].name, stated.year, stated.value, stated.cell)

    def _owner(
        self, steps: tuple[KeyStep, ...], cell: str, *, make: bool
    ) -> tuple[Document | None, str]:
        """Return the table that steps lead to, from the subject on, and its path."""
        owner, path = self._subject, f"{self._root}[{self._subject['id']}]"
        for step in steps:
            path += f".{step}"
            if not step.item:
                if step.name not in owner and not make:
                    return None, path
                found = owner.setdefault(step.name, {})
            else:
                chosen = self._item(owner, step, path, cell, make)
                if chosen is None:
                    return None, path
                found = chosen
            owner = found
        return owner, path

    def _item(
        self, owner: Document, step: KeyStep, path: str, cell: str, make: bool
    ) -> Document | None:
        """Return the item of an array that a step chooses, made if it is missing."""
        selector = SELECTORS[step.name]
        wanted: Document = {selector: step.item}
        if step.name == "evaluation":
            if self._form.year is None:
                if make:
                    self._trouble(
                        cell,
                        path,
                        "",
                        "評価の年度が分かりません(対応表の form.year を書いてください)",
                        "the year of the evaluation is unknown (give form.year in the mapping)",
                    )
                return None
            wanted["year"] = self._form.year
        if step.name == "indicator":
            wanted["id"] = f"{self._subject['id']}-{step.item}"
        found = [i for i in tables(owner, step.name) if wanted.items() <= i.items()]
        if len(found) > 1:
            if make:
                self._trouble(
                    cell,
                    path,
                    "",
                    f"同じ年度・種類のものが{len(found)}つあり、どれか決められません",
                    f"{len(found)} of this year and kind are stored: which is meant is unknown",
                )
            return None
        if found or not make:
            return found[0] if found else None
        return self._make(owner, step.name, wanted, path, cell)

    def _make(self, owner: Document, name: str, item: Document, path: str, cell: str) -> Document:
        items: list[Document] = owner.setdefault(name, [])
        items.append(item)
        self._made.append((items, item, path, cell))
        self._new.add(id(item))
        return item

    def _set(
        self, owner: Document, path: str, key: str, year: int | None, value: Any, cell: str
    ) -> None:
        """Set a value, unless another form of this run states another one."""
        at = f"{path}.{key}" + ("" if year is None else f".{year}")
        known = self._said.values.get(at)
        if known is not None and known.value != value:
            self._trouble(
                cell,
                at,
                str(value),
                f"{known.form.file} の {known.form.place(known.cell)} には"
                f"「{known.value}」とあります(先のものを使いました)",
                f"{known.form.file}, {known.form.place(known.cell)}, says '{known.value}' "
                "(the first was used)",
            )
            return
        before = owner.get(key) if year is None else owner.get(key, {}).get(str(year))
        if known is None:
            said = SaidValue(value, self._form, cell, owner, key, year, before)
            self._said.values[at] = said
        self.places.setdefault(id(owner), self._form.row(cell))
        if year is None:
            owner[key] = value
        else:
            owner.setdefault(key, {})[str(year)] = value

    def _record(self, record: StatedRecord) -> None:
        name = record.rule.into.steps[-1].name
        if record.rule.into.field.kind == "table":
            owner, path = self._owner(record.rule.into.steps[1:], record.cell, make=True)
        else:
            found = {"element": self._element, "indicator": self._indicator}.get(name, self._other)
            chosen = found(record)
            if chosen is None:
                return
            owner, path = chosen
        if owner is None:
            return
        for key, value in record.values.items():
            self._set(owner, path, key, None, value, record.cells[key])
        for key, values in record.yearly.items():
            for year, value in values.items():
                self._set(owner, path, key, year, value, record.cells[f"{key}.{year}"])
        for key, value in record.rule.constants.items():
            owner.setdefault(key, value)

    def _element(self, record: StatedRecord) -> tuple[Document, str] | None:
        """Return the element of a record: by its key, or its text, or a new one."""
        key, said = record.values.get("key"), record.values.get("text")
        kind = record.values.get("kind", record.rule.constants.get("kind"))
        known = tables(self._subject, "element")
        same = [e for e in known if (key is not None and e.get("key") == key)]
        same = same or [
            e for e in known if key is None and e.get("kind") == kind and _same(e, "text", said)
        ]
        if same:
            return same[0], self._path(f"element[{same[0]['key']}]")
        if key is None:
            letter = record.rule.element or "e"
            taken = {str(e.get("key")) for e in known}
            key = next(k for n in range(1, 1000) if (k := f"{letter}{n}") not in taken)
        path = self._path(f"element[{key}]")
        return self._make(self._subject, "element", {"key": key}, path, record.cell), path

    def _indicator(self, record: StatedRecord) -> tuple[Document, str] | None:
        """Return the indicator of a record: by its id, or its name, or a new one."""
        number, said = record.values.get("id"), record.values.get("name")
        known = [(e, i) for e in self._owners() for i in tables(e, "indicator")]
        same = [i for _, i in known if number is not None and i.get("id") == number]
        same = same or [i for _, i in known if number is None and _same(i, "name", said)]
        if len(same) > 1:
            self._trouble(
                record.cell,
                "indicator",
                str(said),
                f"この名前の指標が{len(same)}つあります",
                f"{len(same)} indicators have this name",
            )
            return None
        if same:
            return same[0], self._path(f"indicator[{same[0].get('id')}]")
        inner = [step.item for step in record.rule.into.steps[1:-1]]
        key = (inner[0] if inner else "") or record.element or record.rule.element
        owner = next((e for e in self._owners() if e.get("key") == key), None)
        if owner is None:
            self._trouble(
                record.cell,
                "indicator",
                str(said or number or ""),
                f"指標を付ける要素「{key}」が事業にありません"
                if key
                else "新しい指標を、どの要素に付けるか分かりません(対応表の element)",
                f"the program has no element '{key}' for the indicator"
                if key
                else "the element of a new indicator is unknown (element in the mapping)",
            )
            return None
        if number is None:
            taken = {str(i.get("id")) for _, i in known}
            head = self._subject["id"]
            number = next(k for n in range(1, 1000) if (k := f"{head}-{n:02}") not in taken)
        path = self._path(f"indicator[{number}]")
        return self._make(owner, "indicator", {"id": number}, path, record.cell), path

    def _other(self, record: StatedRecord) -> tuple[Document, str] | None:
        """Return the item of another array, which its selector tells from others."""
        step = record.rule.into.steps[-1]
        selector = SELECTORS.get(step.name, "")
        said = record.values.get(selector, record.rule.constants.get(selector))
        if said is None:
            self._trouble(
                record.cell,
                step.name,
                "",
                f"{selector} が分からない行です",
                f"a row without {selector}",
            )
            return None
        path = self._path(f"{step.name}[{said}]")
        owner, _ = self._owner(record.rule.into.steps[1:-1], record.cell, make=True)
        if owner is None:
            return None
        item = self._item(owner, KeyStep(step.name, str(said)), path, record.cell, True)
        return None if item is None else (item, path)

    def _owners(self) -> list[Document]:
        name = "element" if self._root == "program" else "town_condition"
        return tables(self._subject, name)

    def _constant(self, key: Key, value: Any) -> None:
        """Fill in a constant in a table that the form has made, or in one that is no array."""
        if key.steps[0].name != self._root:
            return
        owner, _ = self._owner(key.steps[1:-1], "", make=False)
        name = key.steps[-1].name
        if owner is None or name in owner:
            return
        if any(step.item for step in key.steps[1:-1]) and id(owner) not in self._new:
            return
        if key.field.kind == "links":
            known = {str(e.get("key")) for e in tables(self._subject, "element")}
            value = [to for to in value if str(to) in known or str(to).startswith("measure:")]
        if value != []:
            owner[name] = value

    def _drop_incomplete(self) -> None:
        """Take out what the form has made and what lacks a required key, and say so."""
        for items, item, path, cell in reversed(self._made):
            name = path.rpartition(".")[2].partition("[")[0]
            missing = [key for key in _REQUIRED.get(name, ()) if key not in item]
            if missing:
                self.places.pop(id(item), None)
                items[:] = [other for other in items if other is not item]
                self._trouble(
                    cell,
                    path.partition(".")[2],
                    "",
                    f"必須の項目がないため取り込めません: {'、'.join(missing)}"
                    "(様式にも対応表の constants にもありません)",
                    f"left out, as required keys are missing: {', '.join(missing)} "
                    "(neither on the form nor among the constants of the mapping)",
                )

    def _path(self, rest: str) -> str:
        return f"{self._root}[{self._subject['id']}].{rest}"

    def _trouble(self, cell: str, what: str, value: str, ja: str, en: str) -> None:
        self._form.trouble(cell, what, value, ja, en)


def _required() -> Iterator[tuple[str, tuple[str, ...]]]:
    from michisuji.importers.city.schema import ELEMENT, EVALUATION, INDICATOR

    for name, table in (("element", ELEMENT), ("evaluation", EVALUATION), ("indicator", INDICATOR)):
        yield name, tuple(key for key, field in table.items() if field.required)


_REQUIRED = dict(_required())


def _same(item: Document, key: str, said: Any) -> bool:
    return isinstance(said, str) and fold(str(item.get(key, ""))) == fold(said)
