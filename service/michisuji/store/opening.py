"""Opens the store that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.errors import BadInput
from michisuji.store.upgrading import upgrade

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store.protocol import Database, Store


def open_store(settings: Settings, database: Database = "public") -> Store:
    """Open the store that the settings name: a SPARQL endpoint, or the local engine.

    Data of an earlier version are brought up to date (:mod:`.upgrading`).

    If the service already runs on the same data directory, its engine is found and used; otherwise
    an engine is started, and stopped with the returned store. Drafts never share a database with
    public data: with an endpoint for the one, the other has to be named, too (BadInput).
    """
    if settings.store:
        from michisuji.store.addresses import Addresses
        from michisuji.store.sparql import SparqlStore

        address = settings.work_store if database == "work" else settings.store
        if database == "work" and address in ("", settings.store):
            raise BadInput(
                "下書き用のデータベースが指定されていません",
                "no database for drafts is named",
                hint_ja="MICHISUJI_WORK_STORE に、公開用とは別のエンドポイントを指定してください",
                hint_en="name one in MICHISUJI_WORK_STORE, different from the public one",
            )
        limit_s = settings.query_timeout_s
        store: Store = SparqlStore(
            Addresses.parse(address), settings.base_iri, query_timeout_s=limit_s
        )
    else:
        from michisuji.store.engine.engine_store import EngineStore

        store = EngineStore.open(settings, database)
    upgrade(store)
    return store
