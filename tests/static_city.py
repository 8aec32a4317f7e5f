"""The static site of a city, written once for all tests that look at it.

The city is a small one (:mod:`tests.small_city`); with pytest's option ``--whole``, as .ci/run
gives it, it is all of 見本市.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from michisuji.importers.sample import import_sample
from michisuji.publication import site
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web.running import static_site

from tests import small_city
from tests.ports import free_port

BASE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class City:
    """The site's folder, the files in it and the store that it was written from."""

    folder: Path
    files: list[str]
    store: MemoryStore
    whole: bool

    def least(self, of_whole: int) -> int:
        """So many there are at least, of what the whole city has so many of."""
        return of_whole if self.whole else of_whole * len(small_city.MEASURES) // 26


def make(place: Path, *, whole: bool) -> None:
    """Write the city's site below ``place``, checked, as ``michisuji publish`` writes it.

    In a process of its own: coverage would make it take three times as long.
    """
    words = [place / "site", place / "home", str(whole)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.static_city", *words],
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    (place / "told.json").write_text(done.stdout)


def read(place: Path, *, whole: bool) -> City:
    """What :func:`make` has made there."""
    store = imported(Settings(home=place / "home"), whole=whole)
    return City(place / "site", json.loads((place / "told.json").read_text()), store, whole)


def imported(settings: Settings, *, whole: bool) -> MemoryStore:
    """All of the sample city in memory, or the small one."""
    store = MemoryStore(BASE)
    with tempfile.TemporaryDirectory(prefix="michisuji-") as folder:
        import_sample(store, settings, None if whole else small_city.write(Path(folder) / "data"))
    return store


def _write(folder: Path, home: Path, whole: bool) -> None:
    settings = Settings(home=home)
    store = imported(settings, whole=whole)
    last_check.keep(check_store(store, settings, today=date(2026, 11, 1)), store, settings)
    app = static_site.application(settings, store)
    files = site.write(
        static_site.fetcher(app),
        settings,
        folder,
        addresses=static_site.addresses(app),
        workers=2,
    )
    print(json.dumps(files))


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
    _write(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "True")
