"""Permission to take an upload: an editor takes it if everything that it changes is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.accounts.permissions import Action, allowed
from michisuji.scratch import scratch
from michisuji.web.accounts.actors import not_allowed, signed_in
from michisuji.web.context import current_settings
from michisuji.web.uploading.reviewing import compared_with

if TYPE_CHECKING:
    from michisuji.store import Batch


def need_permission(batch: Batch) -> None:
    """Raise NotAllowed or Refused unless the current actor may edit all that an upload changes.

    What changes more than ``imported.MOST_STATEMENTS`` is for those who upload for the whole city.
    """
    actor = signed_in()
    if allowed(actor, Action.UPLOAD):
        return
    from michisuji.editing.imported import as_patch, changed
    from michisuji.editing.workflow import check_edit

    store, base_iri = compared_with(batch.dataset)[1], current_settings().base_iri
    with scratch() as folder:
        patch = as_patch(changed(store, base_iri, batch, folder))
    if patch is None:
        raise not_allowed(Action.UPLOAD)
    check_edit(store, base_iri, actor, patch)
