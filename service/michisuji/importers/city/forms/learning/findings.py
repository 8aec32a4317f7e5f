"""The findings of a look at a form: rules of a mapping to propose, and what stays unclear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Proposal:
    """One ``[[value]]`` or ``[[table]]``: its keys in order, and what was seen, as comments."""

    kind: str
    table: Mapping[str, Any]
    seen: tuple[str, ...] = ()
    #: Keys that are commented out, as nothing on the form says their value.
    open: tuple[str, ...] = ()


@dataclass
class Proposed:
    """A proposed mapping."""

    form: dict[str, Any] = field(default_factory=dict)
    about_form: list[str] = field(default_factory=list)
    rules: list[Proposal] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
