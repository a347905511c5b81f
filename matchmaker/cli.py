"""The `matchmaker` command."""

from __future__ import annotations

import click

from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.services.upkeep import catalogue, schema


@click.group()
@click.pass_context
def cli(context: click.Context) -> None:
    """Bring vocational schools and enterprises together."""


@cli.command()
def migrate() -> None:
    """Bring the database's schema to the newest revision."""
    settings = Settings.from_environment()
    schema.migrate(Database(settings.database_url))
