"""Forms that arrive after the session's end: nothing that was typed is lost.

The page holds all that was sent, and sends it once more after a new sign-in.
"""

from __future__ import annotations

from flask import Response, make_response, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from michisuji.errors import Refused
from michisuji.web.accounts import gate
from michisuji.web.accounts.actors import NotSignedIn, by_token
from michisuji.web.accounts.origins import not_from_elsewhere
from michisuji.web.context import render
from michisuji.web.forms.views import blueprint
from michisuji.web.http.negotiation import prefers_html

_KEPT = frozenset({"forms.save", "forms.make"})


@blueprint.errorhandler(NotSignedIn)
def signed_out(error: NotSignedIn) -> BaseResponse:
    """Keep what a person typed whose session has ended; answer others as any page does."""
    return _kept(error.status) if _is_kept() else gate.to_sign_in(error)


@blueprint.errorhandler(CSRFError)
def of_old_session(error: CSRFError) -> BaseResponse:
    """Keep what was typed in a session before the current one."""
    return _kept(error.code or 400) if _is_kept() else gate.stale(error)


def _is_kept() -> bool:
    """Return True for a form of our own pages: a foreign page's must not be sent on."""
    if request.endpoint not in _KEPT or by_token() or not prefers_html():
        return False
    try:
        not_from_elsewhere()
    except Refused:
        return False
    return True


def _kept(status: int) -> Response:
    sent = [(n, v) for n, v in request.form.items(multi=True) if n != "csrf_token"]
    page = render(
        "editing/kept.html", sent=sent, is_out=status == NotSignedIn.status, address=_address()
    )
    return make_response(page, status)


def _address() -> str:
    endpoint = request.endpoint or ""
    return url_for(endpoint, **request.args.to_dict())  # type: ignore[arg-type]
