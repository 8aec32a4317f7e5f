"""Commands of the page: a pressed button becomes a step, or a change of what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from michisuji.editing.logic_models import EditedModel, from_json, new_key
from michisuji.editing.logic_models.computing import apply
from michisuji.editing.logic_models.steps import MOST_STEPS, ModelStep
from michisuji.errors import BadInput, TooLarge
from michisuji.web.diagram.session import Unsaved

Form = MultiDict[str, str]
#: Commands about what is chosen, if they name nothing themselves.
_OF_CHOSEN = frozenset(("apply", "move", "cut", "insert", "divide", "delete", "attach", "detach"))
_ELEMENT = ("ja", "en", "planned", "executed", "quantity")
_LINK = (
    *("rationale", "rationale_en", "assumption", "assumption_en", "evidence", "evidence_en"),
    *("confidence", "share", "feedback"),
)


def run(session: Unsaved, now: EditedModel, command: str, form: Form) -> Unsaved:
    """Return the session after a command, ``word`` or ``word:what it is about``.

    ``now`` is the model after the session's steps. Raises BadInput, StepRefused, TooLarge.
    """
    word, _, about = command.partition(":")
    if word in _CHOICES:
        return _CHOICES[word](session, about)
    if word in _OF_CHOSEN and not about and not session.at:
        raise BadInput("先に要素かつながりを選んでください", "choose an element or a link first")
    if word == "to":
        step = _step("join", source=session.joining or session.at, target=about)
    elif word in _STEPS:
        step = from_json(_STEPS[word](session, about, form))
    else:
        raise BadInput("知らない操作です", "an unknown command")
    if len(session.steps) >= MOST_STEPS:
        raise TooLarge(
            f"保存していない手順が{MOST_STEPS}になりました",
            f"there are {MOST_STEPS} unsaved steps",
            hint_ja="ここまでを保存してから続けてください",
            hint_en="save what you have, then go on",
        )
    after = apply(now, step)
    done = replace(session.done(step), joining="")
    return replace(done, at=_next(done.at, step, now, after))


def _next(at: str, step: ModelStep, before: EditedModel, after: EditedModel) -> str:
    """Return what is chosen after a step: something new, or what was and is still there."""
    new = [element for element in after.elements if element not in before.elements]
    if new:
        return new[0]
    if step.do == "join":
        return f"{getattr(step, 'source', '')} {getattr(step, 'target', '')}"
    there = at in after.elements or tuple(at.split(" ")) in after.edges
    return at if there else ""


def _undo(session: Unsaved, about: str) -> Unsaved:
    if not session.steps:
        return session
    last = session.steps[-1]
    return replace(session, steps=session.steps[:-1], undone=(*session.undone, last), joining="")


def _redo(session: Unsaved, about: str) -> Unsaved:
    if not session.undone:
        return session
    step = session.undone[-1]
    return replace(session, steps=(*session.steps, step), undone=session.undone[:-1])


_CHOICES: Mapping[str, Callable[[Unsaved, str], Unsaved]] = {
    "look": lambda session, about: session,
    "choose": lambda session, about: replace(session, at=about, joining=""),
    "close": lambda session, about: replace(session, at="", joining=""),
    "joining": lambda session, about: replace(session, joining=about),
    "stop": lambda session, about: replace(session, joining=""),
    "undo": _undo,
    "redo": _redo,
    "dismiss": lambda session, about: replace(session, left=()),
    "discard": lambda session, about: Unsaved(session.read, at=session.at),
}


def _step(do: str, **values: Any) -> ModelStep:
    return from_json({"do": do, **values})


def _apply(session: Unsaved, about: str, form: Form) -> dict[str, Any]:
    """Return what the panel's main button does: it describes an element, or explains a link."""
    source, blank, target = session.at.partition(" ")
    if blank:
        said = {name: form.get(name, "") for name in _LINK}
        return {"do": "explain", "source": source, "target": target, **said}
    return {"do": "describe", "element": source, **{n: form.get(n, "") for n in _ELEMENT}}


def _ends(session: Unsaved, about: str) -> dict[str, str]:
    source, _, target = (about or session.at).partition(" ")
    return {"source": source, "target": target}


def _new(form: Form) -> dict[str, str]:
    return {"key": new_key(), "ja": form.get("new_ja", ""), "en": form.get("new_en", "")}


def _placed(session: Unsaved, about: str, form: Form) -> dict[str, Any]:
    element, _, kind = about.partition(" ")
    kind = kind or form.get("kind", "")
    return {"do": "move", "element": element or session.at, "kind": kind, "key": new_key()}


def _pair(do: str) -> Callable[[Unsaved, str, Form], dict[str, Any]]:
    def made(session: Unsaved, about: str, form: Form) -> dict[str, Any]:
        indicator, _, element = about.partition(" ")
        indicator = indicator or form.get("indicator", "")
        return {"do": do, "indicator": indicator, "element": element or session.at}

    return made


def _added(session: Unsaved, about: str, form: Form) -> dict[str, Any]:
    names = {"ja": form.get("add_ja", ""), "en": form.get("add_en", "")}
    return {"do": "add", "key": new_key(), "kind": form.get("add_kind", ""), **names}


def _on_link(do: str) -> Callable[[Unsaved, str, Form], dict[str, Any]]:
    return lambda session, about, form: {"do": do, **_ends(session, about)}


def _inserted(session: Unsaved, about: str, form: Form) -> dict[str, Any]:
    kind = form.get("new_kind", "")
    return {"do": "insert", **_ends(session, about), **_new(form), "kind": kind}


def _divided(session: Unsaved, about: str, form: Form) -> dict[str, Any]:
    moved = form.getlist("moved")
    return {"do": "divide", "element": about or session.at, **_new(form), "moved": moved}


def _deleted(session: Unsaved, about: str, form: Form) -> dict[str, Any]:
    return {"do": "delete", "element": about or session.at}


_STEPS: Mapping[str, Callable[[Unsaved, str, Form], dict[str, Any]]] = {
    "apply": _apply,
    "add": _added,
    "move": _placed,
    "join": _on_link("join"),
    "cut": _on_link("cut"),
    "insert": _inserted,
    "divide": _divided,
    "delete": _deleted,
    "attach": _pair("attach"),
    "detach": _pair("detach"),
}
