"""The model of a question: parameters, columns, and how values are bound into its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from michisuji.errors import BadInput
from michisuji.languages import language
from michisuji.literals import Kind, read
from michisuji.questions.values import One, Value, is_askable, serialise
from michisuji.sparql_tokens import form_of, tokens

if TYPE_CHECKING:
    from michisuji.store.protocol import Solutions

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
#: The audience of questions that a city has added.
OWN = "own"

#: Values of a parameter in one query, if there are many: engines handle this many with ease.
MOST_VALUES = 500
_BIND = re.compile(r"^(?P<indent>[ \t]*)#BIND[ \t]+(?P<name>[A-Za-z_]\w*)[ \t]*$", re.MULTILINE)
_LANG = re.compile(r"^.*#LANG[ \t]*$", re.MULTILINE)
_NATURAL = re.compile(r"\?(?P<name>[A-Za-z_]\w*)(?P<rest>.*?)[ \t]*#NATURAL[ \t]*$", re.MULTILINE)
#: Pads each run of digits to eight: 1-10 stands after 1-2.
_PADDED = (
    'REPLACE(REPLACE(STR(COALESCE(?{name}, "~")), "([0-9０-９]+)", "0000000$1"), '
    '"0*([0-9０-９]{{8}})([^0-9０-９]|$)", "$1$2")'
)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question.

    ``kind`` is ``iri``, ``year``, ``text`` or ``integer``; ``label`` is ``{"ja": …, "en": …}``.
    ``of`` lists the kinds of resources that it can name (``Unit``, ``Program`` …): readers may then
    give a name in place of an IRI, and pickers offer them. Empty: no names are understood.
    """

    name: str
    kind: str
    required: bool
    label: Mapping[str, str]
    example: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionColumn:
    """One column of the answer: how its values are read, and its heading in both languages."""

    name: str
    label: Mapping[str, str]
    kind: Kind = "text"


