"""The feed of one's own work: an Atom document at an address with a secret key, without sign-in.

It tells names and states, and nothing of what drafts say, the reasons of returns included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from flask import Response, make_response, request, url_for

from michisuji.errors import NotFound
from michisuji.web.accounts.current import accounts
from michisuji.web.accounts.rules import ANYONE, rule
from michisuji.web.context import current_lang, current_settings, current_store
from michisuji.web.i18n import fiscal_year, translate
from michisuji.web.workflow.blueprint import blueprint
from michisuji.web.workflow.names import names_of
from michisuji.web.workflow.worklist import WorkItem, WorkList, worklist

if TYPE_CHECKING:
    from collections.abc import Iterator

    from michisuji.editing.ownership import Owner

_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_NEVER = "1970-01-01T00:00:00Z"
#: Entries of a feed, the latest moves.
MOST_ENTRIES = 100


@blueprint.get("/feed/<key>.atom")
@rule(ANYONE)
def feed(key: str) -> Response:
    """Send the feed of the person whose key it is."""
    actor = accounts().feeds.actor(key)
    if actor is None:
        raise NotFound(
            "このフィードはありません",
            "there is no such feed",
            hint_ja="「自分の仕事」のページで、アドレスを作り直してください",
            hint_en="make a new address on the page “My work”",
        )
    found = worklist(current_store(), current_settings().base_iri, actor)
    response = make_response(_document(found))
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


def _listed(found: WorkList) -> Iterator[tuple[str, WorkItem]]:
    for word, items in (
        ("returned", found.returned),
        ("waiting", found.waiting),
        ("releasable", found.releasable),
        ("sent", found.sent),
    ):
        for item in items:
            if item.last is not None:
                yield word, item


def _document(found: WorkList) -> bytes:
    listed = [(word, item, item.last.at) for word, item in _listed(found) if item.last]
    listed.sort(key=lambda one: one[2], reverse=True)
    del listed[MOST_ENTRIES:]
    names, base = names_of(i.part.owner.iri for _, i, _ in listed), current_settings().base_iri
    root = ET.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": current_lang()})
    _add(root, "id", f"{base}/drafts/my-work")
    _add(root, "title", translate("workflow.feed_title"))
    _add(root, "updated", listed[0][2].isoformat() if listed else _NEVER)
    _add(_add(root, "author"), "name", translate("brand"))
    _add(root, "link", rel="alternate", type="text/html", href=f"{base}/drafts/my-work")
    for word, item, at in listed:
        entry, owner = _add(root, "entry"), item.part.owner
        assert item.last is not None  # as _listed says
        _add(entry, "id", item.last.change)
        state = translate(f"roles.state_{item.part.state}")
        told = translate(f"workflow.entry_{word}", name=_name(owner, names), state=state)
        _add(entry, "title", told)
        _add(entry, "updated", at.isoformat())
        address = url_for("workflow.part", iri=owner.iri, year=owner.year)
        address = address.removeprefix(request.script_root)
        _add(entry, "link", rel="alternate", type="text/html", href=f"{base}/drafts{address}")
    ET.register_namespace("", _ATOM)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _name(owner: Owner, names: dict[str, str]) -> str:
    name = names[owner.iri]
    return f"{name} ({fiscal_year(owner.year)})" if owner.year else name


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    made.text = text or None
    return made
