"""Edits of drafts: change sets and their history, owners of resources, states, releases."""

from michisuji.editing.applying import Editing
from michisuji.editing.changes import (
    Applied,
    Collision,
    Conflict,
    Description,
    Edit,
    PastChange,
    Patch,
    Quad,
    StillReferred,
)
from michisuji.editing.statements import version

__all__ = [
    "Applied",
    "Collision",
    "Conflict",
    "Description",
    "Edit",
    "Editing",
    "PastChange",
    "Patch",
    "Quad",
    "StillReferred",
    "version",
]
