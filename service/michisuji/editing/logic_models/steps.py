"""The closed vocabulary of steps: small JSON objects from the page, checked field by field.

A step names elements by IRI and links by their two ends. Its values are texts, as typed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from michisuji.errors import BadInput, TooLarge
from michisuji.iris import is_iri
from michisuji.languages import LANGUAGES
from michisuji.messages import text

#: Steps that one change set may have.
MOST_STEPS = 200
#: Characters of a name, and of any other text.
LONGEST_NAME, LONGEST_TEXT = 300, 2_000
#: What an element can be: inputs, activity, output, outcomes by stage, town condition.
KINDS = ("staff", "goods", "activity", "output", "outcome", "short", "mid", "long", "town")
_MOST_MOVED = 200
_KEY = re.compile(r"x[0-9a-f]{7}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_ENDS = ("element", "source", "target", "indicator")
_NUMBERS = {
    "confidence": (Decimal(0), Decimal(1)),
    "share": (Decimal(0), Decimal(100)),
    "planned": (Decimal(0), Decimal(100_000)),
    "executed": (Decimal(0), Decimal(100_000)),
}


@dataclass(frozen=True)
class ModelStep:
    """One operation on a logic model; ``do`` is its name in JSON."""

    do: ClassVar[str]


@dataclass(frozen=True)
class Add(ModelStep):
    """A new element of a kind; ``key`` is the end of its IRI."""

    do = "add"
    key: str
    kind: str
    ja: str
    en: str = ""


@dataclass(frozen=True)
class Describe(ModelStep):
    """A name in two languages, and of an input its amount; the last three are FTE, FTE, text."""

    do = "describe"
    element: str
    ja: str
    en: str = ""
    planned: str = ""
    executed: str = ""
    quantity: str = ""


@dataclass(frozen=True)
class Move(ModelStep):
    """An element into another stage; of another class it is a new resource, with this ``key``."""

    do = "move"
    element: str
    kind: str
    key: str


@dataclass(frozen=True)
class Join(ModelStep):
    """A link between two elements."""

    do = "join"
    source: str
    target: str


@dataclass(frozen=True)
class Cut(ModelStep):
    """The end of a link."""

    do = "cut"
    source: str
    target: str


@dataclass(frozen=True)
class Explain(ModelStep):
    """Everything that is said of a link; an empty text says nothing."""

    do = "explain"
    source: str
    target: str
    rationale: str = ""
    rationale_en: str = ""
    assumption: str = ""
    assumption_en: str = ""
    evidence: str = ""
    evidence_en: str = ""
    confidence: str = ""
    share: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class Insert(ModelStep):
    """A new element in the middle of a link; what is said of the link stays with its first half."""

    do = "insert"
    source: str
    target: str
    key: str
    kind: str
    ja: str
    en: str = ""


@dataclass(frozen=True)
class Divide(ModelStep):
    """One element into two: the new one takes the links and indicators named in ``moved``.

    An item is ``from IRI``, ``to IRI`` or ``indicator IRI``.
    """

    do = "divide"
    element: str
    key: str
    ja: str
    en: str = ""
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delete(ModelStep):
    """An element with its links; its indicators lose it."""

    do = "delete"
    element: str


@dataclass(frozen=True)
class Attach(ModelStep):
    """An indicator to an element."""

    do = "attach"
    indicator: str
    element: str


@dataclass(frozen=True)
class Detach(ModelStep):
    """An indicator from an element."""

    do = "detach"
    indicator: str
    element: str


VOCABULARY: Mapping[str, type[ModelStep]] = {
    kind.do: kind
    for kind in (Add, Describe, Move, Join, Cut, Explain, Insert, Divide, Delete, Attach, Detach)
}


def new_key() -> str:
    """Return the key of a new element: drawn by lot, so that no former IRI comes back."""
    return f"x{secrets.token_hex(4)[:7]}"


def to_json(step: ModelStep) -> dict[str, Any]:
    """Return a step as a JSON object, without empty values."""
    values = {field.name: getattr(step, field.name) for field in fields(step)}
    told = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items() if v}
    return {"do": step.do, **told}


def all_from_json(found: Any) -> tuple[ModelStep, ...]:
    """Return the steps of a JSON array.

    Raises BadInput, TooLarge.
    """
    if not isinstance(found, list):
        raise _bad("list")
    if len(found) > MOST_STEPS:
        raise TooLarge(
            f"一度に保存できる手順は{MOST_STEPS}までです",
            f"at most {MOST_STEPS} steps can be saved at once",
            hint_ja="ここまでを保存してから続けてください",
            hint_en="save what you have, then go on",
        )
    return tuple(map(from_json, found))


def from_json(found: Any) -> ModelStep:
    """Return the step that a JSON object states.

    Raises BadInput, which names the field.
    """
    kind = VOCABULARY.get(found.get("do")) if _is_object(found) else None
    if kind is None:
        raise _bad("step")
    known = {field.name: field for field in fields(kind)}
    stated = {name: value for name, value in found.items() if name != "do"}
    if set(stated) - set(known):
        raise _bad("field")
    return kind(**{name: _value(name, stated.get(name, "")) for name in known})


def _is_object(found: Any) -> bool:
    return isinstance(found, dict) and isinstance(found.get("do"), str)


def _value(name: str, value: Any) -> Any:
    if name == "moved":
        return _moved(value or [])
    if not isinstance(value, str):
        raise _bad("text", name=name)
    return _checked(name, value.strip())


def _moved(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MOST_MOVED:
        raise _bad("moved")
    for item in value:
        what, _, iri = item.partition(" ") if isinstance(item, str) else ("", "", "")
        if what not in ("from", "to", "indicator") or not is_iri(iri):
            raise _bad("moved")
    return tuple(dict.fromkeys(value))


def _checked(name: str, value: str) -> str:
    longest = LONGEST_NAME if name in LANGUAGES else LONGEST_TEXT
    if len(value) > longest:
        raise _bad("long", longest=longest, length=len(value))
    if _CONTROL.search(value):
        raise _bad("control")
    if name in _ENDS and not is_iri(value):
        raise _bad("iri", name=name)
    if name == "ja" and not value:
        raise _bad("unnamed")
    if name == "key" and not _KEY.fullmatch(value):
        raise _bad("key")
    if name == "kind" and value not in KINDS:
        raise _bad("stage")
    if name == "feedback" and value not in ("", "true"):
        raise _bad("feedback")
    if name in _NUMBERS and value:
        return _number(name, value)
    return value


def _number(name: str, value: str) -> str:
    low, high = _NUMBERS[name]
    try:
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not low <= found <= high or len(value) > 12:
        raise _bad("number", value=value[:40], low=low, high=high)
    return value


def _bad(reason: str, **values: object) -> BadInput:
    told, hint = text(f"step_bad.{reason}", **values), text("step_bad.hint")
    return BadInput(told["ja"], told["en"], hint_ja=hint["ja"], hint_en=hint["en"])
