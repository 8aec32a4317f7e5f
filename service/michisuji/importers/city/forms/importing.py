"""Imports many forms by one mapping: laid over a city, each refused one with its reason."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from michisuji.errors import MichisujiError
from michisuji.importers.city.books import Book, read_book
from michisuji.importers.city.checks import city_problems
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.earlier_years import EarlierYears
from michisuji.importers.city.forms.converting import column_of, title_of
from michisuji.importers.city.forms.form import FormRead
from michisuji.importers.city.forms.laying import lay
from michisuji.importers.city.forms.mapping.rules import FormMapping
from michisuji.importers.city.forms.reading import read_form
from michisuji.importers.city.forms.references import References, references
from michisuji.importers.city.forms.said import Said
from michisuji.importers.city.forms.sheet.finding import SheetLabels
from michisuji.importers.city.forms.sheet.grid import Grid
from michisuji.importers.city.forms.subjects import FormRefused, Subject, Subjects
from michisuji.importers.common import Batch, ImportRefusal, ImportReport, Progress, SourceFile
from michisuji.importers.control_characters import clean_values
from michisuji.importers.problems import ImportProblem, Problems, SourceProblems
from michisuji.languages import Text

#: Files of forms in a folder.
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
#: Rows of the report: files, and the forms in them.
FILES, FORMS = "forms-files", "forms"
_PROGRAM = re.compile(r"program\[([^\]]+)\]")
#: Rounds in which forms that break the city's references are taken out again.
_ROUNDS = 5


@dataclass
class _Taken:
    """A form that was laid over the city, and the document of its subject as it was before."""

    form: FormRead
    source: SourceFile
    subject: Subject
    before: Document
    places: dict[int, tuple[str, int]]


@dataclass
class FormsImport:
    """The forms of one run: the city that they change, and the report."""

    city: City
    mapping: FormMapping
    report: ImportReport
    _taken: list[_Taken] = field(default_factory=list)
    _said: Said = field(default_factory=Said)

    def read(self, paths: Sequence[Path], progress: Progress | None = None) -> None:
        """Read the files one after another, and lay their forms over the city."""
        known = city_problems(self.city)
        index = references(self.city)
        self._check_constants(index)
        subjects = Subjects(self.city, index, self.mapping)
        files = list(form_files(paths))
        for number, path in enumerate(files):
            if progress is not None:
                progress(number, len(files), path.name)
            self.report.rows(FILES).read += 1
            try:
                book = read_book(path)
                grids = list(self._grids(book))
            except MichisujiError as error:
                self._refuse_file(path.name, error.message)
                continue
            except FormRefused as error:
                self._refuse_file(path.name, error.reason)
                continue
            self._book(
                book, [(read_form(book.name, g, self.mapping, index)) for g in grids], subjects
            )
        if progress is not None:
            progress(len(files), len(files), "")
        self._take_back_faulty(known)

    def _check_constants(self, index: References) -> None:
        """Raise SourceProblems for constants of the mapping that name what the city lacks."""
        problems = Problems()
        for key, value in self.mapping.constants:
            column = column_of(key.steps)
            if column is None or not column.refs or key.field.kind == "links":
                continue
            for one in value if isinstance(value, list) else [value]:
                found = index.find(column.refs, one).problem
                if found is not None:
                    place = f"constants.{key.text}"
                    problems.add(self.mapping.file, place, found.ja, found.en)
        if problems.found:
            raise SourceProblems(self.mapping.file, problems.sorted())

    def _refuse_file(self, name: str, reason: Text) -> None:
        told = {lang: said.removeprefix(f"{name}: ") for lang, said in reason.items()}
        self.report.refuse(FILES, ImportRefusal(name, None, "", "", told))

    def _grids(self, book: Book) -> Iterator[Grid]:
        """Yield the sheets of a book that are forms of the mapping.

        Raises FormRefused if there is none.
        """
        named = [s for s in book.sheets if fnmatchcase(s.name, self.mapping.sheet)]
        found = [g for g in map(Grid.of, named) if self._is_form(g)]
        if not found:
            shown = "、".join(s.name for s in (named or book.sheets)[:5])
            raise FormRefused(
                f"この対応表の様式のシートがありません(シート: {shown})",
                f"no sheet is a form of this mapping (sheets: {shown})",
            )
        yield from found

    def _is_form(self, grid: Grid) -> bool:
        """Return True if at least half of the mapping's labels stand on a sheet."""
        labels = SheetLabels(grid)
        rules = [rule for rule in self.mapping.values if not rule.optional]
        found = sum(1 for rule in rules if labels.all(rule.place.labels))
        return 0 < len(rules) <= 2 * found or (not rules and any(grid.filled()))

    def _book(self, book: Book, forms: list[FormRead], subjects: Subjects) -> None:
        used = 0
        for form in forms:
            self.report.rows(FORMS).read += 1
            used += self._form(form, book.source, subjects)
        if not used:
            self.report.rows(FILES).refused += 1
        for remark in book.remarks:
            place = f"{book.name} {remark.sheet} {remark.cell}".strip()
            self.report.note(remark.code, remark.text["ja"], remark.text["en"], place)

    def _form(self, form: FormRead, source: SourceFile, subjects: Subjects) -> bool:
        """Lay one form over the city; return False if it is refused."""
        try:
            subject = subjects.find(form)
            before = copy.deepcopy(subject.document)
            places = lay(form, subject, self.mapping, self._said)
            removed = clean_values(subject.document)[1]
            self.city.removed[form.file] = self.city.removed.get(form.file, 0) + removed
        except FormRefused as error:
            refusal = ImportRefusal(
                form.file, None, "", error.value, error.reason, "row", form.sheet, error.cell
            )
            self.report.refuse(FORMS, refusal)
            return False
        self.report.rows(FORMS).used += 1
        self._taken.append(_Taken(form, source, subject, before, places))
        return True

    def _take_back_faulty(self, known: set[ImportProblem]) -> None:
        """Take out the forms that make the city break its rules, until it keeps them.

        Raises SourceProblems if a problem is none of a form's making.
        """
        for _ in range(_ROUNDS):
            new = city_problems(self.city) - known
            new = {p for p in new if not self._said.take_back(p.path, p.ja, p.en)}
            new = new and city_problems(self.city) - known
            if not new:
                break
            faulty = [(taken, p) for p in sorted(new) for taken in self._taken if _is_of(taken, p)]
            if not faulty:
                raise SourceProblems(self.mapping.title, sorted(new))
            for taken, problem in faulty:
                self._take_back(taken, problem)
        files = self.report.rows(FILES)
        sources = {taken.source: None for taken in self._taken}
        files.used = len(sources)
        files.refused = files.read - files.used
        self.city.sources += sources
        for taken in self._taken:
            self.city.places.update(taken.places)
            self._tell(taken.form)

    def _take_back(self, taken: _Taken, problem: ImportProblem) -> None:
        if taken not in self._taken:
            return
        self._taken.remove(taken)
        document, made_in = taken.subject.document, taken.subject.made_in
        document.clear()
        document.update(taken.before)
        if made_in is not None:
            made_in[:] = [other for other in made_in if other is not document]
        self.report.rows(FORMS).used -= 1
        reason = {"ja": f"{problem.path}: {problem.ja}", "en": f"{problem.path}: {problem.en}"}
        self.report.refuse(
            FORMS, ImportRefusal(taken.form.file, None, taken.form.sheet, "", reason)
        )

    def _tell(self, form: FormRead) -> None:
        """Add the troubles and notes of a form that was used to the report."""
        for trouble in form.troubles:
            refusal = ImportRefusal(
                form.file,
                None,
                title_of(trouble.what),
                trouble.value,
                trouble.reason,
                "cell",
                form.sheet,
                trouble.cell,
                trouble.what,
            )
            self.report.refuse(FORMS, refusal)
        for code, ja, en, cell in form.notes:
            self.report.note(code, ja, en, f"{form.file} {form.place(cell)}")


