"""``michisuji serve`` as a process: it starts, says so, and ends; a taken port is told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from michisuji.errors import StoreConflict
from michisuji.settings import Settings
from michisuji.web.serve import serve


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StoreConflict) as caught:
            serve(Settings(home=tmp_path), host="127.0.0.1", port=port, lang="ja")
    assert f"127.0.0.1:{port}" in caught.value.message["ja"]
    assert f"127.0.0.1:{port}" in caught.value.message["en"]
    assert "--port" in caught.value.hint["ja"]
    assert not list(tmp_path.iterdir()), "no engine was started for nothing"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_and_its_engine(tmp_path: Path, number: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "michisuji", "serve", "--port", str(port)],
        env=os.environ | {"MICHISUJI_HOME": str(tmp_path / "home"), "MICHISUJI_LANG": "en"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        ready = process.stderr.readline()
        assert f"http://127.0.0.1:{port}" in ready
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/about", timeout=20) as answer:
            assert answer.status == 200
            assert "michisuji" in answer.headers["Server"]
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=15) == 0
        assert time.monotonic() - began < 8
        assert "Traceback" not in process.stderr.read()
        with pytest.raises(OSError, match=r"refused|urlopen"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/about", timeout=5).close()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stderr:
            process.stderr.close()
