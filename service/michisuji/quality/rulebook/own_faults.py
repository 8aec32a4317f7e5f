"""Messages about faults in a city's own shapes and profiles, with what to do about them."""

from __future__ import annotations

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.own import Fault, OwnFile
from michisuji.vocabulary import PROFILE


def fault(file: OwnFile, message: Text, line: int | None = None) -> Fault:
    """Return a fault of a file; ``line`` counts from 1."""
    return Fault(file.path, file.name, message, line)


def not_rdf(error: Exception) -> Text:
    """Return the message that the file cannot be parsed."""
    return text("own.fault.not_rdf", error=error)


def of_others(iri: str) -> Text:
    """Return the message that the file changes a resource that is not the city's."""
    return text("own.fault.of_others", iri=iri)


def ill_formed(error: Exception) -> Text:
    """Return the message that the shape is ill-formed according to SHACL."""
    return text("own.fault.ill_formed", error=error)


def not_done(what: str) -> Text:
    """Return the message that the shape uses a part of SHACL that is not supported here."""
    return text("own.fault.not_done", what=what)


def taken(key: str) -> Text:
    """Return the message that another rule has the same id."""
    return text("own.fault.rule_taken", key=key)


def unknown(iri: str) -> Text:
    """Return the message that a profile refers to an unknown resource."""
    return text("own.fault.unknown", iri=iri)


def no_target() -> Text:
    """Return the message that no shape has a target."""
    return text("own.fault.no_target")


def no_iri() -> Text:
    """Return the message that a shape is a blank node."""
    return text("own.fault.no_iri")


def wrong_profile() -> Text:
    """Return the message that a profile's IRI is outside the namespace of profiles."""
    return text("own.fault.wrong_profile", namespace=PROFILE)
