"""What a page of twenty rows costs the processor, beside the same layout without rows."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks import bare, town
from benchmarks.options import Options, command
from benchmarks.rows import Row, seconds, show
from matchmaker.app import create_app
from matchmaker.config import Settings
from matchmaker.db import Database

TIMES = 25
POSTINGS = 5_000
LISTS = (
    ("own programmes", "school", "/programmes/mine"),
    ("own demands", "enterprise", "/demands/mine"),
    ("search", "school", "/search?side=demands"),
    ("desk of a school", "school", "/dashboard"),
    ("desk of an authority", "reviewer", "/dashboard"),
    ("list of matches", "school", "/matches"),
    ("matches of a programme", "school", "/matches/programmes/{programme}"),
)


def main(options: Options) -> None:
    """Print the processor's time of each page in multiples of a page without rows."""
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
        rows = []
        for name, role, path in LISTS:
            mine, usual = _costs(clients[role], path.format_map(people), bare.PATH)
            rows.append(Row(name, seconds(mine), seconds(usual), mine / usual, "≤ 2.5"))
        show("Processor's time of a page, beside the same layout without rows", rows)
        database.engine.dispose()


def _costs(client: FlaskClient, *paths: str) -> list[float]:
    """Return the median of the processor's seconds of each page, which are opened in turns."""
    found: dict[str, list[float]] = {path: [] for path in paths}
    for _ in range(TIMES):
        for path in paths:
            start = time.process_time()
            status = client.get(path).status_code
            found[path].append(time.process_time() - start)
            if status != 200:
                raise RuntimeError(f"{path} answers {status}")
    return [statistics.median(costs) for costs in found.values()]


if __name__ == "__main__":
    command(main)()
