"""What can be wrong with a city's own shapes and profiles, and what to do about it."""

from __future__ import annotations

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.own import Fault, OwnFile
from michisuji.vocabulary import PROFILE


def fault(file: OwnFile, message: Text, line: int | None = None) -> Fault:
    """Return a fault of a file; ``line`` counts from 1."""
    return Fault(file.path, file.name, message, line)


def not_rdf(error: Exception) -> Text:
    """Tell that the file cannot be parsed."""
    return text("own.fault.not_rdf", error=error)


def of_others(iri: str) -> Text:
    """Tell that it changes what is not the city's."""
    return text("own.fault.of_others", iri=iri)


def ill_formed(error: Exception) -> Text:
    """Tell that SHACL calls the shape ill-formed."""
    return text("own.fault.ill_formed", error=error)


def not_done(what: str) -> Text:
    """Tell that it uses a part of SHACL that is not done here."""
    return text("own.fault.not_done", what=what)


def taken(key: str) -> Text:
    """Tell that its id is that of another rule."""
    return text("own.fault.rule_taken", key=key)


def unknown(iri: str) -> Text:
    """Tell that a profile speaks of what there is not."""
    return text("own.fault.unknown", iri=iri)


def no_target() -> Text:
    """Tell that no shape has a target."""
    return text("own.fault.no_target")


def no_iri() -> Text:
    """Tell that a shape is a blank node."""
    return text("own.fault.no_iri")


def wrong_profile() -> Text:
    """Tell that a profile's IRI is not in the namespace of profiles."""
    return text("own.fault.wrong_profile", namespace=PROFILE)
