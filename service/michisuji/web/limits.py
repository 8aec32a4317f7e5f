"""Every limit of the service, in one list: told on a page, in headers, in the description."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app

from michisuji.errors import Text
from michisuji.settings import Settings
from michisuji.store.program import memory_limit
from michisuji.web import channel
from michisuji.web.context import current_settings, state
from michisuji.web.gateway import WHOLE_BYTES

HEADER = "X-Michisuji-Limits"
_KEY = "limits.header"


@dataclass(frozen=True)
class Limit:
    """``name`` is that of the header's part; ``setting`` the variable that changes it, if any.

    ``unit`` is a UCUM-like short text (``s``, ``B``) or empty for a count.
    """

    name: str
    value: int
    unit: str
    text: Text
    setting: str = ""
    group: str = "query"


def all_of(settings: Settings, *, writable: bool = True) -> tuple[Limit, ...]:
    """The limits of a deployment, by group.

    Where nothing is written or checked (not ``writable``) there are none of editors and drafts.
    """
    found = (*_of_readers(settings), *_of_connections())
    return (*found, *_of_writers(settings)) if writable else found


def current() -> tuple[Limit, ...]:
    """The limits of this service."""
    return all_of(current_settings(), writable=not is_bundle())


def is_bundle() -> bool:
    """Whether this service shows a bundle, and no more than that."""
    return current_app.config.get("MICHISUJI_BUNDLE") is not None


def _of_readers(settings: Settings) -> tuple[Limit, ...]:
    return (
        Limit("time", settings.query_timeout_s, "s",
              {"ja": "問い合わせにかけられる時間", "en": "time of a query"},
              "MICHISUJI_QUERY_TIMEOUT_S"),
        Limit("rows", settings.max_rows, "",
              {"ja": "結果の行数", "en": "rows of a result"}, "MICHISUJI_MAX_ROWS"),
        Limit("bytes", settings.max_bytes, "B",
              {"ja": "結果の大きさ", "en": "size of a result"}, "MICHISUJI_MAX_BYTES"),
        Limit("whole", min(WHOLE_BYTES, settings.max_bytes), "B",
              {"ja": "JSON-LD・RDF/XMLに書き直すグラフの大きさ(N-Triplesで)",
               "en": "graph rewritten as JSON-LD or RDF/XML (as N-Triples)"}),
        Limit("query", settings.max_query_bytes, "B",
              {"ja": "問い合わせ文の大きさ", "en": "text of a query"},
              "MICHISUJI_MAX_QUERY_BYTES"),
        *_of_the_engine(settings),
        Limit("at-once", settings.max_queries, "",
              {"ja": "同時に答える問い合わせの数", "en": "queries answered at once"},
              "MICHISUJI_MAX_QUERIES"),
        Limit("per-minute", settings.rate_per_minute, "",
              {"ja": "一つのクライアントからの1分あたりのリクエスト(SPARQL・グラフ・API)",
               "en": "requests of one client in a minute (SPARQL, graphs, API)"},
              "MICHISUJI_RATE_PER_MINUTE", "client"),
    )  # fmt: skip


def _of_the_engine(settings: Settings) -> tuple[Limit, ...]:
    """Of the one that is started here; one of elsewhere has limits of its own."""
    if settings.store:
        return ()
    return (
        Limit("memory", memory_limit(settings.engine_memory_bytes), "B",
              {"ja": "エンジンが使うメモリー", "en": "memory of the engine"},
              "MICHISUJI_ENGINE_MEMORY_BYTES"),
    )  # fmt: skip


def _of_connections() -> tuple[Limit, ...]:
    return (
        Limit("connections", channel.MOST, "",
              {"ja": "同時に開いておく接続の数", "en": "connections at once"}, "", "connection"),
        Limit("stalled", channel.STALLED_S, "s",
              {"ja": "送った応答が少しも受け取られない時間",
               "en": "time in which nothing of an answer is taken"}, "", "connection"),
        Limit("idle", channel.IDLE_S, "s",
              {"ja": "使われない接続を開いておく時間",
               "en": "time that an idle connection is kept"}, "", "connection"),
    )  # fmt: skip


def _of_writers(settings: Settings) -> tuple[Limit, ...]:
    from michisuji.importers.rdf.bounds import MAX_DEPTH, MAX_TERMS
    from michisuji.quality import drafts, patches
    from michisuji.web.check_api import MAX_BYTES

    return (
        Limit("upload", settings.max_upload_bytes, "B",
              {"ja": "編集者が一度に送る更新・グラフの大きさ",
               "en": "update or graph that an editor sends"},
              "MICHISUJI_MAX_UPLOAD_BYTES", "editor"),
        Limit("depth", MAX_DEPTH, "",
              {"ja": "送るJSON-LD・RDF/XMLの入れ子の深さ",
               "en": "levels of JSON-LD or RDF/XML that is sent"}, "", "editor"),
        Limit("context-terms", MAX_TERMS, "",
              {"ja": "送るJSON-LDのコンテキストの語の数",
               "en": "terms that contexts of JSON-LD may define"}, "", "editor"),
        Limit("draft", MAX_BYTES, "B",
              {"ja": "点検に送る変更の大きさ", "en": "change sent to be checked"}, "", "draft"),
        Limit("draft-triples", patches.MAX_TRIPLES, "",
              {"ja": "点検に送る変更のトリプル数", "en": "triples of a change"}, "", "draft"),
        Limit("draft-nodes", drafts.MAX_NODES, "",
              {"ja": "変更のために見直す資源の数", "en": "resources looked at for a change"},
              "", "draft"),
    )  # fmt: skip


def header(settings: Settings) -> str:
    """``time=10s, rows=1000000, …``: what a query's answer is subject to."""
    told = _of_readers(settings)
    return ", ".join(f"{t.name}={t.value}{t.unit.replace('B', '')}" for t in told)


def tell(response: Response) -> Response:
    """After a request: the limits in a header, and where they are explained."""
    own = state()
    if _KEY not in own.cache:
        address = f'<{own.settings.base_iri}/about/limits>; rel="help"'
        own.cache[_KEY] = (header(own.settings), address)
    values, link = own.cache[_KEY]
    response.headers[HEADER] = values
    response.headers.add("Link", link)
    return response
