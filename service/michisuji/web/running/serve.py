"""Runs the application: waitress, the engine, and a clean end on SIGTERM or Ctrl-C."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from michisuji import process_memory
from michisuji.errors import StoreConflict
from michisuji.messages import message
from michisuji.scratch import scratch
from michisuji.settings import Settings
from michisuji.store import Store
from michisuji.store.opening import open_store

if TYPE_CHECKING:
    from flask import Flask

#: Host names of this machine for itself.
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: Connections, answers buffered in files, and the store's own.
_FILES = 8_192
#: How long a thread computes while others wait, seconds; Python's own is five times as long.
_TURN_S = 0.001


def serve(
    settings: Settings, *, host: str, port: int, lang: str, bundle: Path | None = None
) -> None:
    """Serve until stopped; with ``bundle`` serve only that bundle, read only.

    Raises StoreConflict when the port is taken, BadInput for an invalid bundle, the store's errors.
    """
    from michisuji.quality.rulebook.rules import rulebook
    from michisuji.questions.own import questions_of
    from michisuji.web import create_app
    from michisuji.web.editing import drafts
    from michisuji.web.quality.checker import Checker
    from michisuji.web.running.background import Background
    from michisuji.web.server.channel import create_server
    from michisuji.web.server.dispatcher import Dispatcher
    from michisuji.web.server.lanes import lanes

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    _make_ready()
    listening = _listen(host, port)
    signal.signal(signal.SIGTERM, _stop)
    with ExitStack() as open_things:
        open_things.enter_context(listening)
        manifest = None
        if bundle is not None:
            from michisuji.web.running.serve_bundle import prepared

            settings, manifest = prepared(settings, bundle)
        store = open_things.enter_context(open_store(settings, "public"))
        for fault in (*rulebook(settings.own).faults, *questions_of(settings.own).faults):
            print(fault.told(lang), file=sys.stderr)
        if manifest is None:
            _load_vocabulary(store, settings)

        def open_work() -> Store:
            work = open_things.enter_context(open_store(settings, "work"))
            _load_vocabulary(work, settings)
            return work

        def prepare(own: Flask, checker: Checker | None, *, over_drafts: bool = False) -> None:
            background = Background(own, checker, drafts=over_drafts)
            open_things.callback(background.stop)
            background.start()

        app = create_app(settings, store, open_work, bundle=bundle, manifest=manifest)
        # A bundle has its own check, and never changes.
        prepare(app, Checker(settings) if manifest is None else None)
        if (door := drafts.door(app)) is not None:
            door.when_made = lambda own: prepare(
                own, Checker(settings, drafts=True), over_drafts=True
            )
            door.app()  # now, if somebody may edit already
        server = create_server(
            app,
            listening,
            Dispatcher(lanes(settings)),
            ident="michisuji",
            clear_untrusted_proxy_headers=True,
            **_proxy(settings),
            # The longest allowed query fits into an address, percent-encoded.
            max_request_header_size=max(262_144, 3 * settings.max_query_bytes + 65_536),
            # Beyond the application's own limit, which answers with a problem document.
            max_request_body_size=max(10_000_000, 2 * settings.max_upload_bytes),
        )
        _tell(
            host,
            listening.getsockname()[1],
            lang,
            settings.base_iri,
            empty=_is_empty(store, settings),
        )
        try:
            server.run()
        except (KeyboardInterrupt, SystemExit):
            pass
        finally:
            server.close()
    print(message("serve.stopped", lang), file=sys.stderr)


def _proxy(settings: Settings) -> dict[str, Any]:
    """Return whose word on the client's address is trusted: nobody's, unless configured."""
    if not settings.trusted_proxy:
        return {}
    return {"trusted_proxy": settings.trusted_proxy, "trusted_proxy_headers": {"x-forwarded-for"}}


def _make_ready() -> None:
    """Raise the limit of open files, shorten the threads' turns, and let them share memory.

    A page that makes a few queries waits for its turn after each of them.
    """
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    sys.setswitchinterval(_TURN_S)
    process_memory.share()


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise StoreConflict(
            f"{host}:{port} では待ち受けできません({error.strerror})",
            f"cannot listen on {host}:{port} ({error.strerror})",
            hint_ja="--port で別のポートを指定してください",
            hint_en="name another port with --port",
        ) from error
    return listening


def _load_vocabulary(store: Store, settings: Settings) -> None:
    """Load the ontology and its codes, whenever they differ from those in the store."""
    from michisuji.importers.vocabulary import import_vocabulary

    with scratch() as folder:
        batch, _ = import_vocabulary(base_iri=settings.base_iri, out_dir=folder, added=settings.own)
        store.replace(batch)


def _is_empty(store: Store, settings: Settings) -> bool:
    """Return True if there is nothing to show but the vocabulary."""
    from michisuji import questions

    found = questions.run(store, "datasets", {}, base_iri=settings.base_iri)
    own = f"{settings.base_iri}/id/dataset/vocabulary"
    return all(str(row["dataset"]) == own for row in found.dicts())


def _tell(host: str, port: int, lang: str, base_iri: str, *, empty: bool) -> None:
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    told = [message("serve.ready", lang, address=address)]
    if empty:
        told.append(message("serve.empty", lang))
    if _leads_elsewhere(base_iri, host, port):
        told.append(message("serve.elsewhere", lang, base=base_iri, address=address))
    print("\n".join(told), file=sys.stderr, flush=True)


def _leads_elsewhere(base_iri: str, host: str, port: int) -> bool:
    """Return True if the data's IRIs name this machine, but not the address being served.

    Any other host is that of a reverse proxy, or will be.
    """
    base = urlsplit(base_iri)
    if base.hostname not in _LOOPBACK:
        return False
    return host not in _LOOPBACK or (base.port or 80) != port
