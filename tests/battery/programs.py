"""The web process and the worker as real programs, which can be killed and started again."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
WORKER = ("-c", "from matchmaker.app import main; main()", "worker")
TOKEN = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
GONE = (OSError, http.client.HTTPException)


def web(port: int) -> tuple[str, ...]:
    """Return how to start the web process."""
    return ("-m", "waitress", f"--listen=127.0.0.1:{port}", "--threads=4", "wsgi:app")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Program:
    """A program of the product in a process of its own; what it logs goes to a file."""

    def __init__(self, words: tuple[str, ...], settings: Mapping[str, str], log: Path) -> None:
        self._words, self._log = words, log
        named = {f"MATCHMAKER_{name}": value for name, value in settings.items()}
        self._environment = {**os.environ, **named}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self._words], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End it without a word."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


class Visitor:
    """Somebody signed in who sends forms to the web process."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._headers = port, {"Cookie": cookie}

    def read_token(self, path: str) -> None:
        """Read the token that forms need from a page, as a browser does; raise what GONE names."""
        found = TOKEN.search(self._ask("GET", path)[1])
        assert found is not None
        self._token = found[1]

    def post(self, path: str, **values: object) -> int:
        """Send a form and return the status; raise what GONE names when nobody answers."""
        return self._ask("POST", path, urlencode({"csrf_token": self._token, **values}))[0]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, path, body, self._headers | form)
            response = connection.getresponse()
            if cookie := response.getheader("Set-Cookie"):
                self._headers["Cookie"] = cookie.partition(";")[0]
            return response.status, response.read().decode()
        finally:
            connection.close()
