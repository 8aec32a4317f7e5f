"""A city's own questions, added to the bundled ones, and the faults of unusable files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from michisuji.errors import BadInput
from michisuji.messages import text
from michisuji.own import Fault, OwnFile
from michisuji.own import read as read_files
from michisuji.questions.catalogue import catalogue
from michisuji.questions.header import parse
from michisuji.questions.model import OWN, Question
from michisuji.rdflib_parser import parsing
from michisuji.sparql_tokens import tokens


@dataclass(frozen=True)
class Questions:
    """Name → question, bundled and a city's own, and the faults of files that are not used."""

    by_name: Mapping[str, Question]
    faults: tuple[Fault, ...]


@lru_cache(maxsize=16)
def questions_of(setting: str = "") -> Questions:
    """Return the bundled questions, and those that ``MICHISUJI_OWN`` (``setting``) names."""
    own: dict[str, Question] = {}
    faults: list[Fault] = []
    for file in read_files(setting).questions:
        found = _question(file, own)
        if isinstance(found, Question):
            own[found.name] = found
        else:
            faults.append(found)
    ordered = {name: own[name] for name in sorted(own)}
    return Questions(MappingProxyType({**catalogue(), **ordered}), tuple(faults))


def _question(file: OwnFile, own: Mapping[str, Question]) -> Question | Fault:
    name = file.path.stem
    if name in catalogue() or name in own:
        return file.fault(text("own.fault.question_taken", name=name))
    try:
        found = parse(file.text, name, OWN)
    except BadInput as error:
        told = text("own.fault.question", message=error.message, hint=error.hint)
        return file.fault(told)
    return _looked_at(found, file)


def _looked_at(question: Question, file: OwnFile) -> Question | Fault:
    """Return the question, or a fault if it is not SPARQL or asks another service."""
    words = {token.text.upper() for token in tokens(question.text) if token.kind == "word"}
    try:
        with parsing:
            from rdflib.plugins.sparql.parser import parseQuery

            parseQuery(question.text)
    except Exception as error:  # pyparsing's errors, and rdflib's about prefixes
        line = getattr(error, "lineno", None)
        return file.fault(text("own.fault.not_sparql", error=error), line)
    if "SERVICE" in words:
        return file.fault(text("own.fault.service"), file.line_of("SERVICE"))
    return question
