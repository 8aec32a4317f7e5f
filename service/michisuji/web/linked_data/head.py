"""The head of a resource's page: canonical address, other forms, schema.org."""

from __future__ import annotations

import json
from typing import Any

from flask import g
from markupsafe import Markup

from michisuji.web.context import current_settings, name_parts
from michisuji.web.linked_data.forms import forms
from michisuji.web.linked_data.links import addresses, canonical
from michisuji.web.linked_data.resource import Known

#: In a script element a text may not end it, nor begin a comment; JSON has escapes for that.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def document_head() -> Markup:
    """Return the elements for the current page; nothing for a page about no resource."""
    known: Known | None = g.get("document")
    if known is None:
        return Markup("")
    prefix = current_settings().base_iri + "/id/"
    kind, name = name_parts(known.iri.removeprefix(prefix))
    lines = [Markup('<link rel="canonical" href="{}">').format(canonical(kind, name))]
    own = addresses(kind, name)
    for extension, media_type in forms(known).items():
        lines.append(
            Markup('<link rel="alternate" type="{}" href="{}">').format(media_type, own[extension])
        )
    if known.year is None:
        lines.append(_structured(known))
    return Markup("\n").join(filter(None, lines))


def _structured(known: Known) -> Markup:
    from michisuji.web.linked_data.structured import structured

    told = structured(known.iri, known.classes)
    if not told:
        return Markup("")
    script = Markup(as_script(told))  # noqa: S704 (what could end the element is escaped)
    return Markup('<script type="application/ld+json">{}</script>').format(script)


def as_script(value: Any) -> str:
    """Return JSON that is safe in a script element, whatever texts it holds."""
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
