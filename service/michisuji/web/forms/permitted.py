"""The right to save a form: to all that its edit changes, as it is and as it would be.

Short because who may do what is one table, which `accounts.permissions` holds.
"""

from __future__ import annotations

from michisuji.accounts.permissions import Actor
from michisuji.editing import Patch
from michisuji.editing.workflow import check_edit
from michisuji.web.accounts.actors import signed_in
from michisuji.web.context import current_settings, current_store


def need_patch(patch: Patch) -> Actor:
    """Return the current actor, who may make a patch in the states that its parts are in.

    Raises NotSignedIn, and Refused.
    """
    actor = signed_in()
    check_edit(current_store(), current_settings().base_iri, actor, patch)
    return actor
