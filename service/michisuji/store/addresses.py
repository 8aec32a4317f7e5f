"""The addresses of a SPARQL 1.1 store: three of them, often given as one."""

from __future__ import annotations

from dataclasses import dataclass

from michisuji.errors import BadInput
from michisuji.iris import address_parts


@dataclass(frozen=True)
class Addresses:
    """The addresses of a store; without ``graph_store``, uploads use INSERT DATA."""

    query: str
    update: str
    graph_store: str = ""

    @classmethod
    def parse(cls, text: str) -> Addresses:
        """Parse ``query|update|graph-store``, or one address from which the others follow.

        ``http://h:p`` and ``…/query`` are read as Oxigraph's layout (``/query``, ``/update``,
        ``/store``); for any other single address, queries and updates both go there.
        """
        parts = [part.strip() for part in text.split("|")]
        if any(address_parts(p).scheme not in ("http", "https") for p in parts) or len(parts) > 3:
            raise BadInput(
                f"MICHISUJI_STORE が正しくありません: {text}",
                f"MICHISUJI_STORE is not usable: {text}",
                hint_ja="http(s) のアドレスを1つ、または「query|update|graph-store」を指定",
                hint_en="give one http(s) address, or 'query|update|graph-store'",
            )
        if len(parts) > 1:
            return cls(*parts)
        one = parts[0]
        if address_parts(one).path in ("", "/"):
            one = one.rstrip("/") + "/query"
        if one.endswith("/query"):
            root = one.removesuffix("query")
            return cls(one, root + "update", root + "store")
        return cls(one, one)
