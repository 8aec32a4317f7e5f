"""Read access for scripts of other sites: all that an anonymous reader sees is public."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, request

#: How long a browser may cache a preflight, seconds.
_REMEMBER_S = 86_400


def public(
    expose: Sequence[str] = (), *, methods: Sequence[str] = (), headers: Sequence[str] = ()
) -> Callable[[Response], Response]:
    """Return an ``after_request`` function that lets any origin read answers and ``expose``.

    A preflight (OPTIONS) also lists which ``methods`` and request ``headers`` may be sent.
    Authorization is never among them: the editor's role is not for other sites' pages.
    """
    exposed, allowed, sent = ", ".join(expose), ", ".join(methods), ", ".join(headers)

    def tell(response: Response) -> Response:
        own = response.headers
        own["Access-Control-Allow-Origin"] = "*"
        if exposed:
            own["Access-Control-Expose-Headers"] = exposed
        if request.method == "OPTIONS" and allowed:
            own["Access-Control-Allow-Methods"] = allowed
            own["Access-Control-Allow-Headers"] = sent
            own["Access-Control-Max-Age"] = str(_REMEMBER_S)
        return response

    return tell
