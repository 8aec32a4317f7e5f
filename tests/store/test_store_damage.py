"""Files of the database that are damaged or gone: told in words, with what to do."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from michisuji.cli import run
from michisuji.errors import MichisujiError, StoreDamaged, StoreUnavailable
from michisuji.settings import Settings
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.failures import damage, damage_at_end
from michisuji.store.memory import MemoryStore
from michisuji.store.protocol import Solutions
from michisuji.web import create_app

from tests.store.engines import comes_true, gone

#: Literals that make table files of some size, and are read back from them.
ROWS = 20_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose database has table files with data in them."""
    home = tmp_path_factory.mktemp("whole") / "home"
    lines = (f'<urn:s{i}> <urn:p> "{i} {os.urandom(40).hex()}" .\n' for i in range(ROWS))
    with EngineStore.open(Settings(home=home)) as store:
        store.load(None, "".join(lines).encode())
    return home


@pytest.fixture
def settings(whole: Path, tmp_path: Path) -> Settings:
    shutil.copytree(whole, tmp_path / "home")
    return Settings(home=tmp_path / "home", query_timeout_s=60)


def largest(settings: Settings, pattern: str) -> Path:
    return max((settings.home / "public").glob(pattern), key=lambda path: path.stat().st_size)


def flip(path: Path, start: float = 0, end: float = 1) -> None:
    """Turn all bits of a part of a file."""
    data = bytearray(path.read_bytes())
    part = slice(int(len(data) * start), int(len(data) * end))
    data[part] = bytes(byte ^ 0xFF for byte in data[part])
    path.write_bytes(data)


def cut(path: Path) -> None:
    os.truncate(path, 10)


@pytest.mark.parametrize("spoil", [flip, cut, Path.unlink], ids=["flipped", "cut", "removed"])
@pytest.mark.parametrize("pattern", ["CURRENT", "MANIFEST-*", "*.sst"])
def test_a_database_that_cannot_be_opened_is_told_with_its_file(
    settings: Settings, pattern: str, spoil: Callable[[Path], None]
) -> None:
    file = largest(settings, pattern)
    spoil(file)
    with pytest.raises(StoreDamaged) as caught:
        EngineStore.open(settings)
    # Of a CURRENT that is gone RocksDB says only that the rest of the database is still there.
    named = file.parent if pattern == "CURRENT" and spoil is Path.unlink else file
    assert str(named) in caught.value.message["en"]
    assert str(named) in caught.value.message["ja"]
    assert "michisuji import" in caught.value.hint["ja"]
    assert not (settings.home / "public.engine.json").exists()


@pytest.mark.parametrize("pattern", ["*.log", "OPTIONS-*", "IDENTITY"])
def test_files_that_hold_nothing_yet_or_no_data_may_go(settings: Settings, pattern: str) -> None:
    cut(largest(settings, pattern))
    with EngineStore.open(settings) as store:
        rows = store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
        assert rows[0][0].toPython() == ROWS


def spoil_the_texts(settings: Settings) -> None:
    """Damage the table of literals where the engine sees it only when it reads them."""
    flip(largest(settings, "*.sst"), 0.3, 0.35)


def test_damage_that_is_met_in_reading_is_told(settings: Settings) -> None:
    spoil_the_texts(settings)
    with EngineStore.open(settings) as store:
        assert store.ask("ASK { <urn:s1> <urn:p> ?o }")
        with pytest.raises(StoreDamaged, match=r"\.sst"):
            store.select("SELECT ?o { ?s <urn:p> ?o }")
        for form in ("text/csv", "application/sparql-results+json"):
            with pytest.raises(StoreDamaged):
                b"".join(store.raw("SELECT ?o { ?s <urn:p> ?o }", form).chunks)
        with pytest.raises(StoreDamaged):
            b"".join(store.read_graph(None))
        answer = store.answer("SELECT ?o { ?s <urn:p> ?o }", "text/csv")
        with closing(answer), pytest.raises(StoreDamaged, match=r"\.sst"):
            b"".join(answer.chunks)


def test_the_command_line_tells_of_damage(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICHISUJI_HOME", str(settings.home))
    largest(settings, "MANIFEST-*").unlink()
    assert run(["--lang", "en", "export"]) == 2
    told = capsys.readouterr().err
    assert f"damaged or missing: {settings.home / 'public'}" in told
    assert "michisuji import" in told


class Spoilt(MemoryStore):
    """A store in which a query in this process meets a damaged file."""

    def select(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Solutions:
        raise RuntimeError("Corruption: block checksum mismatch in /srv/home/public/000012.sst")


def test_a_reader_is_told_of_damage_but_not_where_it_is() -> None:
    client = create_app(Settings(), store=Spoilt()).test_client()
    told = client.get("/plan", headers={"Accept": "application/json"})
    assert told.status_code == 500
    assert told.json
    assert told.json["code"] == "store-damaged"
    assert "000012.sst" in told.json["detail"]
    assert "/srv" not in told.text


def test_an_engine_whose_files_go_while_it_runs(settings: Settings) -> None:
    with EngineStore.open(settings) as store:
        pid = store.pid
        largest(settings, "MANIFEST-*").unlink()
        os.kill(pid, signal.SIGKILL)
        assert gone(pid)

        def told() -> bool:
            try:
                store.ask("ASK {}")
            except StoreDamaged:
                return True
            except StoreUnavailable:
                return False
            return False

        assert comes_true(told)


def test_only_an_engines_words_at_the_end_are_damage() -> None:
    words = b"Corruption: block checksum mismatch in /a/b/000012.sst offset 3"
    error = damage_at_end(b"<urn:a> <urn:b> 1 .\n" + words)
    assert error
    assert error.message["en"].endswith(": 000012.sst")
    assert damage_at_end(b"n\r\n" + words)
    for whole in (words + b"\r\n", b'{"x":"' + words + b'"}', b"<x>" + words + b"</x>", b""):
        assert damage_at_end(whole) is None
    assert damage(FileNotFoundError(2, "No such file or directory", "x")) is None


def test_too_little_memory_to_start_is_told(settings: Settings) -> None:
    for memory in (1_000_000, 30_000_000):
        with pytest.raises(MichisujiError) as caught:
            EngineStore.open(
                Settings(home=settings.home, engine_memory_bytes=memory, query_timeout_s=1)
            )
        assert caught.value.code == "out-of-memory"
        assert "MICHISUJI_ENGINE_MEMORY_BYTES" in caught.value.hint["en"]
