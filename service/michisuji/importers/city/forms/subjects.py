"""Finds the program or measure that a form is about: by id first, by name second."""

from __future__ import annotations

import re
from dataclasses import dataclass

from michisuji.importers.city.cells import identifier
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.forms.form import FormRead
from michisuji.importers.city.forms.mapping.rules import FormMapping
from michisuji.importers.city.forms.references import References, budget_code
from michisuji.languages import Text

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class FormRefused(Exception):
    """Raised for a form that nothing can be taken from; ``cell`` is '' for the sheet as a whole."""

    def __init__(self, ja: str, en: str, cell: str = "", value: str = "") -> None:
        super().__init__(en)
        self.reason: Text = {"ja": ja, "en": en}
        self.cell, self.value = cell, value


@dataclass(frozen=True)
class Subject:
    """The program or measure that a form is about; ``made_in`` is the array of a new program."""

    kind: str
    document: Document
    made_in: list[Document] | None = None

    @property
    def name(self) -> str:
        """Kind and id: ``program:010101``."""
        return f"{self.kind}:{self.document['id']}"


class Subjects:
    """The programs and measures of a city, as forms name them."""

    def __init__(self, city: City, references: References, mapping: FormMapping) -> None:
        self._city = city
        self._references = references
        keys = [key.text for rule in mapping.values for key in rule.keys]
        self._of_programs = any(key.startswith("program.") for key in keys)

    def find(self, form: FormRead) -> Subject:
        """Return the subject of a form; a program that the city does not have is made.

        Raises FormRefused.
        """
        if not self._of_programs:
            return Subject("measure", self._measure(form))
        named = {key: said for key, said in form.identity.items() if key.startswith("program.")}
        found = self._program(named)
        if found is not None:
            return Subject("program", self._references.ids["program"][found])
        return self._new_program(form)

    def _program(self, named: dict[str, tuple[str, str]]) -> str | None:
        """Return the id of the stored program that a form is about; None for a new one.

        By id first, by budget code second, by name third.
        """
        by_id = self._by("program", named.get("program.id"))
        by_name = self._by("program", named.get("program.name"), by_name=True)
        by_code = self._by_code(named.get("program.budget_code"))
        if by_id is not None:
            if by_name is not None and by_name != by_id:
                raise FormRefused(
                    f"事業コードは {by_id}、事業名は {by_name} のものです",
                    f"the code is that of {by_id}, the name that of {by_name}",
                    named["program.name"][1],
                    named["program.name"][0],
                )
            return by_id
        found = by_code or by_name
        if found is not None and "program.id" in named:
            said, cell = named["program.id"]
            raise FormRefused(
                f"事業コード「{said}」は登録されていません"
                f"(事業名・予算コードは {found} のものです)",
                f"the code '{said}' is not known (name or budget code are those of {found})",
                cell,
                said,
            )
        return found

    def _by(self, kind: str, given: tuple[str, str] | None, *, by_name: bool = False) -> str | None:
        if given is None:
            return None
        said, cell = given
        if by_name:
            ids = self._references.index.named(kind, said)
            if len(ids) > 1:
                raise FormRefused(
                    f"「{said}」という名前は{len(ids)}つあります({'、'.join(ids)})。番号で書いてください",
                    f"'{said}' names {len(ids)} ({', '.join(ids)}): give the id",
                    cell,
                    said,
                )
            return ids[0] if ids else None
        found = self._references.find((kind,), said)
        if found.problem is not None and found.problem.code == "two-of-name":
            raise FormRefused(found.problem.ja, found.problem.en, cell, said)
        return None if found.value is None else str(found.value)

    def _by_code(self, given: tuple[str, str] | None) -> str | None:
        found = self._references.budget_codes.get(budget_code(given[0]), []) if given else []
        return found[0] if len(found) == 1 else None

    def _measure(self, form: FormRead) -> Document:
        for key in ("measure.id", "measure.name"):
            found = self._by("measure", form.identity.get(key))
            if found is not None:
                return self._references.ids["measure"][found]
        said, cell = next(iter(form.identity.values()), ("", ""))
        raise FormRefused(
            "施策が分かりません(番号か正式な名前を書いてください)",
            "the measure is not known (write its id or its full name)",
            cell,
            said,
        )

    def _new_program(self, form: FormRead) -> Subject:
        said, cell = form.identity.get("program.id", ("", ""))
        name = form.identity.get("program.name", ("", ""))
        if not said and not name[0]:
            raise FormRefused(
                "事業コードも事業名も書かれていません",
                "neither a program's code nor its name is given",
            )
        found = identifier(said).value
        if not isinstance(found, str) or not _ID.fullmatch(found) or not name[0]:
            raise FormRefused(
                f"事業「{said or name[0]}」は登録されていません"
                "(新しい事業には、英数字の事業コードと事業名が要ります)",
                f"the program '{said or name[0]}' is not known "
                "(a new one needs a code of letters and digits, and a name)",
                cell or name[1],
                said or name[0],
            )
        try:
            measure = self._measure(form)
        except FormRefused as error:
            raise FormRefused(
                f"新しい事業「{said}」の{error.reason['ja']}",
                f"for the new program '{said}': {error.reason['en']}",
                error.cell or cell,
                error.value or said,
            ) from error
        program: Document = {"id": found, "name": name[0]}
        file = f"measures/{measure['id']}.toml"
        programs: list[Document] = self._city.files[file].setdefault("program", [])
        programs.append(program)
        self._references.add("program", program)
        return Subject("program", program, programs)
