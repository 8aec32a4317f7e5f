"""What all tests share: the checkout, the national review's files, a clean environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NATIONAL = ROOT.parent / "shared" / "rs2024"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked ``national`` say so when the national review's files are absent."""
    if any(NATIONAL.glob("*.zip")):
        return
    absent = pytest.mark.skip(reason=f"the national review's files are not in {NATIONAL}")
    for item in items:
        if item.get_closest_marker("national"):
            item.add_marker(absent)


def pytest_report_header() -> str:
    """Say at the top which input the run has."""
    found = len(list(NATIONAL.glob("*.zip")))
    return f"national review: {found} files in {NATIONAL}" if found else "national review: absent"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def national() -> Path:
    """The folder of the national review's zips; its tests carry the marker ``national``."""
    return NATIONAL


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the developer's shell reaches a test, and none writes into the checkout."""
    for name in list(os.environ):
        if name.startswith("MICHISUJI_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MICHISUJI_HOME", str(tmp_path / "var"))
