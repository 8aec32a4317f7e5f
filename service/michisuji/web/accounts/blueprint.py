"""The blueprint of the pages of accounts, at ``/drafts/…``."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
_VIEWS = ("sign_in", "own_account", "own_tokens", "persons", "person", "audit_page", "openid")


def load() -> None:
    """Import the views, which add themselves."""
    for name in _VIEWS:
        import_module(f"michisuji.web.accounts.{name}")
