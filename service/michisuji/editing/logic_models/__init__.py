"""Steps that edit one logic model, computed on its statements; nothing is written here."""

from __future__ import annotations

from michisuji.editing.logic_models.computing import Replay, replay
from michisuji.editing.logic_models.model import EditedModel, StepRefused
from michisuji.editing.logic_models.reading import read
from michisuji.editing.logic_models.steps import MOST_STEPS, ModelStep, from_json, new_key, to_json

__all__ = [
    "MOST_STEPS",
    "EditedModel",
    "ModelStep",
    "Replay",
    "StepRefused",
    "from_json",
    "new_key",
    "read",
    "replay",
    "to_json",
]
