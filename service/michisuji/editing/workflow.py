"""The workflow of parts: draft → submitted → returned → confirmed → approved → published.

Who may move a part is the table of :mod:`michisuji.accounts.permissions`. A move is a change set of
kind ``state``: guarded by the version it was read at, attributed, and kept in the history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from michisuji.accounts.permissions import Action, Actor, allowed
from michisuji.editing.changes import Applied, Edit, Patch, Quad
from michisuji.editing.checking import LONGEST_REASON
from michisuji.editing.ownership import Owner, graph_name, owners_of_patch
from michisuji.editing.parts import content
from michisuji.editing.states import (
    OF_WORKFLOW,
    RETURN_REASON,
    STATUS,
    STATUS_CODE,
    PartState,
    StateMove,
    in_year,
    move_key,
    moves_of,
    part_of,
    state_of,
    states_of,
    submitted_by,
)
from michisuji.editing.transitions import (
    DRAFT,
    TRANSITIONS,
    MovedPart,
    Transition,
    WrongState,
    may,
)
from michisuji.errors import BadInput, NotFound, Refused
from michisuji.messages import text
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from michisuji.editing.applying import Editing
    from michisuji.quality.report import Finding
    from michisuji.settings import Settings
    from michisuji.store import Store

_TYPE = PREFIXES["rdf"] + "type"


class Workflow:
    """The states of the parts in one database of drafts, and their moves.

    ``listeners`` are called after each move; what they raise is theirs to catch.
    """

    def __init__(
        self,
        editing: Editing,
        work: Store,
        settings: Settings,
        *,
        listeners: Sequence[Callable[[MovedPart], None]] = (),
    ) -> None:
        self._editing, self._work, self._settings = editing, work, settings
        self._listeners = tuple(listeners)

    def state_of(self, iri: str, year: int | None = None) -> PartState:
        """Return the part that a resource belongs to, and its state.

        Raises NotFound for a resource that the drafts do not hold, and the store's errors.
        """
        owner = part_of(self._work, iri, year)
        if not owner.dataset:
            raise NotFound(
                f"下書きにありません: {iri[:200]}",
                f"the drafts do not hold {iri[:200]}",
                hint_ja="そのデータの下書きを始めてから、ページの「段階」で開いてください",
                hint_en="begin the draft of its data, and open it by “State” on its page",
            )
        return state_of(self._work, self._settings.base_iri, owner)

    def moves_of(self, part: PartState) -> list[StateMove]:
        """Return the moves of a part, the latest first."""
        base_iri = self._settings.base_iri
        return moves_of(self._work, [part], base_iri).get(move_key(part.owner, base_iri), [])

    def actions_of(self, actor: Actor, part: PartState) -> list[Action]:
        """Return the moves that a person may make with a part as it stands."""
        author = submitted_by(self.moves_of(part))
        return [action for action in TRANSITIONS if may(actor, part, action, author)]

    def findings_of(self, part: PartState) -> tuple[Finding, ...]:
        """Return the findings on the resources of a part, waived ones left out."""
        from rdflib import URIRef

        from michisuji.quality.check.compiled import check
        from michisuji.quality.check.data import source_of
        from michisuji.quality.rulebook.rules import rulebook

        settings = self._settings
        quads = content(self._work, settings.base_iri, part.owner)
        focus = [URIRef(iri) for iri in sorted({str(quad.subject) for quad in quads})]
        report = check(
            source_of(self._work),
            settings.base_iri,
            focus=focus,
            today=settings.today(),
            book=rulebook(settings.own),
        )
        return tuple(finding for finding in report.findings if not finding.waived)

    def move(
        self,
        actor: Actor,
        iri: str,
        action: Action,
        *,
        year: int | None = None,
        reason: str = "",
        seen: str | None = None,
    ) -> Applied:
        """Move a part to the next state.

        ``seen`` is the latest move (:attr:`StateMove.change`) on the page that the person saw, ''
        if there was none: what was returned, mended and submitted again meanwhile has to be seen
        once more. Raises WrongState, Refused (not this person's), BadInput (a reason is missing),
        Conflict if the part has changed meanwhile, and the store's errors.
        """
        part = self.state_of(iri, year)
        transition = TRANSITIONS.get(action)
        if transition is None or not part.owner.has_state:
            raise BadInput(
                "その操作は、ここではできません", f"{action} is no move of this resource"
            )
        self._check(actor, part, action, transition, seen)
        told = _cleaned(reason)
        self._check_reason(part, transition, told)
        read = self._editing.description(part.owner.iri, part.owner.year)
        edit = Edit(
            added=_statements(part.owner, transition.after, told, self._settings.base_iri),
            removed=part.quads,
            read_at={part.owner.iri: read.version},
            reason=told,
            kind="state",
        )
        applied = self._editing.apply(edit, actor.id)
        submitter = submitted_by(self.moves_of(part))
        moved = MovedPart(part, action, part.state, actor.id, told, applied.change, submitter)
        for listener in self._listeners:
            listener(moved)
        return applied

    def _check(
        self,
        actor: Actor,
        part: PartState,
        action: Action,
        transition: Transition,
        seen: str | None,
    ) -> None:
        moves = self.moves_of(part)
        has_moved = seen is not None and seen != (moves[0].change if moves else "")
        if has_moved or (part.state or DRAFT) not in transition.before:
            now = text(f"roles.state_{part.state or DRAFT}")
            raise WrongState(
                f"ほかの人が先に進めたか、直しました。今の段階は「{now['ja']}」です",
                f"others have moved or mended it; it is now: {now['en']}",
                hint_ja="今の内容を見てから、もう一度操作してください",
                hint_en="look at it as it is now, and repeat what you want to do",
            )
        author = submitted_by(moves)
        if may(actor, part, action, author):
            return
        if author == actor.id and may(actor, part, action, ""):
            raise Refused(
                "自分で提出したものを、自分で確認・承認することはできません",
                "nobody confirms or approves what they submitted themselves",
                hint_ja="ほかの人に頼んでください",
                hint_en="ask another person",
            )
        raise Refused("この操作をする権限がありません", "your roles do not include this")

    def _check_reason(self, part: PartState, transition: Transition, reason: str) -> None:
        if transition.needs_reason and not reason:
            raise BadInput("差し戻す理由を書いてください", "say why it is returned")
        if not transition.looks or reason:
            return
        wrong = sum(one.severity == "violation" for one in self.findings_of(part))
        if wrong:
            raise BadInput(
                f"違反が{wrong}件残っています。このまま進めるわけを書いてください",
                f"{wrong} violation(s) are left: say in a note why it goes on as it is",
            )


def check_edit(store: Store, base_iri: str, actor: Actor, patch: Patch) -> None:
    """Raise Refused unless a person may edit everything that a patch changes.

    What changes hands needs the right to both what it was and what it becomes.
    """
    if not all(map(_is_draft, _states_in(patch.added))):
        raise Refused(
            "手続きの段階は、編集ではなく、提出・確認・承認の操作で進めます",
            "the workflow status is moved by submitting, confirming and approving, not edited",
        )
    for part in states_of(store, base_iri, parts_of_patch(store, patch)):
        if not allowed(actor, Action.EDIT, units=part.owner.lead_units, state=part.state or DRAFT):
            raise Refused(
                "自分の組織のものでないか、提出した後のものなので、編集できません",
                "it is not of your units, or has been submitted: you may not edit it",
                hint_ja="提出を取り下げるか、担当の人に頼んでください",
                hint_en="withdraw it first, or ask those in charge",
            )


def after_edit(store: Store, base_iri: str) -> Callable[[Patch], Patch]:
    """Return the function that adds to an edit what becomes of the states of what it changes.

    An edited part is a draft again; a returned one stays returned, so that its reason is seen. No
    edit, undo or restoration moves a state otherwise. The function raises Refused for a patch of
    nothing but states.
    """

    def follow(patch: Patch) -> Patch:
        own = Patch(_states_in(patch.added), _states_in(patch.removed))
        if own.quads and own.quads == patch.quads:
            raise Refused(
                "段階だけを元に戻すことはできません。もう一度提出するか、差し戻してください",
                "a move of the state is not undone: submit or return it once more",
            )
        gone = {str(q.subject) for q in patch.removed if str(q.predicate) == _TYPE}
        gone -= {str(q.subject) for q in patch.added if str(q.predicate) == _TYPE}
        parts = [
            one for one in parts_of_patch(store, patch) if one.has_state and one.iri not in gone
        ]
        added, removed = set[Quad](), set[Quad]()
        for part in states_of(store, base_iri, parts):
            right = state_after_edit(part, base_iri)
            said = {quad for quad in own.added if str(quad.subject) == part.owner.iri}
            added |= right
            removed |= (part.quads | said) - right
        return Patch(frozenset(added), frozenset(removed - added))

    return follow


def state_after_edit(part: PartState, base_iri: str) -> frozenset[Quad]:
    """Return what states the state of a part once it is edited: a draft, or still returned."""
    is_open = part.state in (DRAFT, "returned")
    return part.quads if is_open else _statements(part.owner, DRAFT, "", base_iri)


def parts_of_patch(store: Store, patch: Patch) -> list[Owner]:
    """Return the parts of all that a patch changes, each of the year of the statement.

    Raises the store's errors.
    """
    owners = owners_of_patch(store, patch)
    found = {
        in_year(owner, graph_name(quad.graph).year)
        for quad in patch.quads
        for owner in owners[str(quad.subject)]
    }
    return sorted(found, key=lambda one: (one.iri, one.year or 0, one.lead))


def _states_in(quads: frozenset[Quad]) -> frozenset[Quad]:
    return frozenset(q for q in quads if str(q.predicate) in OF_WORKFLOW)


def _is_draft(quad: Quad) -> bool:
    return str(quad.object) == STATUS_CODE + DRAFT


def _statements(owner: Owner, state: str, reason: str, base_iri: str) -> frozenset[Quad]:
    from rdflib import Literal, URIRef

    subject, graph = URIRef(owner.iri), owner.graph(base_iri)
    found = {Quad(subject, URIRef(STATUS), URIRef(STATUS_CODE + state), graph)}
    if state == "returned":
        told = Literal(reason, lang="en" if reason.isascii() else "ja")
        found.add(Quad(subject, URIRef(RETURN_REASON), told, graph))
    return frozenset(found)


def _cleaned(reason: str) -> str:
    """Return a reason without control characters.

    Raises BadInput if it is too long.
    """
    told = "".join(c for c in reason.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()
    if len(told) > LONGEST_REASON:
        raise BadInput(
            f"理由は{LONGEST_REASON:,}字までです",
            f"a reason has up to {LONGEST_REASON:,} characters",
        )
    return told
