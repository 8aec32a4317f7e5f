"""The static site of a city, written once for all tests that look at it.

The city is 見本市 with two of its 26 measures, which have every kind of page; with pytest's option
``--whole`` (as .ci/run gives it) it is all of 見本市.
"""

from __future__ import annotations

import fcntl
import json
import re
import shutil
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

from michisuji import resources
from michisuji.importers.sample import import_sample
from michisuji.publication import site
from michisuji.quality import history
from michisuji.quality.command import check_store
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import static_site

from tests.ports import free_port

BASE = "http://127.0.0.1:8000"
#: Of the small city: one measure with values and earlier years, and one with a waiver.
MEASURES = ("0101", "0505")


@dataclass(frozen=True)
class City:
    """The site's folder, the files in it and the store that it was written from."""

    folder: Path
    files: list[str]
    store: MemoryStore
    whole: bool

    def least(self, of_whole: int) -> int:
        """So many there are at least, of what the whole city has so many of."""
        return of_whole if self.whole else of_whole * len(MEASURES) // 26


def write_city(place: Path, *, whole: bool) -> City:
    """The city's site below ``place``, checked, as ``michisuji publish`` writes it.

    In a process of its own: coverage would make it take three times as long. Of several workers
    that ask for the same place one writes, and the others wait for it.
    """
    folder, home, told = place / "site", place / "home", place / "told.json"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            measures = "" if whole else ",".join(MEASURES)
            done = subprocess.run(
                [sys.executable, "-m", "tests.static_city", str(folder), str(home), measures],
                cwd=Path(__file__).resolve().parent.parent,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr[-5000:]
            told.write_text(done.stdout)
    store = imported(Settings(home=home), () if whole else MEASURES)
    return City(folder, json.loads(told.read_text()), store, whole)


def imported(settings: Settings, measures: tuple[str, ...] = ()) -> MemoryStore:
    """The sample city in memory: all of it, or these measures."""
    store = MemoryStore(BASE)
    if not measures:
        import_sample(store, settings)
        return store
    with tempfile.TemporaryDirectory(prefix="michisuji-") as folder:
        data = shutil.copytree(resources.folder("data"), Path(folder) / "data")
        _keep(data / "mihon", measures)
        import_sample(store, settings, data)
    return store


def _keep(city: Path, measures: tuple[str, ...]) -> None:
    """Take the other measures out of a city's TOML files, and what names them."""
    for path in city.glob("**/[0-9]*.toml"):
        if path.stem not in measures:
            path.unlink()
    for path in (city / "kaizen.toml", city / "waivers.toml"):
        blocks = re.split(r"(?m)^(?=\[\[)", path.read_text("utf-8"))
        own = (b for b in blocks if set(re.findall(r':(\d{4})\d\d[/"]', b)) <= set(measures))
        path.write_text("".join(own), "utf-8")


def _write(folder: Path, home: Path, measures: tuple[str, ...]) -> None:
    settings = Settings(home=home)
    store = imported(settings, measures)
    history.keep(check_store(store, settings, today=date(2026, 11, 1)), store, settings)
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
    _write(Path(sys.argv[1]), Path(sys.argv[2]), tuple(filter(None, sys.argv[3].split(","))))
