"""Every limit of the service, in one list: told on a page, in headers, in the description."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app

from michisuji.languages import Text
from michisuji.settings import Settings
from michisuji.store.engine.oxigraph_binary import memory_limit
from michisuji.web.context import current_settings, state
from michisuji.web.gateway import WHOLE_BYTES, complexity
from michisuji.web.http.page_memory import WAIT_S
from michisuji.web.server import channel, lanes

HEADER = "X-Michisuji-Limits"


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
    turns = (*_of_pages(settings), *_of_lanes(settings), *_of_search())
    found = (*_of_readers(settings), *turns, *_of_connections())
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
        Limit("nested", complexity.MOST_NESTED, "",
              {"ja": "問い合わせ・更新の括弧の入れ子",
               "en": "brackets within brackets of a query or an update"}),
        Limit("parts", complexity.MOST_PARTS, "",
              {"ja": "問い合わせ・更新の括弧・演算子・トリプル。VALUESの行、INの値、"
                     "INSERT DATAのトリプルは数えない",
               "en": "brackets, operators and triples of a query or an update; rows of VALUES, "
                     "values of IN and triples of INSERT DATA do not count"}),
        *_of_the_engine(settings),
        Limit("at-once", settings.max_queries, "",
              {"ja": "同時に答える問い合わせの数。一つのクライアントにはその半分まで",
               "en": "queries answered at once; half of them, at most, for one client"},
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
        Limit("memory", memory_limit(settings.query_memory_bytes, settings.max_queries), "B",
              {"ja": "問い合わせ1件が使うメモリー", "en": "memory of a query"},
              "MICHISUJI_QUERY_MEMORY_BYTES"),
    )  # fmt: skip


def _of_lanes(settings: Settings) -> tuple[Limit, ...]:
    pages, heavy, queries, downloads = lanes.lanes(settings)
    return (
        Limit("pages-at-once", pages.threads, "",
              {"ja": "同時に答えるページの数。一つのクライアントにはその半分まで、ほかは順番を待つ",
               "en": "pages answered at once; half of them, at most, for one client, whose others "
                     "wait their turn"},
              "MICHISUJI_THREADS", "turn"),
        Limit("heavy-pages-at-once", heavy.threads, "",
              {"ja": "同時に行う分析・検索・変更の点検の数",
               "en": "analyses, searches and checks of changes made at once"},
              "MICHISUJI_MAX_HEAVY_PAGES", "turn"),
        Limit("downloads-at-once", downloads.threads, "",
              {"ja": "同時に渡すダンプ・表・報告の数",
               "en": "dumps, tables and reports handed out at once"},
              "MICHISUJI_MAX_DOWNLOADS", "turn"),
        *(
            Limit(f"waiting-{lane.name}", lane.waiting, "",
                  {"ja": f"順番を待てるリクエスト({ja}、クライアントごと)。"
                         f"{lane.patience_s:g}秒待っても番が来なければ503",
                   "en": f"requests of one client that wait their turn ({en}); 503 after "
                         f"{lane.patience_s:g} s"},
                  "", "turn")
            for lane, ja, en in (
                (pages, "ページ", "pages"),
                (heavy, "分析・検索", "analyses and searches"),
                (queries, "問い合わせ", "queries"),
                (downloads, "ダウンロード", "downloads"),
            )
        ),
    )  # fmt: skip


def _of_pages(settings: Settings) -> tuple[Limit, ...]:
    return (
        Limit("pages", settings.page_bytes, "B",
              {"ja": "データが変わるまで取っておくページ(圧縮後)",
               "en": "pages that are kept until the data change (compressed)"},
              "MICHISUJI_PAGE_BYTES", "page"),
        Limit("page-wait", int(WAIT_S), "s",
              {"ja": "同じページを作っているほかのリクエストを待つ時間",
               "en": "time to wait for another request that makes the same page"}, "", "page"),
    )  # fmt: skip


def _of_search() -> tuple[Limit, ...]:
    from michisuji.search.finding import MOST_ON_PAGE
    from michisuji.search.query import MAX_LENGTH, MAX_WORDS
    from michisuji.web.api.reconcile_api import BATCH
    from michisuji.web.api.search_api import LAST

    return (
        Limit("search-length", MAX_LENGTH, "",
              {"ja": "探す語の文字数", "en": "characters of a search"}, "", "search"),
        Limit("search-words", MAX_WORDS, "",
              {"ja": "一度に探す語の数", "en": "words searched at once"}, "", "search"),
        Limit("search-results", MOST_ON_PAGE, "",
              {"ja": "検索APIが一度に返す結果の数",
               "en": "results that the search API hands out at once"}, "", "search"),
        Limit("search-last", LAST, "",
              {"ja": "検索APIで取り出せる最後の結果",
               "en": "last result that the search API gives"}, "", "search"),
        Limit("reconcile-batch", BATCH, "",
              {"ja": "一度に照合する名前の数", "en": "names matched in one request"},
              "", "search"),
    )  # fmt: skip


def _of_connections() -> tuple[Limit, ...]:
    return (
        Limit("connections", channel.MOST, "",
              {"ja": "同時に開いておく接続の数。超えると、最も多く開いている相手のものから閉じる",
               "en": "connections at once; beyond it, whoever has most loses one"},
              "", "connection"),
        Limit("opened-per-minute", channel.OPENED_PER_MINUTE, "",
              {"ja": "接続がすべて使われているとき、多く開いている相手が1分間に開ける接続",
               "en": "connections that a client which has its share opens in a minute while all "
                     "are taken"}, "", "connection"),
        Limit("least-pace", channel.LEAST_PACE * channel.PACE_S, "B",
              {"ja": f"送った応答が{channel.PACE_S}秒間に受け取られる最少の量",
               "en": f"the least that is taken of an answer in {channel.PACE_S} s"},
              "", "connection"),
        Limit("stalled", int(channel.STALLED_S), "s",
              {"ja": "64MBを超えて受け取られない応答を待つ時間",
               "en": "time that an answer waits when more than 64 MB of it are not taken"},
              "", "connection"),
        Limit("waiting-answers", channel.WAITING_BYTES_OF_ONE, "B",
              {"ja": "一つのクライアントがまだ受け取っていない応答の量。超えると503",
               "en": "answers that one client has not taken yet; beyond it 503"},
              "", "connection"),
        Limit("waiting-answers-of-all", channel.WAITING_BYTES, "B",
              {"ja": "すべてのクライアントがまだ受け取っていない応答の量。超えると503",
               "en": "answers that have not been taken yet, of all clients; beyond it 503"},
              "", "connection"),
        Limit("request", channel.REQUEST_S, "s",
              {"ja": "リクエストを送り終えるまでの時間",
               "en": "time in which a request has to be sent"}, "", "connection"),
        Limit("idle", channel.IDLE_S, "s",
              {"ja": "使われない接続を開いておく時間",
               "en": "time that an idle connection is kept"}, "", "connection"),
    )  # fmt: skip


def _of_writers(settings: Settings) -> tuple[Limit, ...]:
    from michisuji.importers.rdf.bounds import MAX_DEPTH, MAX_TERMS
    from michisuji.quality.change import drafts, patches
    from michisuji.web.api.check_api import MAX_BYTES
    from michisuji.web.editing.changes import MOST_BYTES

    return (
        Limit("upload", settings.max_upload_bytes, "B",
              {"ja": "編集者が一度に送る更新・グラフの大きさ",
               "en": "update or graph that an editor sends"},
              "MICHISUJI_MAX_UPLOAD_BYTES", "editor"),
        Limit("update-statements", MOST_BYTES, "B",
              {"ja": "更新のDELETE・INSERTの型が一つで表すトリプル",
               "en": "statements that one template of an update (DELETE, INSERT) stands for"},
              "", "editor"),
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


@dataclass(frozen=True)
class _Told:
    values: str


def tell(response: Response) -> Response:
    """After a request: the limits in a header, and where they are explained."""
    settings = current_settings()
    told = state().own(_Told, lambda: _Told(header(settings)))
    response.headers[HEADER] = told.values
    response.headers.add("Link", f'<{settings.base_iri}/about/limits>; rel="help"')
    return response
