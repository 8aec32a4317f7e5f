"""Rate limits per client: a token bucket for each address, in this process.

A full bucket holds a minute's worth and is refilled evenly. The remainder is sent in the headers of
the IETF draft "RateLimit header fields for HTTP"; an empty bucket is 429 with Retry-After.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from typing import ClassVar

from flask import Response, g, request

from michisuji.errors import MichisujiError
from michisuji.languages import Text
from michisuji.web.context import AppState, state

HEADERS = ("RateLimit", "RateLimit-Policy")
_MINUTE_S = 60.0
#: Addresses remembered; those idle longest are forgotten, with full buckets.
_CLIENTS = 10_000
#: Bits of an IPv6 address that identify one customer.
_NETWORK = 64


def client_of(address: str) -> str:
    """Return the client of an address: for IPv6 its network, as one machine has many addresses.

    Anything else (a proxy's word) is returned as it is.
    """
    try:
        found = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _NETWORK), strict=False))


class TooManyRequests(MichisujiError):
    """Raised when a client has used up its requests for now."""

    code = "too-many-requests"
    status = 429
    title: ClassVar[Text] = {"ja": "リクエストが多すぎます", "en": "Too many requests"}

    #: Seconds after which one more is answered.
    retry_after: int = 1


class Buckets:
    """One bucket per client; safe to use from many threads."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, client: str, now: float) -> tuple[bool, float]:
        """Take a token at ``now`` (seconds); return True if there was one, and the number left."""
        with self._lock:
            left, at = self._left.pop(client, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - at) * self.per_minute / _MINUTE_S)
            there_is = left >= 1
            self._left[client] = (left - there_is, now)
            if len(self._left) > _CLIENTS:
                self._left.popitem(last=False)
            return there_is, left - there_is

    def wait_s(self, left: float) -> int:
        """Return the seconds until there is a token again."""
        return max(1, math.ceil((1 - left) * _MINUTE_S / self.per_minute))


def buckets(own: AppState) -> Buckets:
    """Return the buckets of an application."""
    return own.own(Buckets, lambda: Buckets(own.settings.rate_per_minute))


def spend() -> None:
    """Take one token of the client before its request; preflights are free.

    Raises TooManyRequests.
    """
    if request.method == "OPTIONS":
        return
    own = buckets(state())
    there_is, g.tokens_left = own.take(client_of(request.remote_addr or ""), time.monotonic())
    if there_is:
        return
    seconds = own.wait_s(g.tokens_left)
    error = TooManyRequests(
        f"1分間に受け付けるのは、一つのクライアントから{own.per_minute}件までです",
        f"no more than {own.per_minute} requests a minute are answered for one client",
        hint_ja=f"{seconds}秒待ってから送ってください。まとめて取り出すならダンプが使えます",
        hint_en=f"wait {seconds} s; for large amounts use the dumps",
    )
    error.retry_after = seconds
    raise error


def tell(response: Response) -> Response:
    """Add the policy, and the remainder, to a response."""
    if "tokens_left" in g:
        own = buckets(state())
        left = max(0, math.floor(g.tokens_left))
        response.headers["RateLimit-Policy"] = f'"client";q={own.per_minute};w=60'
        response.headers["RateLimit"] = f'"client";r={left};t={own.wait_s(g.tokens_left)}'
    return response