@dataclass(frozen=True)
class Question:
    """A parsed ``.rq`` file; ``text`` is the whole file, header included."""

    name: str
    audience: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    columns: tuple[QuestionColumn, ...]
    form: Form
    text: str = field(repr=False)
    #: The subject that it is listed under, and whom it is for; '' if it only serves pages.
    topic: str = ""
    roles: tuple[str, ...] = ()

    @property
    def is_listed(self) -> bool:
        """True if readers find it in the list of questions: others only serve pages."""
        return self.form == "SELECT" and (bool(self.topic) or self.is_own)

    @property
    def is_own(self) -> bool:
        """True if a city has added it."""
        return self.audience == OWN

    @property
    def body(self) -> str:
        """The query without its header."""
        lines = self.text.split("\n")
        for number, line in enumerate(lines):
            if line.strip() and not line.startswith("# "):
                return "\n".join(lines[number:])
        return self.text

    def bind(
        self, base_iri: str, params: Mapping[str, Value] | None = None, lang: str = "ja"
    ) -> str:
        """Return the query with ``params`` as VALUES blocks of serialized terms, never pasted text.

        An IRI may be relative to ``base_iri`` (``id/program/mihon-010101``); a list of values means
        "one of these". Empty values count as not given. Raises BadInput for an unknown, missing or
        ill-typed parameter.
        """
        given = {k: v for k, v in (params or {}).items() if v is not None and v != ""}
        known = {p.name: p for p in self.parameters}
        self.refuse_unknown(given)
        self._refuse_missing(given, known)
        terms = {
            name: " ".join(serialise(known[name].kind, name, one, base_iri) for one in _each(value))
            for name, value in given.items()
        }

        def values(found: re.Match[str]) -> str:
            name = found["name"]
            if name not in terms:
                return found[0]
            return f"{found['indent']}VALUES ?{name} {{ {terms[name]} }}"

        text = _LANG.sub(lambda line: line[0].replace('"ja"', f'"{language(lang)}"'), self.text)
        return _BIND.sub(values, _NATURAL.sub(_naturally, text))

    def bind_parts(
        self, base_iri: str, parameter: str, values: Iterable[str], lang: str = "ja"
    ) -> Iterator[str]:
        """Yield one query per :data:`MOST_VALUES` of ``values``; nothing without values.

        They are IRIs of the data, however many, each queried once; one that cannot stand in a query
        (a blank node) is left out.
        """
        wanted = sorted(set(filter(is_askable, values)))
        for start in range(0, len(wanted), MOST_VALUES):
            yield self.bind(base_iri, {parameter: wanted[start : start + MOST_VALUES]}, lang)

    def as_texts(self, query: str) -> str:
        """Wrap a bound query with declared columns so that it returns each term as text.

        For CSV: engines do not quote an IRI that holds a comma.
        """
        form = form_of(tokens(query))
        start = form.start if form else 0
        texts = " ".join(f"(STR(?{column.name}) AS ?{column.name}_)" for column in self.columns)
        return f"{query[:start]}SELECT {texts} WHERE {{ {{\n{query[start:]}\n}} }}"

    def headings(self, variables: Sequence[str], lang: str = "ja") -> list[str]:
        """Return the heading of each variable; its own name if the header declares no column."""
        labels = {column.name: column.label for column in self.columns}
        own = language(lang)
        return [labels[name][own] if name in labels else name for name in variables]

    def plain(self, found: Solutions) -> list[dict[str, Any]]:
        """Return the answer as plain values; None if unbound, or not a valid year or number."""
        kinds = {column.name: column.kind for column in self.columns}
        ordered = [(name, kinds.get(name, "text")) for name in found.variables]
        return [
            {name: read(term, kind) for (name, kind), term in zip(ordered, row, strict=True)}
            for row in found.rows
        ]

    def as_dict(self) -> dict[str, object]:
        """Return the question as plain values for JSON, without the query text."""
        return {
            "name": self.name,
            "audience": self.audience,
            "own": self.is_own,
            "form": self.form,
            "topic": self.topic,
            "roles": list(self.roles),
            "title": dict(self.title),
            "description": dict(self.description),
            "parameters": [
                {
                    "name": p.name,
                    "type": p.kind,
                    "required": p.required,
                    "label": dict(p.label),
                    "example": p.example,
                    "of": list(p.of),
                }
                for p in self.parameters
            ],
            "columns": [
                {"name": c.name, "type": c.kind, "label": dict(c.label)} for c in self.columns
            ],
        }

    def refuse_unknown(self, given: Mapping[str, Value]) -> None:
        """Raise BadInput if a value is given for a parameter that the question does not have."""
        known = [parameter.name for parameter in self.parameters]
        unknown = sorted(given.keys() - set(known))
        if unknown:
            names = ", ".join(known) or "-"
            raise BadInput(
                f"質問「{self.name}」に引数 {', '.join(unknown)} はありません",
                f"the question '{self.name}' has no parameter {', '.join(unknown)}",
                hint_ja=f"使える引数: {names}",
                hint_en=f"parameters: {names}",
            )

    def _refuse_missing(self, given: Mapping[str, Value], known: Mapping[str, Parameter]) -> None:
        missing = [p for p in known.values() if p.required and p.name not in given]
        if missing:
            first = missing[0]
            raise BadInput(
                f"質問「{self.name}」には引数 {', '.join(p.name for p in missing)} が必要です",
                f"the question '{self.name}' needs {', '.join(p.name for p in missing)}",
                hint_ja=f"例: {first.name}={first.example}({first.label['ja']})",
                hint_en=f"for example {first.name}={first.example} ({first.label['en']})",
            )


def _naturally(found: re.Match[str]) -> str:
    """Return a line whose first variable is sorted by the numbers in it, then as it is."""
    return f"{_PADDED.format(name=found['name'])} STR(?{found['name']}){found['rest']}"


def _each(value: Value) -> Sequence[One]:
    return (value,) if isinstance(value, (str, int)) else value


def placeholders(text: str) -> set[str]:
    """Return the names that ``#BIND`` lines of a query's text refer to."""
    return {found["name"] for found in _BIND.finditer(text)}
