"""Reads and validates the header of a question's ``.rq`` file."""

from __future__ import annotations

import re
from typing import get_args

from michisuji.errors import BadInput
from michisuji.languages import LANGUAGES, Text, both
from michisuji.literals import KINDS as COLUMN_KINDS
from michisuji.questions.model import Form, Parameter, Question, QuestionColumn, placeholders
from michisuji.questions.values import KINDS
from michisuji.sparql_tokens import form_of, tokens

#: The subjects of the list of questions, and whom each is for, in the order of the list.
TOPICS = ("way", "indicator", "money", "evaluation", "unit", "kaizen", "law", "data")
ROLES = ("planner", "quality", "staff", "public")
#: Types of parameters that may list kinds of resources: with ``text`` they only suggest names.
NAMING = ("iri", "text")
_FIELD = re.compile(r"#[ \t]*(?P<key>[a-z]+)(?:@(?P<lang>[a-z]+))?:[ \t]*(?P<value>.*)")
_NAME = re.compile(r"[A-Za-z_]\w*")


def parse(text: str, name: str, audience: str, *, strict: bool = True) -> Question:
    """Parse a question from the text of its file.

    With ``strict``, title and description must be in both languages, and every ``#BIND`` line must
    match a parameter; without it (a reader's own file) the name stands in for what is missing.
    Raises BadInput, naming the question and the fault.
    """
    texts: dict[tuple[str, str], str] = {}
    parameters: list[Parameter] = []
    columns: list[QuestionColumn] = []
    topic = ""
    roles: tuple[str, ...] = ()
    for line in text.split("\n"):
        if line.strip() and not line.startswith("#"):
            break
        found = _FIELD.fullmatch(line.rstrip())
        if not found:
            continue
        key, value = found["key"], found["value"].strip()
        if key == "parameter":
            parameters.append(_parameter(name, value))
        elif key == "column":
            columns.append(_column(name, value))
        elif key == "topic":
            topic, roles = _topic(name, value)
        elif key in ("title", "description") and found["lang"] in LANGUAGES:
            texts[key, found["lang"]] = value
    if strict:
        _check(text, name, texts, parameters)
    return Question(
        name=name,
        audience=audience,
        title=_both(texts, "title", name),
        description=_both(texts, "description", ""),
        parameters=tuple(parameters),
        columns=tuple(columns),
        form=_form(text, name),
        text=text,
        topic=topic,
        roles=roles,
    )


def _topic(question: str, value: str) -> tuple[str, tuple[str, ...]]:
    topic, _, words = value.partition("|")
    roles = tuple(words.split())
    if topic.strip() not in TOPICS or not roles or not set(roles) <= set(ROLES):
        raise _fault(question, f"topic: {value}")
    return topic.strip(), roles


def _parameter(question: str, value: str) -> Parameter:
    parts = [part.strip() for part in value.split("|")]
    head = parts[0].split()
    if (
        len(parts) != 4
        or len(head) < 3
        or not _NAME.fullmatch(head[0])
        or head[1] not in KINDS
        or head[2] not in ("required", "optional")
        or (len(head) > 3 and head[1] not in NAMING)
        or not all(map(_NAME.fullmatch, head[3:]))
        or not all(parts)
    ):
        raise _fault(question, f"parameter: {value}")
    return Parameter(
        name=head[0],
        kind=head[1],
        required=head[2] == "required",
        label={"ja": parts[1], "en": parts[2]},
        example=parts[3],
        of=tuple(head[3:]),
    )


def _column(question: str, value: str) -> QuestionColumn:
    parts = [part.strip() for part in value.split("|")]
    name, _, word = parts[0].partition(" ")
    kind = next((known for known in COLUMN_KINDS if known == (word.strip() or "text")), None)
    if len(parts) != 3 or not all(parts) or not _NAME.fullmatch(name) or kind is None:
        raise _fault(question, f"column: {value}")
    return QuestionColumn(name=name, label={"ja": parts[1], "en": parts[2]}, kind=kind)


def _check(
    text: str, name: str, texts: dict[tuple[str, str], str], parameters: list[Parameter]
) -> None:
    for key in ("title", "description"):
        for lang in LANGUAGES:
            if not texts.get((key, lang)):
                raise _fault(name, f"{key}@{lang}")
    names = [p.name for p in parameters]
    if len(set(names)) != len(names):
        raise _fault(name, f"parameter: {', '.join(names)}")
    if set(names) != placeholders(text):
        raise _fault(name, f"#BIND ≠ parameter: {sorted(set(names) ^ placeholders(text))}")


def _both(texts: dict[tuple[str, str], str], key: str, default: str) -> Text:
    return both({lang: text for (name, lang), text in texts.items() if name == key}, default)


def _form(text: str, name: str) -> Form:
    found = form_of(tokens(text))
    word = found.keyword if found else ""
    for form in get_args(Form):
        if word == form:
            return form  # type: ignore[no-any-return]  # one of the forms
    raise _fault(name, word or "SELECT?")


def _fault(name: str, what: str) -> BadInput:
    return BadInput(
        f"質問「{name}」の書き方に誤りがあります: {what}",
        f"the question '{name}' is malformed: {what}",
        hint_ja="ヘッダーの書き方は queries/README.md にあります",
        hint_en="queries/README.md explains the header",
    )
