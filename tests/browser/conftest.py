"""A real service with the sample city, and a real Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.once import once
from tests.ports import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Chromium; first the one without windows, which takes half the time for a page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium these tests say so; in CI they must run."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker("browser")
            if CHROMIUM is None and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


COMMAND = [sys.executable, "-m", "michisuji"]


@dataclass(frozen=True)
class Service:
    """A running service: its address, its data directory and its process."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]


def copy_of_city(factory: pytest.TempPathFactory) -> Path:
    """A data directory with the sample city, checked twice, so that there is a trend."""
    made = once(factory, "checked-city", _import_and_check)
    home = factory.mktemp("city") / "var"
    shutil.copytree(made / "var", home)
    return home


def _import_and_check(place: Path) -> None:
    env = os.environ | {"MICHISUJI_HOME": str(place / "var")}
    for words in (["import", "sample"], ["check"], ["check"]):
        told = subprocess.run([*COMMAND, *words], env=env, capture_output=True, check=False)
        assert told.returncode == (words == ["check"]), told.stderr.decode()


def start_service(home: Path, **environment: str) -> Service:
    """Start ``michisuji serve`` on what was imported, and wait until it answers."""
    port = free_port()
    env = os.environ | {"MICHISUJI_HOME": str(home)} | environment
    log = (home / "serve.log").open("wb")
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], env=env, stdout=log, stderr=log
    )
    log.close()
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(url + "/", timeout=5).close()
            return Service(url, home, process)
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.125)
    process.kill()
    pytest.fail("the service did not start:\n" + (home / "serve.log").read_text())


def stop_service(service: Service) -> None:
    """As a service manager does: SIGTERM, then wait."""
    service.process.send_signal(signal.SIGTERM)
    service.process.wait(timeout=60)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests that only read."""
    running = start_service(copy_of_city(tmp_path_factory))
    yield running
    stop_service(running)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without its own traffic."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)  # a busy machine's browser takes longer than five seconds
    assert CHROMIUM, "Chromium is missing: CI installs it (see .ci/run)"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--accept-lang=ja-JP",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 1400 × 1000."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="ja-JP")
    yield context.new_page()
    context.close()
