"""A mail server that counts how often it was given each mail."""

from __future__ import annotations

import contextlib
import re
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator

SLOWNESS = 0.005  # Seconds for a mail, so that a kill falls into the middle of many.


class _Talk(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib speaks."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 go on")
                self._receive()
            self._say("221 bye" if word == "QUIT" else "250 fine")

    def _receive(self) -> None:
        lines = []
        while (line := self.rfile.readline().decode()) not in {".\r\n", ""}:
            lines.append(line)
        if line:  # Whoever died in the middle has not handed over a mail.
            found = re.search(r"^Message-ID:\s*(\S+)", "".join(lines), re.MULTILINE)
            assert found is not None
            self.server.received[found[1]] += 1
            time.sleep(SLOWNESS)

    def _say(self, text: str) -> None:
        with contextlib.suppress(OSError):
            self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: Counter[str] = Counter()

    def handle_error(self, request, client_address) -> None:
        """Say nothing of a sender that was killed in the middle of a word."""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@contextlib.contextmanager
def running() -> Iterator[MailServer]:
    """Serve until the end of the block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
