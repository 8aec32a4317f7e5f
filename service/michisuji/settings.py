"""Settings: one frozen dataclass, each setting an environment variable, each documented here."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any

from michisuji import moments
from michisuji.errors import BadInput


def _setting(default: Any, env: str, help_en: str, help_ja: str, *, secret: bool = False) -> Any:
    return field(
        default=default, repr=not secret, metadata={"env": env, "en": help_en, "ja": help_ja}
    )


_SHORTEST_SECRET = 16
#: Of a setting that is a number: no limit of ours needs more.
_MOST_DIGITS = 18
#: A mail address without parameters of its own (the page adds its address), or a page.
_CONTACT = re.compile(r"mailto:[^\s@?&#]+@[^\s@?&#]+|https://[^\s\"'<>]+")
#: An OpenID provider; without encryption only on this machine.
_ISSUER = re.compile(r"https://[^\s?#]+$|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?$")


@dataclass(frozen=True)
class Settings:
    """All settings of a deployment.

    ``from_env`` reads the variables named in the metadata.
    """

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
        1_000_000, "MICHISUJI_MAX_ROWS", "row limit of one query result", "結果の行数の上限"
    )
    max_bytes: int = _setting(
        1_000_000_000,
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
        12,
        "MICHISUJI_MAX_QUERIES",
        "SPARQL queries of readers answered at once",
        "同時に受け付けるSPARQL問い合わせの数",
    )
    query_memory_bytes: int = _setting(
        1_000_000_000,
        "MICHISUJI_QUERY_MEMORY_BYTES",
        "memory that one SPARQL query of a reader may take, bytes; all together never take more "
        "than half of the machine's",
        "読み手のSPARQL問い合わせ1件が使えるメモリー(バイト)。合わせて機械のメモリーの半分を超えない",
    )
    engine_memory_bytes: int = _setting(
        2_000_000_000,
        "MICHISUJI_ENGINE_MEMORY_BYTES",
        "memory that the local engine may take, bytes; never more than half of the machine's",
        "ローカルのエンジンが使えるメモリー(バイト)。機械のメモリーの半分を超えることはない",
    )
    rate_per_minute: int = _setting(
        600,
        "MICHISUJI_RATE_PER_MINUTE",
        "requests that one client may make to the SPARQL, graph and API addresses in a minute",
        "一つのクライアントが1分間にSPARQL・グラフ・APIへ送れるリクエストの数",
    )
    trusted_proxy: str = _setting(
        "",
        "MICHISUJI_TRUSTED_PROXY",
        "address of the reverse proxy whose X-Forwarded-For is trusted",
        "X-Forwarded-For を信用するリバースプロキシのアドレス",
    )
    services: str = _setting(
        "",
        "MICHISUJI_SERVICES",
        "SPARQL endpoints that SERVICE may name, separated by spaces; none by default",
        "SERVICE で指定してよいSPARQLエンドポイント(空白区切り)。既定はなし",
    )
    editor_token: str = _setting(
        "",
        "MICHISUJI_EDITOR_TOKEN",
        "API token of a planner without an account (16 characters or more), for programs",
        "アカウントを持たない企画担当のAPIトークン(16文字以上)。プログラム用",
        secret=True,
    )
    on_move: str = _setting(
        "",
        "MICHISUJI_ON_MOVE",
        "command run on each move of a sheet's state, such as one that sends mail; gets JSON on "
        "standard input (see service/michisuji/web/workflow/README.md)",
        "シートの段階が動くたびに実行するコマンド(メールを送るなど)。標準入力にJSONを渡す"
        "(service/michisuji/web/workflow/README.md)",
    )
    session_hours: int = _setting(
        10,
        "MICHISUJI_SESSION_HOURS",
        "hours after which a signed-in person has to sign in again",
        "サインインしたままでいられる時間(時間)",
    )
    session_idle_minutes: int = _setting(
        60,
        "MICHISUJI_SESSION_IDLE_MINUTES",
        "minutes without a request after which a signed-in person has to sign in again",
        "操作がないとき、サインインし直すまでの時間(分)",
    )
    oidc_issuer: str = _setting(
        "",
        "MICHISUJI_OIDC_ISSUER",
        "https:// address of an OpenID provider that staff may sign in at (its issuer); needs "
        "`pip install 'michisuji[oidc]'`",
        "職員がサインインに使えるOpenIDプロバイダーのアドレス(issuer)",
    )
    oidc_client_id: str = _setting(
        "",
        "MICHISUJI_OIDC_CLIENT_ID",
        "name of this service at the OpenID provider",
        "OpenIDプロバイダーでのこのサービスの名前",
    )
    oidc_client_secret: str = _setting(
        "",
        "MICHISUJI_OIDC_CLIENT_SECRET",
        "secret of this service at the OpenID provider",
        "OpenIDプロバイダーでのこのサービスの秘密",
        secret=True,
    )
    oidc_claim: str = _setting(
        "sub",
        "MICHISUJI_OIDC_CLAIM",
        "claim of the OpenID provider by which accounts are linked",
        "アカウントと結び付ける、OpenIDプロバイダーのクレームの名前",
    )
    oidc_new_accounts: str = _setting(
        "",
        "MICHISUJI_OIDC_NEW_ACCOUNTS",
        "`reader`: who signs in at the OpenID provider without an account gets one with the role "
        "of a reader; by default nobody does",
        "reader なら、アカウントのない人がOpenIDプロバイダーからサインインしたとき、"
        "閲覧者のアカウントを作る。既定では作らない",
    )
    work_store: str = _setting(
        "",
        "MICHISUJI_WORK_STORE",
        "as MICHISUJI_STORE, for the database of drafts",
        "MICHISUJI_STORE と同じ書き方で、下書き用のデータベースを指定",
    )
    max_upload_bytes: int = _setting(
        10_000_000,
        "MICHISUJI_MAX_UPLOAD_BYTES",
        "size limit of an editor's update, graph or uploaded files, bytes",
        "編集者が送る更新・グラフ・ファイルの大きさの上限(バイト)",
    )
    page_bytes: int = _setting(
        64_000_000,
        "MICHISUJI_PAGE_BYTES",
        "memory for pages cached until the data change, bytes (compressed)",
        "データが変わるまで取っておくページに使うメモリー(圧縮後のバイト)",
    )
    own: str = _setting(
        "",
        "MICHISUJI_OWN",
        "folder with the city's own shapes/, questions/, profiles.ttl and ontology/; several are "
        "separated as in PATH. Read at the start",
        "市独自の shapes/・questions/・profiles.ttl・ontology/ を置くフォルダー"
        "(複数は PATH と同じ書き方)。起動時に読む",
    )
    threads: int = _setting(
        8,
        "MICHISUJI_THREADS",
        "pages answered at once; half of them, at most, for one client",
        "同時に答えるページの数。一つのクライアントにはその半分まで",
    )
    max_heavy_pages: int = _setting(
        3,
        "MICHISUJI_MAX_HEAVY_PAGES",
        "analyses, searches and checks of changes answered at once",
        "同時に行う分析・検索・変更の点検の数",
    )
    max_downloads: int = _setting(
        6,
        "MICHISUJI_MAX_DOWNLOADS",
        "dumps, tables and reports sent at once",
        "同時に渡すダンプ・表・報告の数",
    )
    contact: str = _setting(
        "",
        "MICHISUJI_CONTACT",
        "where readers report errors and opinions, linked on every page: mailto:ADDRESS or an "
        "https:// page; no link without it",
        "誤りや意見の送り先。全ページからリンクする(mailto:アドレス か https:// のページ)。"
        "なければリンクは出ない",
    )

    time_zone: str = _setting(
        moments.TOKYO,
        "MICHISUJI_TIME_ZONE",
        "time zone in which times are shown and days begin (a name of the IANA database)",
        "時刻を示し、日付を区切るタイムゾーン(IANAの名前)",
    )

    @property
    def zone(self) -> tzinfo:
        """The city's time zone."""
        return moments.zone(self.time_zone)

    def today(self) -> date:
        """Return the day that it is in the city."""
        return datetime.now(self.zone).date()

    def of_drafts(self) -> Settings:
        """Return the settings of what is made from the drafts: search index, last check."""
        return replace(self, home=self.home / "drafts")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Read settings from environment variables; ``overrides`` that are not None win.

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
        settings._check_secret()
        moments.zone(settings.time_zone)
        settings._check_contact()
        settings._check_openid()
        settings._check_command()
        return settings

    def _check_secret(self) -> None:
        """Raise BadInput for a secret that could be guessed."""
        if 0 < len(self.editor_token) < _SHORTEST_SECRET:
            raise BadInput(
                f"MICHISUJI_EDITOR_TOKEN は{_SHORTEST_SECRET}文字以上にしてください",
                f"MICHISUJI_EDITOR_TOKEN must have {_SHORTEST_SECRET} characters or more",
                hint_ja="python3 -c 'import secrets; print(secrets.token_urlsafe(32))' で作れます",
                hint_en="make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
            )

    def _check_command(self) -> None:
        """Raise BadInput for a command whose words cannot be told apart."""
        try:
            shlex.split(self.on_move)
        except ValueError as error:
            raise BadInput(
                f"MICHISUJI_ON_MOVE が正しくありません: {error}",
                f"MICHISUJI_ON_MOVE is not usable: {error}",
                hint_ja="引用符を閉じてください(シェルは通りません)",
                hint_en="close its quotation marks (it goes through no shell)",
            ) from None

    def _check_openid(self) -> None:
        """Raise BadInput for an OpenID provider that cannot be asked, or not safely."""
        if self.oidc_new_accounts not in ("", "reader"):
            raise BadInput(
                f"MICHISUJI_OIDC_NEW_ACCOUNTS が正しくありません: {self.oidc_new_accounts[:40]}",
                f"MICHISUJI_OIDC_NEW_ACCOUNTS is not usable: {self.oidc_new_accounts[:40]}",
                hint_ja="reader と書くか、空にしてください",
                hint_en="write reader, or leave it empty",
            )
        if self.oidc_issuer and not (_ISSUER.match(self.oidc_issuer) and self.oidc_client_id):
            raise BadInput(
                f"MICHISUJI_OIDC_ISSUER が正しくありません: {self.oidc_issuer[:80]}",
                f"MICHISUJI_OIDC_ISSUER is not usable: {self.oidc_issuer[:80]}",
                hint_ja="https:// で始まるアドレスと、MICHISUJI_OIDC_CLIENT_ID を指定してください",
                hint_en="give an https:// address, and MICHISUJI_OIDC_CLIENT_ID",
            )

    def _check_contact(self) -> None:
        """Raise BadInput for a contact that a browser would not open, or that could be a script."""
        if self.contact and not _CONTACT.fullmatch(self.contact):
            raise BadInput(
                f"MICHISUJI_CONTACT が正しくありません: {self.contact[:80]}",
                f"MICHISUJI_CONTACT is not usable: {self.contact[:80]}",
                hint_ja="mailto:kikaku@city.example.jp か https://… の形で書いてください",
                hint_en="write mailto:plan@city.example.jp or https://…",
            )


def _parse(name: str, raw: str, kind: type) -> Any:
    if kind is int:
        if not raw.isdecimal() or len(raw) > _MOST_DIGITS or int(raw) <= 0:
            shown = raw[:40]
            raise BadInput(
                f"{name} は{_MOST_DIGITS}桁までの正の整数にしてください: {shown}",
                f"{name} must be a positive integer of at most {_MOST_DIGITS} digits: {shown}",
            )
        return int(raw)
    return Path(raw) if issubclass(kind, Path) else raw
