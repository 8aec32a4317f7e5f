"""A page's unsaved steps; the page keeps them itself, so that nothing is lost with the service."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from michisuji.editing.logic_models import EditedModel, to_json
from michisuji.editing.logic_models.steps import ModelStep, all_from_json
from michisuji.editing.statements import lines
from michisuji.errors import BadInput, TooLarge

#: Bytes of the steps that a page sends.
MOST_BYTES = 200_000
_DIGITS = 12
_LONGEST = 4_000


@dataclass(frozen=True)
class Unsaved:
    """Steps done and undone, those that no longer apply, and what was read when they began.

    ``read`` maps each subject of the model to a digest of its statements. ``at`` is the chosen
    element, or the chosen link by its two ends with a blank between; ``joining`` is the element
    that the next one is to be joined to.
    """

    read: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[ModelStep, ...] = ()
    undone: tuple[ModelStep, ...] = ()
    left: tuple[ModelStep, ...] = ()
    at: str = ""
    joining: str = ""

    def to_text(self) -> str:
        """Return the session as JSON, for the page to keep."""
        steps = {name: list(map(to_json, getattr(self, name))) for name in _LISTS}
        rest = {"read": dict(self.read), "at": self.at, "joining": self.joining}
        return json.dumps({**steps, **rest}, ensure_ascii=False, separators=(",", ":"))

    def done(self, step: ModelStep) -> Unsaved:
        """Return the session with one more step; what was undone is forgotten."""
        return replace(self, steps=(*self.steps, step), undone=())


_LISTS = ("steps", "undone", "left")


def started(model: EditedModel, at: str = "") -> Unsaved:
    """Return a new session on a model as it was just read."""
    return Unsaved(digests(model), at=at)


def from_text(text: str) -> Unsaved:
    """Return the session that a page sends.

    Raises BadInput, TooLarge.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise TooLarge(
            f"手順が大きすぎます({MOST_BYTES:,}バイトまで)",
            f"the steps are too large (at most {MOST_BYTES:,} bytes)",
            hint_ja="ここまでを保存してから続けてください",
            hint_en="save what you have, then go on",
        )
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad() from error
    if not isinstance(found, dict) or set(found) - {*_LISTS, "read", "at", "joining"}:
        raise _bad()
    lists = {name: all_from_json(found.get(name, [])) for name in _LISTS}
    at, joining = found.get("at", ""), found.get("joining", "")
    if not all(isinstance(one, str) and len(one) <= _LONGEST for one in (at, joining)):
        raise _bad()
    return Unsaved(_read(found.get("read", {})), **lists, at=at, joining=joining)


def _read(found: Any) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise _bad()
    return found


def digests(model: EditedModel) -> dict[str, str]:
    """Return subject → a short digest of its statements in the model."""
    by_subject: dict[str, list[str]] = {}
    for line in lines(model.own):
        by_subject.setdefault(line[1 : line.index("> ")], []).append(line)
    return {
        subject: hashlib.sha256("".join(found).encode()).hexdigest()[:_DIGITS]
        for subject, found in by_subject.items()
    }


def moved_on(session: Unsaved, model: EditedModel) -> list[str]:
    """Return the subjects that others have changed since the session began, sorted."""
    now = digests(model)
    return sorted(s for s in {*now, *session.read} if now.get(s) != session.read.get(s))


def _bad() -> BadInput:
    return BadInput(
        "図の手順が読めません",
        "the steps of the picture cannot be read",
        hint_ja="編集のページを開き直してください",
        hint_en="open the editor again",
    )
