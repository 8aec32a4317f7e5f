"""Memory that was needed for a moment goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_PROGRAM = """
import os, psutil, threading
from michisuji.web.server import memory

memory.share()
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
memory.give_back()
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
