"""The last check as a download: a workbook to send out, CSV, SARIF, JUnit, JSON, RDF."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from flask import Response, request

from michisuji.errors import NotFound
from michisuji.languages import Text
from michisuji.messages import each, listed, message
from michisuji.moments import local
from michisuji.quality.formats import FORMATS, render_bytes, report_context
from michisuji.web.context import (
    current_lang,
    current_settings,
    current_store,
    rulebook,
    state,
)
from michisuji.web.pages.home import blueprint
from michisuji.web.quality.filters import known_place
from michisuji.web.quality.links import endings
from michisuji.web.quality.views import CheckScope, CheckView, current_view

#: Files are kept, compressed, up to this many bytes in all; the oldest go first. The whole nation's
#: check is 90 MB of JSON, which compresses to a tenth.
KEPT_BYTES = 64_000_000
#: One at a time: a workbook of the whole nation takes a processor for seconds.
_making = threading.Lock()


@blueprint.get("/quality/report.<path:ending>")
def check_report(ending: str) -> Any:
    """Send the whole check, or the part of one department or unit, in one of the formats.

    The answer is the same until the next check: its ETag is made from the check's time.
    """
    form = endings().get(ending.lower())
    if form is None:
        known = ", ".join(f".{name}" for name in endings())
        raise NotFound(
            f"この形式はありません: .{ending[:50]}",
            f"there is no such format: .{ending[:50]}",
            hint_ja=f"使えるもの: {known}",
            hint_en=f"available: {known}",
        )
    view = current_view()
    if view is None:
        raise NotFound(
            "まだ点検していません",
            "nothing has been checked yet",
            hint_ja="michisuji check で点検してください",
            hint_en="run michisuji check",
        )
    by = "unit" if request.args.get("unit") else "department"
    place = request.args.get(by, "").strip()
    scope = known_place(view, place, by) if place else view
    lang = current_lang()
    tag = _tag(view, form, place, lang)
    response = Response(content_type=FORMATS[form].media_type)
    response.set_etag(tag)
    response.last_modified = view.saved.at
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    body = _kept(tag, lambda: _render(view, scope, form, lang))
    response.set_data(body)
    response.headers["Content-Disposition"] = _disposition(view, ending.lower(), scope, lang)
    response.headers["X-Michisuji-Limits"] = f"findings={len(scope.report.findings)}; all=true"
    return response


def _tag(view: CheckView, form: str, place: str, lang: str) -> str:
    made_of = "\n".join(
        (view.saved.at.isoformat(), str(len(view.report.findings)), form, place, lang)
    )
    return hashlib.sha256(made_of.encode("utf-8", "replace")).hexdigest()[:24]


@dataclass
class _Files:
    """Files made before, compressed; the one used last is at the end."""

    packed: OrderedDict[str, bytes] = field(default_factory=OrderedDict)


def _kept(tag: str, make: Any) -> bytes:
    """Return the file made before under the tag, or make a new one."""
    with _making:
        kept = state().own(_Files).packed
        if tag in kept:
            kept.move_to_end(tag)
            return zlib.decompress(kept[tag])
        body: bytes = make()
        packed = zlib.compress(body, 1)
        if len(packed) <= KEPT_BYTES // 2:
            kept[tag] = packed
            while sum(map(len, kept.values())) > KEPT_BYTES:
                kept.popitem(last=False)
        return body


def _render(view: CheckView, scope: CheckScope, form: str, lang: str) -> bytes:
    about: dict[str, Any] = {
        "checked_at": local(view.saved.at, current_settings().zone),
        "base_iri": current_settings().base_iri,
        "book": rulebook(),
        "causes": scope.causes,
        "levels": report_context.levels(scope.standings("department")),
        "subject": _subject(view, scope),
        "dataset": _only_dataset(view),
    }
    if form == "dqv" and scope is view:
        about["checked_in"] = report_context.focus_nodes(
            current_store(), view.report, current_settings().base_iri, rulebook()
        )
    return render_bytes(scope.report, form, lang, **about)


def _only_dataset(view: CheckView) -> str | None:
    """Return the dataset's IRI if the check covered only one."""
    found = {f.context.dataset for f in view.report.findings} - {None}
    return found.pop() if len(found) == 1 else None


def _subject(view: CheckView, scope: CheckScope) -> Text:
    """Return the department, or the datasets that were checked."""
    if scope is not view:
        return scope.department_label
    names = sorted(view.report.profiles)
    return each(lambda lang: listed(names, lang)) if names else {}


def _disposition(view: CheckView, ending: str, scope: CheckScope, lang: str) -> str:
    """Return a file name with subject and date, and a plain one for clients that read no UTF-8."""
    day = f"{local(view.saved.at, current_settings().zone):%Y-%m-%d}"
    of = scope.department_label.get(lang, "") if scope is not view else ""
    word = message("report.file_name", lang)
    name = "-".join(part for part in (word, of, day) if part).replace("/", "・")
    plain = f"michisuji-quality-{day}.{ending}"
    encoded = quote(f"{name}.{ending}", safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
