"""The raw material of the site: answers of the service, requested within this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Fetched:
    """An answer of the service: status, media type (with its parameters), headers and body."""

    status: int
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Fetch(Protocol):
    """Requests a path (with its query) from the service in a language (``ja``, ``en``)."""

    def __call__(self, path: str, lang: str) -> Fetched:
        """Return the answer, whatever its status, without following redirects."""
        ...
