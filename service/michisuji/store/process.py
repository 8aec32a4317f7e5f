"""The Oxigraph server as a child process: start, wait, watch, restart, stop.

The child must not outlive this process, ``kill -9`` included: a launcher asks the kernel for a
SIGTERM when its parent thread ends (``PR_SET_PDEATHSIG``, Linux), then becomes the engine. That
takes 20 ms and, unlike ``preexec_fn``, runs no Python between fork and exec of a threaded process.
Because the signal follows the *thread* that started the child, the thread that watches it, which
lives as long as this process, is the one that starts it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import urllib3
from urllib3.exceptions import HTTPError

from michisuji.errors import DiskFull, MichisujiError, StoreConflict, StoreUnavailable

HOST = "127.0.0.1"
START_S = 60.0
STOP_S = 10.0
LOG_BYTES = 1_000_000
_POLL_S = 0.02
#: Longest pause before another attempt to start an engine that does not stay up.
_PAUSE_S = 2.0

_LAUNCH = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


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


class EngineProcess:
    """One engine on one directory, watched by a thread that restarts it when it dies.

    ``timeout_s`` is the engine's limit of one query. ``started`` is called with pid and port after
    each start; ``restart`` is given what starts the engine again, and says whether it has done so
    (not when another process has). Both are called in the watching thread.
    """

    def __init__(
        self,
        location: Path,
        log: Path,
        *,
        timeout_s: int,
        port: int | None,
        started: Callable[[int, int], None],
        restart: Callable[[Callable[[], None]], bool],
    ) -> None:
        self.location = location
        self.port = port or free_port()
        self._fixed = port is not None
        self._log = log
        self._timeout_s = timeout_s
        self._started = started
        self._restart = restart
        #: The child that has answered; whether it still lives is asked each time.
        self._up: subprocess.Popen[bytes] | None = None
        self._first = threading.Event()
        self._stopping = threading.Event()
        self._expected = threading.Event()
        #: Why the engine does not start, if it does not.
        self.error: MichisujiError | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._watcher = threading.Thread(
            target=self._watch, name=f"engine {location.name}", daemon=True
        )

    @property
    def pid(self) -> int | None:
        """The process id of the engine, None when there is none."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start, and return when the engine answers. Raises what :func:`explain` tells."""
        self._watcher.start()
        self._first.wait()
        if self.error:
            self._watcher.join()
            raise self.error

    def wait(self, seconds: float) -> bool:
        """Whether the engine is up, or comes up within so many seconds."""
        deadline = time.monotonic() + seconds
        while (up := self._up) is None or up.poll() is not None:
            if time.monotonic() >= deadline or not self._watcher.is_alive():
                return False
            time.sleep(_POLL_S)
        return True

    def expect_end(self) -> None:
        """The next end is wanted: start again at once."""
        self._expected.set()

    def watching(self) -> bool:
        """Whether the engine is still looked after (not stopped, not given up)."""
        return self._watcher.is_alive() and not self._stopping.is_set()

    def stop(self) -> None:
        """Stop the engine and wait for its end. Harmless when it has stopped."""
        self._stopping.set()
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
        if self._watcher.is_alive() and self._watcher is not threading.current_thread():
            self._watcher.join(STOP_S + 5)

    def _watch(self) -> None:
        try:
            self._spawn()
        except MichisujiError as error:
            self.error = error
            return
        finally:
            self._first.set()
        pause = 0.0
        while not self._stopping.is_set():
            born = time.monotonic()
            self._attend()
            quick = time.monotonic() - born < 1 and not self._expected.is_set()
            pause = min(_PAUSE_S, pause * 2 + 0.1) if quick else 0.0
            self._expected.clear()
            while not self._stopping.wait(pause) and not self._try_again():
                if self.error is None:
                    return  # another process has taken over
                pause = min(_PAUSE_S, pause * 2 + 0.1)
        self._end()

    def _attend(self) -> None:
        """Wait until the engine ends; keep its log small meanwhile."""
        assert self._child is not None
        while not self._stopping.is_set():
            try:
                self._child.wait(timeout=2)
                return
            except subprocess.TimeoutExpired:
                if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
                    os.truncate(self._log, 0)

    def _try_again(self) -> bool:
        self.error = None
        try:
            return self._restart(self._spawn)
        except MichisujiError as error:
            self.error = error
            return False

    def _spawn(self) -> None:
        while True:
            offset = self._open_log()
            command = [binary(), "serve", "-l", str(self.location), "-b", f"{HOST}:{self.port}"]
            command += ["--timeout-s", str(self._timeout_s)]
            with self._log.open("ab") as log:
                self._child = subprocess.Popen(
                    [sys.executable, "-I", "-S", "-c", _LAUNCH, str(os.getpid()), *command],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            try:
                self._await_answer(offset)
            except StoreConflict:
                if self._fixed or not _is_taken(self.port):
                    raise
                self.port = free_port()
                continue
            self._started(self._child.pid, self.port)
            self._up = self._child
            return

    def _await_answer(self, offset: int) -> None:
        assert self._child is not None
        deadline = time.monotonic() + START_S
        while self._child.poll() is None:
            if answers(self.port) and self._child.poll() is None:
                return
            if self._stopping.is_set() or time.monotonic() > deadline:
                self._end()
                break
            time.sleep(_POLL_S)
        raise explain(self._log.read_bytes()[offset:].decode(errors="replace"), self.location)

    def _open_log(self) -> int:
        try:
            self.location.parent.mkdir(parents=True, exist_ok=True)
            size = self._log.stat().st_size if self._log.exists() else 0
            if size > LOG_BYTES:
                os.truncate(self._log, 0)
                size = 0
            self._log.touch()
        except OSError as error:
            raise unwritable(self.location.parent) from error
        return size

    def _end(self) -> None:
        if self._child is None or self._child.poll() is not None:
            return
        self._child.terminate()
        try:
            self._child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
