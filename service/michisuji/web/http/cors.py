"""Scripts of other sites may read: all that an anonymous reader sees is public."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, request

#: What a browser may remember of a preflight, seconds.
_REMEMBER_S = 86_400


def public(
    expose: Sequence[str] = (), *, methods: Sequence[str] = (), headers: Sequence[str] = ()
) -> Callable[[Response], Response]:
    """For ``after_request``: any origin may read answers and their headers ``expose``.

    A preflight (OPTIONS) is also told which ``methods`` and request ``headers`` may be sent.
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
