"""Settings: one frozen dataclass, each setting an environment variable, each documented here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from michisuji.errors import BadInput


def _setting(default: Any, env: str, help_en: str, help_ja: str) -> Any:
    return field(default=default, metadata={"env": env, "en": help_en, "ja": help_ja})


@dataclass(frozen=True)
class Settings:
    """All that a deployment can set. ``from_env`` reads the variables named in the metadata."""

    home: Path = _setting(Path("var"), "MICHISUJI_HOME", "data directory", "データを置くフォルダー")
    store: str = _setting(
        "",
        "MICHISUJI_STORE",
        "SPARQL 1.1 endpoint to use instead of the local engine "
        "(query address; or 'query|update|graph-store' addresses, separated by '|')",
        "ローカルのエンジンの代わりに使うSPARQL 1.1エンドポイント",
    )
    base_iri: str = _setting(
        "http://127.0.0.1:8000",
        "MICHISUJI_BASE_IRI",
        "base of the data's IRIs, without a slash at the end; set once, before the first import",
        "データのIRIの先頭部分(末尾の/なし)。最初の取り込みの前に一度だけ決める",
    )
    query_timeout_s: int = _setting(
        10,
        "MICHISUJI_QUERY_TIMEOUT_S",
        "time limit of one query, seconds",
        "問い合わせの制限時間(秒)",
    )
    max_rows: int = _setting(
        100_000, "MICHISUJI_MAX_ROWS", "row limit of one query result", "結果の行数の上限"
    )
    max_bytes: int = _setting(
        64_000_000,
        "MICHISUJI_MAX_BYTES",
        "size limit of one query result, bytes",
        "結果の大きさの上限(バイト)",
    )
    max_query_bytes: int = _setting(
        100_000,
        "MICHISUJI_MAX_QUERY_BYTES",
        "size limit of a query's text, bytes",
        "問い合わせ文の大きさの上限(バイト)",
    )
    max_queries: int = _setting(
        2,
        "MICHISUJI_MAX_QUERIES",
        "SPARQL queries of readers under way at once",
        "同時に受け付けるSPARQL問い合わせの数",
    )
    threads: int = _setting(
        8, "MICHISUJI_THREADS", "threads that answer requests", "リクエストに答えるスレッドの数"
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Settings from environment variables; ``overrides`` that are not None win.

        Raises BadInput when a value is not of its setting's type.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for f in fields(cls):
            raw = environ.get(f.metadata["env"])
            if raw:
                values[f.name] = _parse(f.metadata["env"], raw, type(f.default))
        values.update({k: v for k, v in overrides.items() if v is not None})
        settings = cls(**values)
        if not settings.base_iri.startswith(("http://", "https://")) or settings.base_iri.endswith(
            "/"
        ):
            raise BadInput(
                f"MICHISUJI_BASE_IRI が正しくありません: {settings.base_iri}",
                f"MICHISUJI_BASE_IRI is not usable: {settings.base_iri}",
                hint_ja="https:// で始め、末尾に / を付けないでください",
                hint_en="start with https:// and end without a slash",
            )
        return settings


def _parse(name: str, raw: str, kind: type) -> Any:
    if kind is int:
        if not raw.isdecimal() or int(raw) <= 0:
            raise BadInput(
                f"{name} は正の整数にしてください: {raw}",
                f"{name} must be a positive integer: {raw}",
            )
        return int(raw)
    return Path(raw) if issubclass(kind, Path) else raw
