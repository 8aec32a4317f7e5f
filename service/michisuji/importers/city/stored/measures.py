"""The measures of a data set with programs, money and evaluations, as of any of its years."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from michisuji.importers.city import properties as declared
from michisuji.importers.city import schema
from michisuji.importers.city.content import Document, Measures
from michisuji.importers.city.properties import Properties
from michisuji.importers.city.stored.documents import StoredData, one, value_of
from michisuji.importers.city.stored.indicators import StoredIndicators
from michisuji.importers.city.stored.models import StoredModels
from michisuji.importers.city.stored.statements import Statements
from michisuji.importers.city.stored.timeless import in_order, table_of_measure


class StoredMeasures:
    """The measures of a data set; what changes with the year is read from that year's graph."""

    def __init__(self, data: StoredData) -> None:
        self._data = data
        self._evaluations = self._grouped("lm:Evaluation", "lm:evaluates")
        self._money = self._grouped("lm:Money", "lm:budgetOf")
        self._programs = self._grouped("lm:Program", "lm:partOf")
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
            out.append((f"measures/{measure['id']}.toml", measure, in_order(programs)))
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
        found = [
            data.document(data.timeless, evaluation, declared.EVALUATION, schema.EVALUATION)
            for evaluation in self._evaluations[subject]
        ]
        return {**out, "evaluation": sorted(found, key=_when)} if found else out

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

    def _grouped(self, class_name: str, predicate: str) -> dict[str, list[str]]:
        """Return the value of a property → the subjects of a class that have it."""
        graph = self._data.timeless
        out: dict[str, list[str]] = defaultdict(list)
        for subject in graph.of_class(class_name):
            for term in graph.values(subject, predicate):
                out[value_of(term)].append(subject)
        return out


def _when(evaluation: Document) -> tuple[Any, ...]:
    kinds = schema.EVALUATION["kind"].choices
    return evaluation["year"], kinds.index(evaluation["kind"]), evaluation.get("by", "")
