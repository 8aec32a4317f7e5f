"""The measures of a data set with programs, money and evaluations, as of any of its years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.importers.city import properties as declared
from michisuji.importers.city import schema
from michisuji.importers.city.content import Document, Measures
from michisuji.importers.city.properties import Properties
from michisuji.importers.city.stored.documents import StoredData, in_order, one, value_of
from michisuji.importers.city.stored.indicators import StoredIndicators
from michisuji.importers.city.stored.models import StoredModels
from michisuji.importers.city.stored.reviews import StoredReviews
from michisuji.importers.city.stored.statements import Statements
from michisuji.importers.city.stored.timeless import by_id, table_of_measure

if TYPE_CHECKING:
    from michisuji.importers.city.stored.statements import Term


class StoredMeasures:
    """The measures of a data set; what changes with the year is read from that year's graph."""

    def __init__(self, data: StoredData) -> None:
        self._data = data
        self._reviews = StoredReviews(data)
        self._money = data.timeless.grouped("lm:BudgetYear", "lm:budgetOf")
        self._programs = data.timeless.grouped("lm:Program", "lm:partOf")
        self._indicators = StoredIndicators(data, data.timeless)
        self._timeless = {
            subject: self._document(subject, properties, name)
            for class_name, properties, name in (
                ("lm:Measure", declared.MEASURE, "measure"),
                ("lm:Program", declared.PROGRAM, "program"),
            )
            for subject in data.timeless.of_class(class_name)
        }

    def of_year(self, year: int) -> Measures:
        """Return the measures of a year in the form in which ``measures/`` describes the present.

        A program that starts later has no model in an earlier year.
        """
        data, state = self._data, self._data.state(year)
        models = StoredModels(data, state, (self._indicators, StoredIndicators(data, state)))
        out: Measures = []
        for subject in data.timeless.of_class("lm:Measure"):
            measure = self._of_year(state, subject, declared.MEASURE_OF_YEAR, "measure")
            measure |= models.of_measure(subject)
            programs = [
                self._program(models, state, program)
                for program in self._programs[subject]
                if year == data.year or self._timeless[program].get("start", year) <= year
            ]
            out.append((f"measures/{measure['id']}.toml", measure, by_id(programs)))
        return sorted(out, key=lambda found: found[0])

    def _program(self, models: StoredModels, state: Statements, subject: str) -> Document:
        program = self._of_year(state, subject, declared.PROGRAM_OF_YEAR, "program")
        program |= models.of_program(subject)
        if "budget" in program:
            program["budget"] = {**self._budget(subject), **program["budget"]}
        return program

    def _of_year(
        self, state: Statements, subject: str, properties: Properties, name: str
    ) -> Document:
        of_year = self._data.document(state, subject, properties, table_of_measure(name))
        return {**self._timeless[subject], **of_year}

    def _document(self, subject: str, properties: Properties, name: str) -> Document:
        data = self._data
        about = data.document(data.timeless, subject, properties, table_of_measure(name))
        out: Document = {"id": data.local(subject), **about}
        if out.get("number") == out["id"]:
            del out["number"]  # as the writer says of a measure without one
        laws = [one(data.timeless, value_of(t), "rdfs:label") for t in self._laws(subject)]
        for key, found in (
            ("laws", in_order(laws)),
            ("evaluation", self._reviews.evaluations(subject, out["id"])),
            ("priority", self._reviews.priorities(subject)),
        ):
            if found:
                out[key] = found
        return out

    def _laws(self, subject: str) -> list[Term]:
        return self._data.timeless.values(subject, "lm:hasLegalBasis")

    def _budget(self, program: str) -> Document:
        data = self._data
        out: Document = {}
        for money in sorted(self._money[program]):
            year = one(data.timeless, money, "lm:fiscalYear")
            amounts = data.document(data.timeless, money, declared.BUDGET_YEARS, schema.BUDGET)
            for key, amount in amounts.items():
                out.setdefault(key, {})[year] = amount
            out |= data.document(data.timeless, money, declared.BUDGET, schema.BUDGET)
        return out