def import_forms(
    paths: Sequence[Path],
    mapping: FormMapping,
    city: City,
    *,
    base_iri: str,
    out_dir: Path,
    progress: Progress | None = None,
) -> tuple[Batch, ImportReport]:
    """Lay forms over a city and write its graphs to ``out_dir``; the report counts the forms."""
    from michisuji.importers.city.writing.city_graphs import write_city

    run = FormsImport(city, mapping, ImportReport(city.dataset["name"]))
    past = EarlierYears(city)
    run.read(paths, progress)
    past.keep(city)
    batch, report = write_city(city, base_iri=base_iri, out_dir=out_dir)
    report.take_over(run.report)
    return batch, report


def refusal(mapping: FormMapping, report: ImportReport) -> SourceProblems:
    """Return the error for an import that is to refuse whatever could not be used."""
    return SourceProblems(mapping.file, [_problem(refused) for refused in report.refusals])


def _problem(refusal: ImportRefusal) -> ImportProblem:
    place = f"{refusal.sheet}!{refusal.cell}" if refusal.cell else refusal.sheet
    return ImportProblem(refusal.file, place, refusal.reason["ja"], refusal.reason["en"])


def form_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files; a folder stands for the workbooks in it."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
        else:
            yield path


def _is_of(taken: _Taken, problem: ImportProblem) -> bool:
    if taken.subject.kind == "measure":
        return problem.file == f"measures/{taken.subject.document['id']}.toml"
    found = _PROGRAM.match(problem.path)
    return found is not None and found[1] == taken.subject.document["id"]
