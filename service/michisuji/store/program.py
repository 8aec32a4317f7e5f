"""The engine's program: where it is, whether it answers, and what its last words mean."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from contextlib import suppress
from pathlib import Path

import urllib3
from urllib3.exceptions import HTTPError

from michisuji.errors import DiskFull, MichisujiError, StoreConflict, StoreUnavailable

HOST = "127.0.0.1"


def binary() -> str:
    """The engine's program, installed beside this Python or on the PATH."""
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


def memory_limit(wanted: int, processes: int = 1) -> int:
    """Bytes that each of so many processes may take: what is wanted, but together at most half of
    what there is.
    """
    there_is = []
    with suppress(OSError, ValueError, AttributeError):
        there_is.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with suppress(OSError, ValueError):  # of a container; "max" where it has no limit
        there_is.append(int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return min([wanted, *(size // 2 // processes for size in there_is)])


def ran_out_of_memory(log: str) -> bool:
    """Whether these are the last words of an engine that could have no more memory."""
    return "memory allocation of" in log or "bad_alloc" in log


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int, timeout_s: float = 1.0) -> bool:
    """Whether an Oxigraph server answers on a loopback port."""
    try:
        response = urllib3.request(
            "GET", f"http://{HOST}:{port}/query?query=ASK%7B%7D", timeout=timeout_s, retries=False
        )
    except (HTTPError, OSError):
        return False
    return response.status == 200 and "oxigraph" in response.headers.get("Server", "").lower()


def listens(pid: int, port: int) -> bool:
    """Whether it is this process that listens on a port; True where the system does not tell."""
    proc = Path(f"/proc/{pid}")
    if not Path("/proc/self/net/tcp").exists():
        return True
    own = set()
    try:
        for name in os.listdir(proc / "fd"):
            with suppress(FileNotFoundError):  # closed meanwhile
                own.add(os.readlink(proc / "fd" / name))
        table = (proc / "net" / "tcp").read_text().splitlines()[1:]
    except PermissionError:
        return True
    except OSError:  # it has ended
        return False
    # Number, local address, remote address, state (0A: listening), …; the tenth is the inode.
    rows = [line.split() for line in table]
    there = {row[9] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"}
    return any(f"socket:[{inode}]" in own for inode in there)


def has_ended(pid: int) -> bool:
    """Whether a process has let go of its files and ports (a zombie has, its threads have not)."""
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
    """The error that the engine's last words on its way out stand for."""
    text = log.lower()
    last = log.strip().splitlines()[-1] if log.strip() else "no message"
    if "no space left" in text or "disk quota" in text:
        return DiskFull(
            f"ディスクの空きがないため、データベースを開けません: {location}",
            f"no room left on the disk of {location}",
            hint_ja="不要なファイルを消すか、MICHISUJI_HOME を広いディスクに移してください",
            hint_en="free some room, or move MICHISUJI_HOME to a larger disk",
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
    """The error of a data directory that cannot be made or written to."""
    return StoreUnavailable(
        f"データのフォルダーに書き込めません: {place}",
        f"the data directory is not writable: {place}",
        hint_ja="権限を確かめるか、MICHISUJI_HOME で別のフォルダーを指定してください",
        hint_en="check its permissions, or name another folder in MICHISUJI_HOME",
    )


def is_taken(port: int) -> bool:
    """Whether somebody listens on a loopback port."""
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
