"""Commands that keep the records: schema, reference lists, accounts, backups."""

from __future__ import annotations

from pathlib import Path

import click

from matchmaker.cli.context import FILE, open_context, show_progress
from matchmaker.services.events import SYSTEM
from matchmaker.services.people import users
from matchmaker.services.search import listings
from matchmaker.services.upkeep import backups, catalogue, demo, schema
from matchmaker.services.upkeep.backups import Copied
from matchmaker.services.working_days import today


@click.command()
def migrate() -> None:
    """Bring the database's schema to the newest revision."""
    schema.migrate(open_context().database)


@click.command()
@click.option("--catalogue", "is_catalogue_only", is_flag=True, help="The reference lists alone.")
def seed(*, is_catalogue_only: bool) -> None:
    """Load the reference lists, and the demo (示例数据) into a database without one."""
    database = open_context().database
    schema.migrate(database)
    with database.transaction() as session:
        for name, count in catalogue.load(session).items():
            click.echo(f"{name}: {count}")
        listings.refresh_all(session)  # They show names of the lists.
    if not is_catalogue_only:
        with database.transaction() as session:
            if not demo.is_loaded(session):
                demo.load(session, today=today())


@click.command("create-user")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--administrator", "is_administrator", is_flag=True)
@click.password_option()
def create_user(*, email: str, name: str, is_administrator: bool, password: str) -> None:
    """Create an account; the first administrator is made this way."""
    with open_context().database.transaction() as session:
        user = users.create(
            session,
            email=email,
            name=name,
            password=password,
            is_administrator=is_administrator,
            actor=SYSTEM,
        )
    click.echo(f"{user.email}: {user.id}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(*, file: Path) -> None:
    """Write the whole database and the signed scans into a file."""
    context = open_context()
    scans = context.settings.scans_dir
    _tell(backups.backup(context.database, file, scans=scans, progress=show_progress("backup")))


@click.command()
@click.argument("file", type=FILE)
def restore(*, file: Path) -> None:
    """Fill an empty database, and the folder of scans, from a backup."""
    context = open_context()
    scans = context.settings.scans_dir
    _tell(backups.restore(context.database, file, scans=scans, progress=show_progress("restore")))


def _tell(copied: Copied) -> None:
    """Say what was copied; end with code 1 when scans were gone or changed."""
    click.echo(f"{sum(copied.rows.values())} rows, {copied.scans} scans")
    for sha256 in copied.damaged:
        click.echo(f"scan lost or changed: {sha256}", err=True)
    if copied.damaged:
        raise click.exceptions.Exit(1)
