"""What a page of twenty rows costs the processor, beside the same page without rows and the layout alone."""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from benchmarks import bare, town
from benchmarks.options import Options, command
from benchmarks.rows import Row, seconds, show
from matchmaker.app import create_app
from matchmaker.config import Settings
from matchmaker.db import Database

TIMES = 25
POSTINGS = 5_000
NOTHING = quote("没有这样的内容")  # Words that no posting holds.
MATCHES = "/matches/programmes/{programme}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A page as somebody opens it."""

    role: str
    path: str


PAGES = (
    ("own programmes", Opened("school", "/programmes/mine"), Opened("new_school", "/programmes/mine")),
    (
        "own demands",
        Opened("enterprise", "/demands/mine"),
        Opened("enterprise", f"/demands/mine?q={NOTHING}"),
    ),
    (
        "search",
        Opened("school", "/search?side=demands"),
        Opened("school", f"/search?side=demands&q={NOTHING}"),
    ),
    ("desk of a school", Opened("school", "/dashboard"), Opened("new_school", "/dashboard")),
    ("desk of an authority", Opened("reviewer", "/dashboard"), Opened("new_reviewer", "/dashboard")),
    ("list of matches", Opened("school", "/matches"), Opened("new_school", "/matches")),
    ("matches of a programme", Opened("school", MATCHES), Opened("school", f"{MATCHES}?q={NOTHING}")),
)


def main(options: Options) -> None:
    """Print the processor's time of each page in multiples of its own without rows, and of the layout's."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/pages.db"
        settings = Settings(secret_key="bench", data_dir=Path(folder), database_url=address)  # noqa: S106
        database = Database(address)
        people = town.build(database, options.size(POSTINGS, full=100_000))
        app = bare.make(create_app(settings, database))
        clients = {}
        for role, cookie in town.sign_in(app, database, settings, people).items():
            clients[role] = app.test_client()
            clients[role].set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
        empty, alone = [], []
        for name, full, without in PAGES:
            layout = Opened(full.role, bare.PATH)
            asked = [(clients[page.role], page.path.format_map(people)) for page in (full, without, layout)]
            mine, rowless, usual = _costs(asked)
            empty.append(Row(name, seconds(mine), seconds(rowless), mine / rowless))
            alone.append(Row(name, seconds(mine), seconds(usual), mine / usual, "≤ 2.5"))
        show("Processor's time of a page, beside the same page without rows", empty)
        show("The same beside the layout alone, around nothing", alone)
        database.engine.dispose()


def _costs(asked: list[tuple[FlaskClient, str]]) -> list[float]:
    """Return the median of the processor's seconds of each page, which are opened in turns."""
    found: list[list[float]] = [[] for _ in asked]
    for _ in range(TIMES):
        for costs, (client, path) in zip(found, asked, strict=True):
            start = time.process_time()
            status = client.get(path).status_code
            costs.append(time.process_time() - start)
            if status != 200:
                raise RuntimeError(f"{path} answers {status}")
    return [statistics.median(costs) for costs in found]


if __name__ == "__main__":
    command(main)()
