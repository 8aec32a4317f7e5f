"""Signing in at an OpenID provider (Authlib): code flow with PKCE, state and nonce.

The provider is named by settings. The addresses that it states of itself are the only others that
the service fetches from, never one that a request names.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from flask import current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.errors import MichisujiError, NotFound
from michisuji.languages import Text
from michisuji.web.accounts.blueprint import blueprint
from michisuji.web.accounts.current import accounts, place
from michisuji.web.accounts.rules import ANYONE, rule
from michisuji.web.accounts.sign_in import entered
from michisuji.web.accounts.targets import own_address
from michisuji.web.context import current_settings, state

if TYPE_CHECKING:
    from authlib.integrations.flask_client import OAuth

log = logging.getLogger("michisuji.web")
T = TypeVar("T")
_TARGET = "openid_target"
#: The provider has to answer within this time, seconds.
WAIT_S = 10
#: In the log: who makes an account at a first sign-in.
_MAKER = "openid"
_METADATA = "/.well-known/openid-configuration"


class OpenIdFailed(MichisujiError):
    """Raised when the OpenID provider does not answer, or its answer does not count."""

    code = "openid-failed"
    status = 502
    title: ClassVar[Text] = {"ja": "サインインできません", "en": "Not signed in"}


class _Provider:
    """Authlib's client of the provider; it keeps what the provider states of itself."""

    def __init__(self, oauth: OAuth) -> None:
        self.client = oauth.create_client("openid")


@blueprint.get("/sign-in/openid")
@rule(ANYONE)
def openid() -> BaseResponse:
    """Send a person to the provider."""
    client = _client()
    session[_TARGET] = own_address(request.args.get("next", ""))
    back = f"{current_settings().base_iri}/drafts/sign-in/openid/return"
    found: BaseResponse = _asked(lambda: client.authorize_redirect(back))
    return found


@blueprint.get("/sign-in/openid/return")
@rule(ANYONE)
def openid_return() -> BaseResponse:
    """Start a session of the person whom the provider has named."""
    client, settings = _client(), current_settings()
    target = str(session.pop(_TARGET, ""))
    claims: Mapping[str, Any] = _asked(lambda: _claims(client))
    subject = str(claims.get(settings.oidc_claim) or "")
    issuer = settings.oidc_issuer
    known = accounts().subjects.person_of(issuer, subject) if subject else None
    if known is None and subject and settings.oidc_new_accounts:
        _add(issuer, subject, claims)
    elif known is None:
        return redirect(url_for("accounts.sign_in", unknown=subject[:255] or "?"), 303)
    return entered(accounts().sign_in_by_subject(issuer, subject, place()), target)


def _claims(client: Any) -> Mapping[str, Any]:
    """Return what the provider says of the person; Authlib checks signature, nonce and times."""
    told: Mapping[str, Any] = client.authorize_access_token(
        claims_options={
            "iss": {"essential": True, "values": [client.load_server_metadata()["issuer"]]},
            "aud": {"essential": True, "values": [client.client_id]},
        }
    )
    return told["userinfo"]  # type: ignore[no-any-return]  # Authlib has no types


def _add(issuer: str, subject: str, claims: Mapping[str, Any]) -> None:
    """Make an account with the role of a reader, linked to the provider's subject."""
    from michisuji.accounts.clock import By
    from michisuji.accounts.permissions import Grant, Role

    own = hashlib.sha256(f"{issuer}\0{subject}".encode()).hexdigest()[:12]
    wanted = str(claims.get("preferred_username") or "")
    name = f"{wanted}-{own[:6]}" if re.fullmatch(r"[A-Za-z0-9]\w{0,40}", wanted) else f"id-{own}"
    made_by = By(_MAKER, place())
    shown = str(claims.get("name") or wanted or name)
    person = accounts().persons.add(name, [Grant(Role.READER)], made_by, display=shown)
    accounts().subjects.link(person.id, issuer, subject, made_by)


def _client() -> Any:
    """Return the client of the provider.

    Raises NotFound where no provider is named.
    """
    if not current_settings().oidc_issuer:
        raise NotFound(
            "OpenIDでのサインインは使えません",
            "there is no OpenID provider to sign in at",
            hint_ja="ログイン名とパスワードでサインインしてください",
            hint_en="sign in with name and password",
        )
    return state().own(_Provider, lambda: _Provider(_oauth())).client


def _oauth() -> OAuth:
    from authlib.integrations.flask_client import OAuth

    settings = current_settings()
    oauth = OAuth(current_app)
    oauth.register(
        "openid",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=settings.oidc_issuer.rstrip("/") + _METADATA,
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": WAIT_S,
        },
    )
    return oauth


def _asked(ask: Callable[[], T]) -> T:
    """Return what ``ask`` returns; its many kinds of failure are one, and logged."""
    try:
        own, told = current_settings().oidc_issuer, _client().load_server_metadata()
        if str(told.get("issuer", "")).rstrip("/") != own.rstrip("/"):
            raise ValueError(f"another issuer: {told.get('issuer')}")
        return ask()
    except Exception as error:
        log.warning("OpenID: %s: %s", type(error).__name__, error)
        raise OpenIdFailed(
            "OpenIDプロバイダーでのサインインがうまくいきませんでした",
            "signing in at the OpenID provider did not work",
            hint_ja="サインインの画面からやり直してください。続くときは管理者に時刻を知らせてください",
            hint_en="begin again at the sign-in page; if it lasts, tell the administrator the time",
        ) from error
