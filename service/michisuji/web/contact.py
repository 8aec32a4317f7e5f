"""The link "report an error or an opinion" of every page, to the address that a setting names."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, request

from michisuji.web.context import current_settings
from michisuji.web.i18n import translate


def contact_address() -> str:
    """Return the address to write to, a mail with this page's address in its body; '' without one.

    The page's address begins with the base IRI, so that it is the same in the static site and in a
    page that is cached for all hosts.
    """
    settings = current_settings()
    if not settings.contact.startswith("mailto:"):
        return settings.contact
    # Only the path and the state of the page; a browser adds nothing that is not asked for.
    here = settings.base_iri + quote(request.full_path.rstrip("?"), safe="/?=&%:~.-_")
    subject = quote(translate("contact.subject"))
    body = quote(translate("contact.body", page=here))
    return f"{settings.contact}?subject={subject}&body={body}"


def init_app(app: Flask) -> None:
    """Make the link available to templates."""
    app.jinja_env.globals.update(contact_address=contact_address)
