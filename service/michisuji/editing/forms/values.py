"""One value as a term of the graph and as what stands in an input, exactly and both ways."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from michisuji import figures, literals
from michisuji.editing.forms import amounts
from michisuji.editing.forms.fields import FormField
from michisuji.importers.city.cells.reasons import PROBLEMS
from michisuji.importers.city.cells.times import day, year
from michisuji.importers.control_characters import CONTROL, without_control
from michisuji.importers.ntriples import canonical_decimal, web_iri
from michisuji.iris import is_iri
from michisuji.languages import LANGUAGES, Text
from michisuji.messages import text as message_text
from michisuji.store.rdf_terms import literal
from michisuji.vocabulary import PREFIXES, RULE

if TYPE_CHECKING:
    from rdflib import Literal
    from rdflib.term import Node

_XSD = PREFIXES["xsd"]
#: Characters that no input gives back as they were.
_ODD = re.compile(f"{CONTROL.pattern}|\ufffd|[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")
#: Characters of one text: a limit so that no page grows beyond use.
LONGEST = 100_000


class WrongValue(ValueError):
    """Raised for a text that is no value of its field; ``told`` says what to do."""

    def __init__(self, told: Text) -> None:
        super().__init__(told["en"])
        self.told = told


def shown(one: FormField, term: Node) -> str | None:
    """Return what stands in the input for a term; None for an odd one, which only is shown.

    A reference stands as its IRI: the caller puts the name in its place.
    """
    from rdflib import Literal, URIRef

    if isinstance(term, URIRef):
        if one.kind == "code":
            return str(term) if any(code.iri == str(term) for code in one.codes) else None
        return str(term) if one.kind in ("reference", "web") else None
    if not isinstance(term, Literal) or _ODD.search(term):
        return None
    return _shown_literal(one, term)


def _shown_literal(one: FormField, term: Literal) -> str | None:
    datatype, value = str(term.datatype or "").removeprefix(_XSD), str(term)
    match one.kind:
        case "text":
            return value if term.language in LANGUAGES else None
        case "plain":
            return value if not term.language and datatype in ("", "string") else None
        case "number" | "yen" if datatype in ("decimal", "integer"):
            found = literals.number(value)
            if found is None or canonical_decimal(value) is None:
                return None
            return figures.number(found / amounts.SHOWN_IN if one.kind == "yen" else found)
        case "integer" if datatype == "integer":
            return canonical_decimal(value)
        case "year" if datatype == "gYear":
            return value if re.fullmatch(r"[1-9]\d{3}", value, re.ASCII) else None
        case "date" if datatype == "date":
            return value if _is_day(value) else None
        case "flag" if datatype == "boolean":
            return {"true": "true", "1": "true", "false": "false", "0": "false"}.get(value)
        case "web" if datatype == "anyURI":
            return value
    return None


def read(one: FormField, typed: str, language: str = "") -> Node:
    """Return the term of what was typed, which is not empty.

    Raises WrongValue.
    """
    from rdflib import Literal, URIRef

    typed = tidy(typed)
    match one.kind:
        case "text" | "plain":
            if len(typed) > LONGEST:
                raise WrongValue(message_text("forms.wrong.long", most=LONGEST))
            _fits(one, typed)
            return Literal(typed, lang=language) if one.kind == "text" else Literal(typed)
        case "number" | "yen":
            return _typed(_number(one, typed), "decimal")
        case "integer":
            whole = _number(one, typed)
            if "." in whole:
                raise WrongValue(message_text("forms.wrong.whole"))
            return _typed(whole, "integer")
        case "year":
            return _typed(f"{_told(year(typed), 'not-a-year'):04d}", "gYear")
        case "date":
            return _typed(_told(day(typed), "not-a-date").isoformat(), "date")
        case "flag":
            if typed not in ("true", "false"):
                raise WrongValue(_problem("not-a-flag"))
            return _typed(typed, "boolean")
        case "code":
            if all(code.iri != typed for code in one.codes):
                raise WrongValue(message_text("forms.wrong.choice"))
            return URIRef(typed)
        case "web":
            found = web_iri(typed)
            if found is None:
                raise WrongValue(message_text("forms.wrong.web"))
            return URIRef(found[1:-1])
    if not is_iri(typed):
        raise WrongValue(message_text("forms.wrong.reference"))
    return URIRef(typed)


def tidy(typed: str) -> str:
    """Return a typed text with one kind of line end, no outer blanks and no control characters."""
    return without_control(_LINE_END.sub("\n", typed))[0].strip()


def same(one: FormField, old: Node, new: Node) -> bool:
    """Return True if two terms of a field are the same value: 36.0 and 36, or 1 and true."""
    if old == new:
        return True
    before, after = shown(one, old), shown(one, new)
    languages = getattr(old, "language", None), getattr(new, "language", None)
    exact = one.kind not in ("text", "plain", "web")
    return exact and before is not None and before == after and languages[0] == languages[1]


def _typed(lexical: str, datatype: str) -> Literal:
    return literal(lexical, None, _XSD + datatype)


def _number(one: FormField, typed: str) -> str:
    """Return the canonical decimal of a number, or of an amount in yen."""
    if one.kind == "yen":
        found = amounts.in_yen(typed)
    else:
        found = canonical_decimal(typed.removesuffix("%").rstrip())
    if found is None:
        is_number = any(sign.isdigit() for sign in typed)
        raise WrongValue(_problem("number-with-words" if is_number else "not-a-number"))
    _in_range(one, Decimal(found))
    return found


def _in_range(one: FormField, found: Decimal) -> None:
    least, most = one.least, one.asked.most
    if least is not None and found < least:
        raise WrongValue(message_text("forms.wrong.least", least=figures.number(least)))
    if most is not None and found > most:
        raise WrongValue(message_text("forms.wrong.most", most=figures.number(most)))


def _fits(one: FormField, typed: str) -> None:
    asked = one.asked
    if asked.longest is not None and len(typed) > asked.longest:
        raise WrongValue(message_text("forms.wrong.long", most=asked.longest))
    if asked.pattern and not re.search(asked.pattern, typed):
        raise WrongValue(message_text("forms.wrong.pattern", pattern=asked.pattern))


def _told(found: Any, otherwise: str) -> Any:
    """Return a cell's value.

    Raises WrongValue with its reason.
    """
    if found.value is None:
        told = found.problem
        raise WrongValue({"ja": told.ja, "en": told.en} if told else _problem(otherwise))
    return found.value


def _problem(code: str) -> Text:
    return dict(zip(LANGUAGES, PROBLEMS[code], strict=True))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def rule_of(iri: str) -> str:
    """Return the id of a rule's IRI; '' for anything else."""
    return iri.removeprefix(RULE) if iri.startswith(RULE) else ""
