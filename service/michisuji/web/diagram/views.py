"""``/drafts/diagram``: a logic model to be edited, step by step; the page holds what is unsaved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji import questions
from michisuji.accounts.permissions import Action
from michisuji.editing import Conflict
from michisuji.editing.logic_models import EditedModel, StepRefused, read, replay
from michisuji.editing.logic_models.computing import apply
from michisuji.editing.logic_models.steps import MOST_STEPS, ModelStep
from michisuji.errors import BadInput, MichisujiError, NotFound, TooLarge
from michisuji.literals import read as value_of
from michisuji.messages import message
from michisuji.web.accounts.actors import need
from michisuji.web.accounts.rules import rule
from michisuji.web.context import current_lang, current_settings, render, state
from michisuji.web.diagram import commands, saving, telling
from michisuji.web.diagram.findings import ModelFindings, found, known
from michisuji.web.diagram.panel import kinds, panel
from michisuji.web.diagram.picture import picture
from michisuji.web.diagram.session import MOST_BYTES, Unsaved, from_text, moved_on, started
from michisuji.web.forms.opened import asked_year, begin

blueprint = Blueprint("diagram", __name__)
#: Bytes of a form in addition to the session: the fields of one panel.
_FIELDS = 50_000
#: The header of a script's request: only the parts that change are sent, and findings on request.
PART = "X-Michisuji-Part"


@dataclass
class _Page:
    """The contents of one answer; ``error`` refuses the last command, ``told`` says what it did."""

    model: EditedModel
    session: Unsaved
    error: MichisujiError | None = None
    told: str = ""
    conflict: bool = False
    others: tuple[str, ...] = ()
    reason: str = ""


@blueprint.get("/diagram")
@rule(Action.EDIT)
def editor() -> Response:
    """Show the editor of a model, named itself or by its owner and year."""
    model = _model()
    at = _place(model, request.args.get("at", ""))
    return _shown(_Page(model, started(model, at)), 200)


def _place(model: EditedModel, asked: str) -> str:
    """Return what the address chooses: an element, a link by its ends, an indicator's element."""
    for ends, links in model.edges.items():
        if asked in (" ".join(ends), *links):
            return " ".join(ends)
    carriers = (e for e in model.elements if asked in (e, *model.indicators_of(e)))
    return next(carriers, asked if asked in model.outside else "")


@blueprint.post("/diagram")
@rule(Action.EDIT)
def step() -> BaseResponse:
    """Run one command on the unsaved steps, or save them."""
    request.max_content_length = MOST_BYTES + _FIELDS
    request.max_form_memory_size = MOST_BYTES + _FIELDS
    model = _model()
    session = from_text(request.form.get("session", "{}"))
    command = request.form.get("do", "look")
    if command == "save":
        return _saved(model, session)
    others = tuple(moved_on(session, model)) if session.read else ()
    session, done = saving.replayed(session, model)
    page = _Page(model, saving.begun_again(session, model), others=others if done.refused else ())
    try:
        page.session = commands.run(page.session, done.model, command, request.form)
    except (BadInput, StepRefused, TooLarge) as error:
        page.error = error
        return _shown(page, error.status)
    page.told = _told(command, page.session, session, model)
    return _shown(page, 200)


def _told(command: str, now: Unsaved, before: Unsaved, model: EditedModel) -> str:
    """Return what a command did, for the live region."""
    lang = current_lang()
    word = command.partition(":")[0]
    if word in ("undo", "redo"):
        changed: tuple[ModelStep, ...] = (now if word == "redo" else before).steps[-1:]
        key = f"diagram_editor.told_{word}"
    elif len(now.steps) > len(before.steps):
        changed, key = now.steps[-1:], "diagram_editor.told_step"
    elif word == "joining":
        name = telling.name(replay(model, now.steps).model, now.joining, lang)
        return message("diagram_editor.told_joining", lang, element=name)
    else:
        return ""
    longest = max((now.steps, before.steps), key=len)
    without, whole = replay(model, longest[:-1]).model, replay(model, longest).model
    told = [telling.step_told(one, without, whole, lang) for one in changed]
    return message(key, lang, step=told[0]) if told else ""


