"""The rule of each address below ``/drafts``: the action that it is for.

A view declares it by ``@rule(Action.X)``, above its route or below it. A view without a rule
answers nobody, unless readers have the same page: then it is for everyone who may see drafts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

from michisuji.accounts.permissions import Action

View = TypeVar("View", bound=Callable[..., Any])

_DECLARED, _SHARED = "declared_rule", "MICHISUJI_SHARED_VIEWS"
#: The rule of pages that are open before anybody has signed in.
ANYONE = None


def rule(action: Action | None) -> Callable[[View], View]:
    """Declare the action that a view is for (:data:`ANYONE`: none, it is open to all).

    Before the view runs, the actor must have a role that includes the action somewhere; what it
    does to a resource is for the view to ask, by :func:`.actors.need`.
    """

    def decorate(view: View) -> View:
        setattr(view, _DECLARED, (action,))
        return view

    return decorate


def rule_of(view: Callable[..., Any] | None) -> tuple[Action | None] | None:
    """Return the declared action of a view, in a tuple; None if it has declared no rule."""
    found: tuple[Action | None] | None = getattr(view, _DECLARED, None)
    return found


def share(app: Flask) -> None:
    """Mark the views that an application has so far as those that readers have, too."""
    app.config[_SHARED] = frozenset(app.view_functions)


def is_shared(endpoint: str | None = None) -> bool:
    """Return True if readers have a view, too: the current one, or that of an endpoint."""
    return (endpoint or request.endpoint) in current_app.config[_SHARED]
