"""What all tests share: the checkout, the national review's files, a clean environment."""

from __future__ import annotations

import gc
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.once import once

# Tests start Python again and again, and pytest rewrites every assertion of them: a shell without
# files of bytecode pays 20 s of it in each worker.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if TYPE_CHECKING:
    from michisuji.store.memory import MemoryStore

    from tests.national_import import NationalImport
    from tests.static_city import City

ROOT = Path(__file__).resolve().parent.parent
NATIONAL = ROOT.parent / "shared" / "rs2024"
CONFORMANCE = ROOT.parent / "shared" / "conformance"
#: Where .ci/clients puts what tests/clients need of npm.
CLIENTS = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "michisuji-clients"
COMUNICA = CLIENTS / "node_modules" / "@comunica" / "query-sparql"


#: Folders whose tests, and fixtures whose users, start an engine, a service or Chromium, or look at
#: the static site: they carry the marker ``service``.
SERVING = {"browser", "cli", "clients", "store"}
STARTING = {"empty", "live", "static_city"}
#: Tests that share a service and a browser.
BROWSING = "tests/browser/"
#: Markers of what takes long.
LONG = ("service", "slow", "national")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What takes too long for every run."""
    parser.addoption(
        "--whole",
        action="store_true",
        help="as .ci/run does: the static site of all of the sample city, a chain of 10,000 steps",
    )
    parser.addoption(
        "--long",
        action="store_true",
        help="by hand: two minutes of random edits, a hundred kills",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need ``national``, ``conformance`` or ``comunica`` say so when it is absent."""
    absent = {}
    if not any(NATIONAL.glob("*.zip")):
        absent["national"] = f"the national review's files are not in {NATIONAL}"
    if not (CONFORMANCE / "shacl" / "manifest.ttl").exists():
        absent["conformance"] = f"the W3C's test suites are not in {CONFORMANCE}"
    if not COMUNICA.exists() and not os.environ.get("CI"):
        absent["comunica"] = f"Comunica is not in {CLIENTS}: .ci/clients puts it there"
    for item in items:
        used = STARTING.intersection(getattr(item, "fixturenames", ()))
        if used or item.path.parent.name in SERVING:
            item.add_marker("service")
        for name, reason in absent.items():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))
    # First what takes long, so that no worker is left alone with it at the end.
    items.sort(key=lambda item: not any(map(item.get_closest_marker, LONG)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file is one worker's; all that use Chromium are, so that one service and one browser do."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSING if nodeid.startswith(BROWSING) else super()._split_scope(nodeid)

    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_configure(config: pytest.Config) -> None:
    """No example is too slow on a busy machine; no engine is started where none is expected."""
    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")
    if config.getoption("markexpr").startswith("not service"):
        sys.addaudithook(_no_engine)


def pytest_collection_finish() -> None:
    """Spare the collector what lasts: 400,000 objects of the collected tests, 2 % of the time."""
    gc.collect()
    gc.freeze()


def _no_engine(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "subprocess.Popen":
        return
    words = [os.fsdecode(word) for word in arguments[1]]
    engine = any(Path(word).name == "oxigraph" for word in words)
    if engine or ("michisuji" in words and {"serve", "import", "publish"} & set(words)):
        raise AssertionError(f"its test needs the marker `service`: {' '.join(words)}")


def pytest_report_header() -> list[str]:
    """Say at the top which input the run has."""
    found = len(list(NATIONAL.glob("*.zip")))
    suites = ", ".join(sorted(path.name for path in CONFORMANCE.glob("*/")))
    return [
        f"national review: {found} files in {NATIONAL}" if found else "national review: absent",
        f"W3C test suites: {suites} in {CONFORMANCE}" if suites else "W3C test suites: absent",
    ]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def national() -> Path:
    """The folder of the national review's zips; its tests carry the marker ``national``."""
    return NATIONAL


@pytest.fixture(scope="session")
def imported_nation(national: Path, tmp_path_factory: pytest.TempPathFactory) -> NationalImport:
    """What the importer makes of it as the data set ``rs``, once a run."""
    from tests import national_import

    place = once(tmp_path_factory, "nation", lambda made: national_import.make(national, made))
    return national_import.read(place)


@pytest.fixture(scope="session")
def sample_store() -> MemoryStore:
    """見本市 and 流山市 as ``michisuji import sample`` puts them; tests only read it."""
    return _imported(None)


@pytest.fixture(scope="session")
def small_store(small_data: Path) -> MemoryStore:
    """The same with a smaller 見本市, of every kind; tests only read it."""
    return _imported(small_data)


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of data that ``small_store`` was imported from."""
    from tests import small_city

    return small_city.write(tmp_path_factory.mktemp("small") / "data")


def _imported(data: Path | None) -> MemoryStore:
    from michisuji.importers.sample import import_sample
    from michisuji.settings import Settings
    from michisuji.store.memory import MemoryStore

    settings = Settings()
    store = MemoryStore(settings.base_iri)
    import_sample(store, settings, data)
    return store


@pytest.fixture(scope="session")
def long_run(pytestconfig: pytest.Config) -> bool:
    """Whether ``--long`` is given: what takes minutes is repeated that long."""
    return bool(pytestconfig.getoption("long"))


@pytest.fixture(scope="session")
def whole(pytestconfig: pytest.Config) -> bool:
    """Whether ``--whole`` is given: what is too large for every run is looked at."""
    return bool(pytestconfig.getoption("whole"))


@pytest.fixture(scope="session")
def static_city(whole: bool, tmp_path_factory: pytest.TempPathFactory) -> City:
    """The static site of a small city, written once a run (``--whole``: of all of 見本市)."""
    from tests import static_city

    place = once(tmp_path_factory, "static-city", lambda made: static_city.make(made, whole=whole))
    return static_city.read(place, whole=whole)


@pytest.fixture(scope="session", autouse=True)
def _shared_templates() -> None:
    """Templates are compiled once a worker, not once an application."""
    from flask import Flask

    from tests.templates import SharedTemplates

    Flask.jinja_options = {"bytecode_cache": SharedTemplates()}


@pytest.fixture(autouse=True)
def _clean_environment(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """No setting of the developer's shell reaches a test, and none writes into the checkout.

    A test's home is below its ``tmp_path``. One that has none gets an own name, and a folder only
    when it writes there: to make one takes pytest 2 ms, for six thousand tests 11 seconds.
    """
    for name in list(os.environ):
        if name.startswith("MICHISUJI_"):
            monkeypatch.delenv(name)
    if "tmp_path" in request.fixturenames:
        home = request.getfixturevalue("tmp_path")
    else:
        name = sha256(request.node.nodeid.encode()).hexdigest()[:16]
        home = tmp_path_factory.getbasetemp() / "homes" / name
    monkeypatch.setenv("MICHISUJI_HOME", str(home / "var"))
