"""The mark in each form that no page of another site can know (Flask-WTF)."""

from __future__ import annotations

from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

#: The name of a form's field, and the header of a request by script.
FIELD, HEADER = "csrf_token", "X-CSRFToken"


def csrf_field() -> Markup:
    """Return the hidden field that each form below ``/drafts`` carries.

    Scripts read the same value from ``<meta name="csrf-token">`` and send it as ``X-CSRFToken``.
    """
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, generate_csrf())