def _saved(model: EditedModel, session: Unsaved) -> BaseResponse:
    author = need(Action.EDIT, resource=model.iri).id
    reason = request.form.get("reason", "").strip()
    others = tuple(moved_on(session, model))
    session, done = saving.replayed(session, model)
    clash = saving.collides(session, model, done)
    page = _Page(model, saving.begun_again(session, model), reason=reason, others=others)
    page.conflict = clash
    if clash:
        return _shown(page, 409)
    if not done.applied:
        return redirect(_here(model, saved="nothing"), 303)
    try:
        saving.save(model, done, reason, author)
    except Conflict:
        page.model = _model()
        page.others, page.conflict = tuple(moved_on(session, page.model)), True
        page.session, _ = saving.replayed(saving.begun_again(session, page.model), page.model)
        return _shown(page, 409)
    except MichisujiError as error:
        page.error = error
        return _shown(page, error.status)
    return redirect(_here(model, saved="done", at=session.at or None), 303)


def _here(model: EditedModel, **more: Any) -> str:
    return url_for("diagram.editor", model=model.iri, **more)


def _model() -> EditedModel:
    asked = request.args.get("model", "")
    if not asked:
        asked = model_of(request.args.get("owner", ""), asked_year(request.args.get("year", "")))
    found_ = _opened(asked)
    need(Action.EDIT, resource=found_.iri)
    g.editing = found_.owner
    return found_


def _opened(model: str) -> EditedModel:
    """Return a model of the drafts, where its data set is copied first if it has no draft.

    Raises NotFound, BadInput.
    """
    own, base = state(), current_settings().base_iri
    try:
        return read(own.store, model, base)
    except NotFound:
        if own.public is None:
            raise
    begin(read(own.public, model, base).dataset)
    return read(own.store, model, base)


def model_of(node: str, year: int | None = None) -> str:
    """Return the model (IRI) of a program, measure or element in a year, or in its latest.

    Raises BadInput for an invalid IRI, NotFound.
    """
    own, base = state(), current_settings().base_iri
    for store in filter(None, (own.store, own.public)):
        rows = questions.run(store, "models-of", {"node": node}, base_iri=base).dicts()
        years = {value_of(row.get("year"), "year"): str(row["model"]) for row in rows}
        known = {n: model for n, model in years.items() if n and (year is None or n == year)}
        if known:
            return known[max(known)]
    raise NotFound(
        "この事業・施策には、まだロジックモデルがありません",
        "this program or measure has no logic model yet",
        hint_ja="Excelの様式か記入の画面で作ってください",
        hint_en="make one by the workbook or the form",
    )


def editor_of(node: str) -> str:
    """Return the address of the editor of a resource's latest model; '' without one."""
    try:
        return url_for("diagram.editor", model=model_of(node), at=node)
    except MichisujiError:
        return ""


def _shown(page: _Page, status: int) -> Response:
    lang, session, model = current_lang(), page.session, page.model
    after = replay(model, session.steps).model
    is_part = PART in request.headers
    checked, failure = known(model), None
    is_checked = checked is not None and not session.steps
    if request.headers[PART] == "findings" if is_part else request.method == "POST":
        try:
            checked, is_checked = found(model, after), True
        except MichisujiError as error:
            failure = error
    checked = checked or ModelFindings()
    drawn = picture(after, checked.now, lang, chosen=session.at, joining=session.joining)
    shown = render(
        "diagram/_parts.html" if is_part else "diagram/editor.html",
        model=model,
        after=after,
        session=session,
        kept=session.to_text(),
        error=page.error,
        failure=failure,
        told=page.told,
        conflict=page.conflict,
        others=[
            (iri, telling.name(model, iri, lang), iri in model.subjects) for iri in page.others
        ],
        reason=page.reason,
        drawn=drawn,
        checked=checked,
        is_checked=is_checked or failure is not None,
        places={f.focus_node: _place(after, f.focus_node) for f in (*checked.now, *checked.mended)},
        panel=panel(after, session.at, checked, lang),
        kinds=kinds(after, lang),
        stage=lambda kind: telling.stage(kind, lang),
        size=telling.size(model, after, lang),
        alone=telling.left_alone(model, after, lang),
        steps=_steps(model, session, lang),
        left=[telling.step_told(one, model, after, lang) for one in session.left],
        address=_here(model),
        most_steps=MOST_STEPS,
        saved=request.args.get("saved", ""),
        fields=_filled(page),
    )
    return make_response(shown, status)


def _filled(page: _Page) -> dict[str, str]:
    """Return what was typed in a form that was refused, so that nothing is lost."""
    return request.form.to_dict() if page.error is not None else {}


def _steps(model: EditedModel, session: Unsaved, lang: str) -> list[str]:
    told, now = [], model
    for one in session.steps:
        try:
            after = apply(now, one)
        except StepRefused:
            continue
        told.append(telling.step_told(one, now, after, lang))
        now = after
    return told
