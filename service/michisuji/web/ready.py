"""The causal graph for pages that everyone opens: they show what is there, and never wait for it.

Reading it takes seconds for the nation. A page that is no planner's uses :func:`ready_state`, shows
a notice in place of what needs the graph, and states :func:`graph_is_ready` as what it ``shows``,
so that it is made again once the graph is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from michisuji.analysis.state import State
from michisuji.errors import MichisujiError
from michisuji.languages import Text
from michisuji.web.context import current_lang, current_settings, current_store, state
from michisuji.web.http import caching


class NotReadyYet(MichisujiError):
    """Raised by a page that is nothing without the graph, after a start or an import."""

    code = "being-prepared"
    status = 503
    title: ClassVar[Text] = {"ja": "ページの準備をしています", "en": "The page is being prepared"}


@dataclass
class ReadAhead:
    """``runs``: a background reads the graph of this application before anybody asks."""

    runs: bool = False


def graph_is_ready() -> bool:
    """Return True if the causal graph of the current state is there, or no background reads it."""
    own = state()
    return not own.own(ReadAhead).runs or own.index.ready(caching.marker()) is not None


def ready_state() -> State | None:
    """Return the current state with its causal graph; None while the background reads that.

    Without a background (a static site, say) the graph is read when it is first used.
    """
    own = state()
    found = State(current_store(), current_settings().base_iri, current_lang(), index=own.index)
    if own.own(ReadAhead).runs:
        graph = own.index.ready(caching.marker())
        if graph is None:
            return None
        found.causal = graph  # not asked of the index, whose lock is held while a year is read
    return found


def required_state() -> State:
    """Return what :func:`ready_state` does. Raises NotReadyYet while the graph is read."""
    found = ready_state()
    if found is None:
        raise NotReadyYet(
            "データを読み込んでいるところです",
            "the data are being read",
            hint_ja="20秒ほどおいて、もう一度お試しください",
            hint_en="try again in twenty seconds or so",
        )
    return found
