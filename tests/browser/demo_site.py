"""The site as a newcomer gets it from `make run`, and a walk through all of its pages."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Error, Page

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).parent / "matchmaker"
SECONDS_TO_START = 180
VISITOR = ""
ACCOUNTS = (VISITOR, *(f"{name}@demo.example" for name in ("school", "enterprise", "zhengzhou", "admin")))
NUMBER = re.compile(r"/\d+(?=/|$)")
LINKS = """() => [...document.querySelectorAll('a[href]:not([download])')]
  .filter(link => link.origin === location.origin).map(link => link.pathname)"""


@dataclass(frozen=True)
class Stop:
    """A page of the walk: its kind is its path with `#` in the place of numbers."""

    kind: str
    path: str
    origin: str
    status: int


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Run `matchmaker run` on an empty folder until its pages answer; yield the address and stop it after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MATCHMAKER_")}
    log = folder / "run.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [COMMAND, "run", "--port", str(port)],
            cwd=folder,
            env={**kept, "MATCHMAKER_DATA_DIR": str(folder / "data"), "OMP_NUM_THREADS": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def walk(page: Page, start: str = "/") -> Iterator[Stop]:
    """Follow every link, opening one page of each kind."""
    waiting, seen = deque([(start, "")]), set()
    while waiting:
        path, origin = waiting.popleft()
        kind = NUMBER.sub("/#", path)
        if kind in seen:
            continue
        seen.add(kind)
        status = _open(page, path)
        if status is not None:
            waiting.extend((link, path) for link in page.evaluate(LINKS))
            yield Stop(kind, path, origin, status)


def _open(page: Page, path: str) -> int | None:
    """Open the page and return its status; a download is no page."""
    try:
        response = page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise
    is_page = response is not None and "text/html" in response.headers.get("content-type", "")
    return response.status if is_page else None


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - our own address
                return
        except URLError:
            time.sleep(0.2)
    raise AssertionError(f"the demo did not start:\n{log.read_text(encoding='utf-8')[-4000:]}")
