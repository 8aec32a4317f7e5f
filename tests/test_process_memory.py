"""Memory that was needed for a moment goes back to the system; what lasts halts nobody."""

from __future__ import annotations

import gc
import platform
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest
from michisuji import process_memory

_PROGRAM = """
import os, psutil, threading
from michisuji import process_memory

process_memory.share()
own = psutil.Process()
kept = []

def work():
    parts = [bytes(2_000) for _ in range(20_000)]
    kept.extend(parts[::200])  # what lies between them cannot shrink the heap from its end

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
before = own.memory_info().rss
process_memory.give_back()
print(before - own.memory_info().rss)
"""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="other C libraries do so by themselves"
)
def test_what_threads_have_freed_goes_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    freed = 4 * 20_000 * 2_000
    assert int(done.stdout) > freed / 4


@pytest.fixture
def thawed() -> Iterator[None]:
    """What a test sets aside is the collector's again."""
    yield
    gc.unfreeze()


class Circle:
    """Something that refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.usefixtures("thawed")
def test_the_collector_looks_no_more_at_what_lasts() -> None:
    lasting = [[number] for number in range(50_000)]
    gc.collect()
    assert process_memory.collectable() > len(lasting)
    process_memory.freeze()
    assert process_memory.collectable() < len(lasting) / 10
    assert lasting[-1] == [49_999]


@pytest.mark.usefixtures("thawed")
def test_what_is_garbage_by_then_is_freed_when_thawed() -> None:
    circle = Circle()
    seen = weakref.ref(circle)
    process_memory.freeze()
    del circle
    process_memory.freeze()
    assert seen() is not None, "it was set aside"
    process_memory.freeze(thaw=True)
    assert seen() is None
