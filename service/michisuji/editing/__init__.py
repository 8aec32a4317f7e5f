"""Edits of drafts: change sets and their history, whose a resource is, states, releases."""

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
