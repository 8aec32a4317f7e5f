"""Edits of drafts: change sets on descriptions, each attributed, reasoned, and undoable."""

from michisuji.editing.applying import Editing
from michisuji.editing.changes import (
    Applied,
    Change,
    Collision,
    Conflict,
    Description,
    Edit,
    Patch,
    Quad,
)
from michisuji.editing.statements import version

__all__ = [
    "Applied",
    "Change",
    "Collision",
    "Conflict",
    "Description",
    "Edit",
    "Editing",
    "Patch",
    "Quad",
    "version",
]
