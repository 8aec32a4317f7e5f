"""The static site of the sample city, written once for all tests that look at it."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from michisuji.importers.sample import import_sample
from michisuji.publication import site
from michisuji.quality import history
from michisuji.quality.command import check_store
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import static_site

from tests.ports import free_port

BASE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class City:
    """The site's folder, the files in it, the store it was written from, and how long it took."""

    folder: Path
    files: list[str]
    store: MemoryStore
    seconds: float


def write_city(place: Path) -> City:
    """The whole sample city below ``place``, checked, as ``michisuji publish`` writes its site.

    In a process of its own: coverage would make it take three times as long. Of several workers
    that ask for the same place one writes, and the others wait for it.
    """
    folder, home, told = place / "site", place / "home", place / "told.json"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            done = subprocess.run(
                [sys.executable, "-m", "tests.static_city", str(folder), str(home)],
                cwd=Path(__file__).resolve().parent.parent,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr[-5000:]
            told.write_text(done.stdout)
    found = json.loads(told.read_text())
    return City(folder, found["files"], imported(Settings(home=home)), found["seconds"])


def imported(settings: Settings) -> MemoryStore:
    """The sample city in memory."""
    store = MemoryStore(BASE)
    import_sample(store, settings)
    return store


def _write(folder: Path, home: Path) -> None:
    settings = Settings(home=home)
    store = imported(settings)
    history.keep(check_store(store, settings, today=date(2026, 11, 1)), store, settings)
    app = static_site.application(settings, store)
    begun = time.monotonic()
    files = site.write(
        static_site.fetcher(app),
        settings,
        folder,
        addresses=static_site.addresses(app),
        workers=2,
    )
    print(json.dumps({"files": files, "seconds": time.monotonic() - begun}))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on Python's own plain web server; yields its address without a slash."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/robots.txt", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


if __name__ == "__main__":
    _write(Path(sys.argv[1]), Path(sys.argv[2]))
