"""A request as the service reads it, without malformed parts that would break other code.

werkzeug and Flask accept most of what clients send. Anything that violates the standards is handled
here, once, whoever reads it later.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import quote

import flask
from werkzeug.datastructures import Authorization
from werkzeug.http import parse_date

#: Allowed in ``Host``: names as sent on the wire, addresses, a port.
_HOST = re.compile(
    r"(?:(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{0,5})?"
)
_LONGEST_HOST = 300
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_DATE")
#: In the environment of a request whose ``Host`` is not a host name.
WRONG_HOST = "michisuji.wrong-host"


class Request(flask.Request):
    """A request without its unreadable parts."""

    def __init__(self, environ: dict[str, Any], *rest: Any, **more: Any) -> None:
        # Bytes of another encoding, which nobody may take for UTF-8: treated as percent-encoded.
        environ["QUERY_STRING"] = quote(
            environ.get("QUERY_STRING", ""), safe=_PRINTABLE, encoding="latin-1"
        )
        for name in _DATES:
            if name in environ and not _is_date(environ[name]):
                del environ[name]  # as RFC 9110 requires: ignored
        host = environ.get("HTTP_HOST", "")
        if host and not (_HOST.fullmatch(host) and _is_known(host) and len(host) < _LONGEST_HOST):
            environ[WRONG_HOST] = environ.pop("HTTP_HOST")
        super().__init__(environ, *rest, **more)

    @cached_property
    def authorization(self) -> Authorization | None:
        """The client's credentials; None also for unreadable ones."""
        try:
            return super().authorization
        except ValueError:
            return None


def _is_date(text: str) -> bool:
    """Return True if it can be parsed as a date; an If-Range may also be a tag, which is not."""
    try:
        parse_date(text)
    except (ValueError, OverflowError):
        return False
    return True


def _is_known(host: str) -> bool:
    """Return True if the system can look up its names."""
    try:
        host.partition(":")[0].encode("ascii").decode("idna")
    except UnicodeError:
        return False
    return True
