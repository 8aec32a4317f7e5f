"""The engine's program: its location, health checks, and the meaning of its last messages."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import urllib3
from urllib3.exceptions import HTTPError

from michisuji.errors import (
    DiskFull,
    MichisujiError,
    OutOfMemory,
    StoreConflict,
    StoreUnavailable,
)
from michisuji.store.engine.loopback import Address
from michisuji.store.failures import damage

#: Variables that Python or the engine may need to start.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "TZ")

_NO_MEMORY = (
    "memory allocation of",
    "bad_alloc",
    "mmap for RocksDB",
    "std::system_error",
    "failed to spawn thread",
    "MemoryError",
)


def binary() -> str:
    """Return the engine's program, installed next to this Python or on the PATH."""
    beside = Path(sys.executable).parent / "oxigraph"
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("oxigraph")
    if not found:
        raise StoreUnavailable(
            "エンジン (oxigraph) が見つかりません",
            "the engine's program (oxigraph) is missing",
            hint_ja="pip install oxigraph で入れるか、MICHISUJI_STORE で別のストアを指定",
            hint_en="install it (pip install oxigraph) or name another store in MICHISUJI_STORE",
        )
    return found


#: What a process needs to open a database at all, bytes.
_LEAST_MEMORY = 200_000_000


def memory_limit(wanted: int, processes: int = 1) -> int:
    """Return the memory limit in bytes for each of some processes.

    It is ``wanted``, but all together get at most half of the available memory, unless that is too
    little to start.
    """
    there_is = []
    with suppress(OSError, ValueError, AttributeError):
        there_is.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with suppress(OSError, ValueError):  # of a container; "max" if it has no limit
        there_is.append(int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return min([wanted, *(max(_LEAST_MEMORY, size // 2 // processes) for size in there_is)])


def ran_out_of_memory(log: str) -> bool:
    """Return True if these are the last messages of an engine that ran out of memory.

    A thread that cannot be started is one whose stack finds no room.
    """
    return any(sign in log for sign in _NO_MEMORY)


def environment() -> dict[str, str]:
    """Return the environment of engine and workers: none of our secrets reach them."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # A backtrace needs memory that is not there, and the last messages are enough. And each of its
    # threads would keep its own memory (glibc).
    return kept | {"RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"}


def answers(address: Address, timeout_s: float = 1.0) -> bool:
    """Return True if an Oxigraph server answers there."""
    try:
        response = urllib3.request(
            "GET", f"http://{address}/query?query=ASK%7B%7D", timeout=timeout_s, retries=False
        )
    except (HTTPError, OSError):
        return False
    return response.status == 200 and "oxigraph" in response.headers.get("Server", "").lower()


def has_ended(pid: int) -> bool:
    """Return True if a process has released its files and ports.

    A zombie has, its threads have not.
    """
    if not Path("/proc/self").exists():
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False
    try:
        threads = os.listdir(f"/proc/{pid}/task")
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state in "ZX" and len(threads) <= 1


def explain(log: str, location: Path) -> MichisujiError:
    """Return the error that the engine's last messages stand for."""
    if ran_out_of_memory(log):
        return OutOfMemory(
            "エンジンを起動するメモリーが足りません",
            "there is not enough memory to start the engine",
            hint_ja="MICHISUJI_ENGINE_MEMORY_BYTES を大きくするか、機械やコンテナの"
            "メモリーとスレッド数の上限を上げてください",
            hint_en="raise MICHISUJI_ENGINE_MEMORY_BYTES, or what the machine or the container "
            "allows of memory and threads",
        )
    if damaged := damage(log, location):
        return damaged
    text = log.lower()
    last = log.strip().splitlines()[-1] if log.strip() else "no message"
    if "no space left" in text or "disk quota" in text:
        return DiskFull(
            f"ディスクの空きがないため、データベースを開けません: {location}",
            f"no space left on the disk of {location}",
            hint_ja="不要なファイルを消すか、MICHISUJI_HOME を広いディスクに移してください",
            hint_en="free some space, or move MICHISUJI_HOME to a larger disk",
        )
    if "address already in use" in text or "os error 98" in text:
        return StoreConflict(
            "エンジンのポートが使用中です",
            "the engine's port is in use",
            hint_ja="そのポートを使っているプログラムを止めてください",
            hint_en="stop the program that uses it",
        )
    if "lock" in text and ("unavailable" in text or "held" in text or "hold" in text):
        return StoreConflict(
            f"データベースは別のプログラムが使用中です: {location}",
            f"the database is in use by another program: {location}",
            hint_ja="それを止めるか、MICHISUJI_HOME で別のフォルダーを指定してください",
            hint_en="stop it, or name another folder in MICHISUJI_HOME",
        )
    if "permission denied" in text or "read-only file system" in text or "not a directory" in text:
        return unwritable(location)
    return StoreUnavailable(
        f"エンジンを起動できません: {last}", f"the engine does not start: {last}"
    )


def unwritable(place: Path) -> StoreUnavailable:
    """Return the error of a data directory that cannot be created or written to."""
    return StoreUnavailable(
        f"データのフォルダーに書き込めません: {place}",
        f"the data directory is not writable: {place}",
        hint_ja="権限を確かめるか、MICHISUJI_HOME で別のフォルダーを指定してください",
        hint_en="check its permissions, or name another folder in MICHISUJI_HOME",
    )
