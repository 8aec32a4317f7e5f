"""A request as the service reads it: what a client garbles is left out before anything trips on it.

werkzeug and Flask take most of what clients send as it comes. The rest, which is in no standard,
is seen to here, once, whoever reads it later.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import quote

import flask
from werkzeug.datastructures import Authorization
from werkzeug.http import parse_date

#: What may stand in ``Host``: names as they are on the wire, addresses, a port.
_HOST = re.compile(
    r"(?:(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{0,5})?"
)
_LONGEST_HOST = 300
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_DATE")
#: In the environment of a request whose ``Host`` names nothing.
WRONG_HOST = "michisuji.wrong-host"


class Request(flask.Request):
    """A request without what cannot be read."""

    def __init__(self, environ: dict[str, Any], *rest: Any, **more: Any) -> None:
        # Bytes of another encoding, which nobody has to take for UTF-8: as if they were encoded.
        environ["QUERY_STRING"] = quote(
            environ.get("QUERY_STRING", ""), safe=_PRINTABLE, encoding="latin-1"
        )
        for name in _DATES:
            if name in environ and not _is_date(environ[name]):
                del environ[name]  # as RFC 9110 has it: ignored
        host = environ.get("HTTP_HOST", "")
        if host and not (_HOST.fullmatch(host) and _is_known(host) and len(host) < _LONGEST_HOST):
            environ[WRONG_HOST] = environ.pop("HTTP_HOST")
        super().__init__(environ, *rest, **more)

    @cached_property
    def authorization(self) -> Authorization | None:
        """Who says to be asking; None also for what cannot be read."""
        try:
            return super().authorization
        except ValueError:
            return None


def _is_date(text: str) -> bool:
    """Whether it can be looked at as a date; an If-Range may also be a tag, which is none."""
    try:
        parse_date(text)
    except (ValueError, OverflowError):
        return False
    return True


def _is_known(host: str) -> bool:
    """Whether its names are such as the system can look up."""
    try:
        host.partition(":")[0].encode("ascii").decode("idna")
    except UnicodeError:
        return False
    return True
