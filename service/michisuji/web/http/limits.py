"""Every limit of the service, in one list: for a page, headers, and the API's description."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, current_app

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.settings import Settings
from michisuji.store.engine.oxigraph_binary import memory_limit
from michisuji.web.context import current_settings, state
from michisuji.web.gateway import WHOLE_BYTES, complexity
from michisuji.web.http.page_memory import WAIT_S
from michisuji.web.server import channel, lanes

HEADER = "X-Michisuji-Limits"


@dataclass(frozen=True)
class Limit:
    """One limit; ``name`` is that in the header, ``setting`` the variable that changes it.

    ``unit`` is a UCUM-like short text (``s``, ``B``) or empty for a count.
    """

    name: str
    value: int
    unit: str
    setting: str = ""
    group: str = "query"
    seconds: float = 0

    @property
    def text(self) -> Text:
        """The text of what it limits; it may contain the seconds of a rate or a duration."""
        return text(f"limit.{self.name}", seconds=self.seconds)

    def to_json(self) -> dict[str, object]:
        """Return the limit as a JSON object."""
        names = ("name", "value", "unit", "text", "setting", "group")
        return {name: getattr(self, name) for name in names}


def all_of(settings: Settings, *, writable: bool = True) -> tuple[Limit, ...]:
    """Return the limits of a deployment, by group.

    If nothing is written or checked (not ``writable``) there are none for editors, drafts and
    accounts.
    """
    pages = (*_of_pages(settings), *_of_books())
    turns = (*pages, *_of_lanes(settings), *_of_search(), *_of_analyses())
    found = (*_of_readers(settings), *turns, *_of_connections())
    if not writable:
        return found
    return (*found, *_of_writers(settings), *_of_accounts(settings), *_of_own())


def current() -> tuple[Limit, ...]:
    """Return the limits of this service."""
    return all_of(current_settings(), writable=not is_bundle())


def is_bundle() -> bool:
    """Return True if this service only shows a bundle."""
    return current_app.config.get("MICHISUJI_BUNDLE") is not None


def _of_readers(settings: Settings) -> tuple[Limit, ...]:
    return (
        Limit("time", settings.query_timeout_s, "s", "MICHISUJI_QUERY_TIMEOUT_S"),
        Limit("rows", settings.max_rows, "", "MICHISUJI_MAX_ROWS"),
        Limit("bytes", settings.max_bytes, "B", "MICHISUJI_MAX_BYTES"),
        Limit("whole", min(WHOLE_BYTES, settings.max_bytes), "B"),
        Limit("query", settings.max_query_bytes, "B", "MICHISUJI_MAX_QUERY_BYTES"),
        Limit("nested", complexity.MOST_NESTED, ""),
        Limit("parts", complexity.MOST_PARTS, ""),
        *_of_the_engine(settings),
        Limit("at-once", settings.max_queries, "", "MICHISUJI_MAX_QUERIES"),
        Limit("per-minute", settings.rate_per_minute, "", "MICHISUJI_RATE_PER_MINUTE", "client"),
    )


def _of_the_engine(settings: Settings) -> tuple[Limit, ...]:
    """Return the limits of an engine started here; a remote one has its own."""
    if settings.store:
        return ()
    return (
        Limit(
            "memory",
            memory_limit(settings.query_memory_bytes, settings.max_queries),
            "B",
            "MICHISUJI_QUERY_MEMORY_BYTES",
        ),
    )


def _of_lanes(settings: Settings) -> tuple[Limit, ...]:
    pages, heavy, queries, downloads = lanes.lanes(settings)
    return (
        Limit("pages-at-once", pages.threads, "", "MICHISUJI_THREADS", "turn"),
        Limit("heavy-pages-at-once", heavy.threads, "", "MICHISUJI_MAX_HEAVY_PAGES", "turn"),
        Limit("downloads-at-once", downloads.threads, "", "MICHISUJI_MAX_DOWNLOADS", "turn"),
        *(
            Limit(f"waiting-{lane.name}", lane.waiting, "", "", "turn", lane.patience_s)
            for lane in (pages, heavy, queries, downloads)
        ),
    )


def _of_pages(settings: Settings) -> tuple[Limit, ...]:
    return (
        Limit("pages", settings.page_bytes, "B", "MICHISUJI_PAGE_BYTES", "page"),
        Limit("page-wait", int(WAIT_S), "s", "", "page"),
    )


def _of_search() -> tuple[Limit, ...]:
    from michisuji.search.finding import MOST_ON_PAGE
    from michisuji.search.query import MAX_LENGTH, MAX_WORDS
    from michisuji.web.api.reconcile_api import BATCH
    from michisuji.web.api.search_api import LAST

    return (
        Limit("search-length", MAX_LENGTH, "", "", "search"),
        Limit("search-words", MAX_WORDS, "", "", "search"),
        Limit("search-results", MOST_ON_PAGE, "", "", "search"),
        Limit("search-last", LAST, "", "", "search"),
        Limit("reconcile-batch", BATCH, "", "", "search"),
    )


def _of_analyses() -> tuple[Limit, ...]:
    from michisuji.analysis.paths.answers import MOST_LONG, MOST_WAYS
    from michisuji.analysis.paths.searching import MOST_LINKS, MOST_S
    from michisuji.analysis.years.answers import MOST_MODELS

    return (
        Limit("path-length", MOST_LONG, "", "", "path"),
        Limit("path-ways", MOST_WAYS, "", "", "path"),
        Limit("path-links", MOST_LINKS, "", "", "path"),
        Limit("path-time", int(MOST_S), "s", "", "path"),
        Limit("years-models", MOST_MODELS, "", "", "years"),
    )


def _of_books() -> tuple[Limit, ...]:
    from michisuji.web.pages.section_books import MOST_BYTES, MOST_ENTITIES

    return (
        Limit("book-entities", MOST_ENTITIES, "", "", "page"),
        Limit("book-bytes", MOST_BYTES, "B", "", "page"),
    )


def _of_connections() -> tuple[Limit, ...]:
    return (
        Limit("connections", channel.MOST, "", "", "connection"),
        Limit("opened-per-minute", channel.OPENED_PER_MINUTE, "", "", "connection"),
        Limit(
            "least-pace", channel.LEAST_PACE * channel.PACE_S, "B", "", "connection", channel.PACE_S
        ),
        Limit("stalled", int(channel.STALLED_S), "s", "", "connection"),
        Limit("waiting-answers", channel.WAITING_BYTES_OF_ONE, "B", "", "connection"),
        Limit("waiting-answers-of-all", channel.WAITING_BYTES, "B", "", "connection"),
        Limit("request", channel.REQUEST_S, "s", "", "connection"),
        Limit("idle", channel.IDLE_S, "s", "", "connection"),
    )


def _of_writers(settings: Settings) -> tuple[Limit, ...]:
    from michisuji.editing import applying, checking, imported
    from michisuji.editing.forms import filled, grid, hanging, values
    from michisuji.editing.logic_models import MOST_STEPS
    from michisuji.importers import uploaded
    from michisuji.importers.city.books import refusals
    from michisuji.importers.rdf.bounds import MAX_DEPTH, MAX_TERMS
    from michisuji.publication.workbook import returned
    from michisuji.quality.change import drafts, patches
    from michisuji.web.api.check_api import MAX_BYTES
    from michisuji.web.diagram import session
    from michisuji.web.editing.changes import MOST_BYTES
    from michisuji.web.uploading import kept

    return (
        Limit("upload", settings.max_upload_bytes, "B", "MICHISUJI_MAX_UPLOAD_BYTES", "editor"),
        Limit("upload-files", uploaded.MOST_FILES, "", "", "editor"),
        Limit("upload-unpacked", uploaded.MOST_UNPACKED, "B", "", "editor"),
        Limit("book-unpacked", refusals.MAX_UNPACKED, "B", "", "editor"),
        Limit("book-content", refusals.MAX_CONTENT, "B", "", "editor"),
        Limit("book-cells", refusals.MAX_CELLS, "", "", "editor"),
        Limit("returned-cells", returned.MAX_CELLS, "", "", "editor"),
        Limit("upload-statements", imported.MOST_STATEMENTS, "", "", "editor"),
        Limit("uploads-kept", kept.MOST, "", "", "editor"),
        Limit("upload-age", kept.AGE_S, "s", "", "editor"),
        Limit("update-statements", MOST_BYTES, "B", "", "editor"),
        Limit("edit", checking.LARGEST, "B", "", "editor"),
        Limit("edit-triples", patches.MAX_TRIPLES, "", "", "editor"),
        Limit("edit-reason", checking.LONGEST_REASON, "", "", "editor"),
        Limit("edit-history", applying.MOST_CHANGES, "", "", "editor"),
        Limit("diagram-steps", MOST_STEPS, "", "", "editor"),
        Limit("diagram-bytes", session.MOST_BYTES, "B", "", "editor"),
        Limit("form-values", filled.MOST_VALUES, "", "", "editor"),
        Limit("form-text", values.LONGEST, "", "", "editor"),
        Limit("form-years", grid.MOST_YEARS, "", "", "editor"),
        Limit("deleted", hanging.MOST, "", "", "editor"),
        Limit("depth", MAX_DEPTH, "", "", "editor"),
        Limit("context-terms", MAX_TERMS, "", "", "editor"),
        Limit("draft", MAX_BYTES, "B", "", "draft"),
        Limit("draft-triples", patches.MAX_TRIPLES, "", "", "draft"),
        Limit("draft-nodes", drafts.MAX_NODES, "", "", "draft"),
    )


def _of_accounts(settings: Settings) -> tuple[Limit, ...]:
    from michisuji.accounts import accounts, lockout, passwords, persons, sessions, tokens
    from michisuji.editing import checking
    from michisuji.editing.release import making
    from michisuji.web.workflow import feed, hook

    hours, idle = settings.session_hours, settings.session_idle_minutes
    rules, group = lockout.RULES, "account"
    at_address, name, address = (rules[key] for key in ("name at address", "name", "address"))
    return (
        Limit("session", hours * 3600, "s", "MICHISUJI_SESSION_HOURS", group),
        Limit("session-idle", idle * 60, "s", "MICHISUJI_SESSION_IDLE_MINUTES", group),
        Limit("sessions", sessions.MOST_SESSIONS, "", "", group),
        Limit("one-time-password", int(accounts.INVITATION.total_seconds()), "s", "", group),
        Limit("password-length", passwords.SHORTEST, "", "", group),
        Limit("roles", persons.MOST_GRANTS, "", "", group),
        Limit("tokens", tokens.MOST_TOKENS, "", "", group),
        Limit("token-age", tokens.MOST_DAYS * 86_400, "s", "", group),
        Limit("release-parts", making.MOST_PARTS, "", "", group),
        Limit("reason", checking.LONGEST_REASON, "", "", group),
        Limit("feed-entries", feed.MOST_ENTRIES, "", "", group),
        Limit("on-move", hook.TIMEOUT_S, "s", "", group),
        Limit("on-move-waiting", hook.MOST_WAITING, "", "", group),
        Limit("failures-at-address", at_address.free, "", "", group, at_address.longest_s),
        Limit("failures-of-name", name.free, "", "", group, name.longest_s),
        Limit("failures-of-address", address.free, "", "", group, address.longest_s),
    )


def _of_own() -> tuple[Limit, ...]:
    from michisuji import own
    from michisuji.web.quality.checker import CHECK_S

    return (
        Limit("own-files", own.MOST_FILES, "", "", "own"),
        Limit("own-bytes", own.MOST_BYTES, "B", "", "own"),
        Limit("check-time", int(CHECK_S), "s", "", "own"),
    )


def header(settings: Settings) -> str:
    """Return the limits of a query as ``time=10s, rows=1000000, …``."""
    told = _of_readers(settings)
    return ", ".join(f"{t.name}={t.value}{t.unit.replace('B', '')}" for t in told)


@dataclass(frozen=True)
class _Told:
    values: str


def tell(response: Response) -> Response:
    """Add the limits in a header to a response, and a link to their explanation."""
    settings = current_settings()
    told = state().own(_Told, lambda: _Told(header(settings)))
    response.headers[HEADER] = told.values
    response.headers.add("Link", f'<{settings.base_iri}/about/limits>; rel="help"')
    return response
