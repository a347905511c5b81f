"""The `matchmaker` command: what those who run the platform do."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
import waitress
from flask import Flask

from matchmaker import logs
from matchmaker.config import Settings, SettingsError
from matchmaker.db import Database, now
from matchmaker.errors import UserError
from matchmaker.services.events import SYSTEM
from matchmaker.services.partnerships import matchmaking, planning
from matchmaker.services.people import users
from matchmaker.services.postings import imports
from matchmaker.services.upkeep import backups, catalogue, demo, embedded, evaluation, schema
from matchmaker.worker import Worker

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Context:
    """What every command needs; read when a command runs, so that --help needs no settings."""

    settings: Settings
    database: Database


class Commands(click.Group):
    """A group whose commands end with code 2 and one clear line when a rule is broken."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 - as click has it.
        """Run the command; tell a UserError as a usage error."""
        try:
            return super().invoke(context)
        except (UserError, SettingsError) as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=Commands)
def cli() -> None:
    """产教对接平台: bring vocational schools and enterprises together."""


def _open() -> Context:
    settings = Settings.from_environment()
    logs.configure(settings.log_level)
    return Context(settings, Database(settings.database_url))


def _show_progress(label: str) -> Progress:
    last = [-1]

    def show(done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if percent != last[0]:
            last[0] = percent
            click.echo(f"\r{label} {percent:3d} %", nl=percent == 100, err=True)

    return show


@cli.command()
def migrate() -> None:
    """Bring the database's schema to the newest revision."""
    schema.migrate(_open().database)


@cli.command()
@click.option("--catalogue", "is_catalogue_only", is_flag=True, help="The reference lists alone.")
def seed(*, is_catalogue_only: bool) -> None:
    """Load the reference lists, and the demo (示例数据) into a database without one."""
    database = _open().database
    schema.migrate(database)
    with database.transaction() as session:
        for name, count in catalogue.load(session).items():
            click.echo(f"{name}: {count}")
    if not is_catalogue_only:
        with database.transaction() as session:
            if not demo.is_loaded(session):
                demo.load(session, today=_today())


@cli.command("create-user")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--administrator", "is_administrator", is_flag=True)
@click.password_option()
def create_user(*, email: str, name: str, is_administrator: bool, password: str) -> None:
    """Create an account; the first administrator is made this way."""
    with _open().database.transaction() as session:
        user = users.create(
            session,
            email=email,
            name=name,
            password=password,
            is_administrator=is_administrator,
            actor=SYSTEM,
        )
    click.echo(f"{user.email}: {user.id}")


@cli.group("import")
def import_() -> None:
    """Load postings from a file: .csv, .xlsx or .jsonl, also with .gz."""


@import_.command("offers")
@click.argument("file", type=FILE)
@click.option("--default-places", type=click.IntRange(1), default=40, show_default=True)
def import_offers(*, file: Path, default_places: int) -> None:
    """Load programmes; places that are not told are assumed and marked so."""
    context = _open()
    with context.database.transaction() as session:
        outcome = imports.import_offers(
            session,
            file,
            default_places=default_places,
            actor=SYSTEM,
            progress=_show_progress("offers"),
            days=context.settings.posting_days,
        )
    click.echo(outcome)


@import_.command("needs")
@click.argument("file", type=FILE)
@click.option("--default-headcount", type=click.IntRange(1), default=5, show_default=True)
def import_needs(*, file: Path, default_headcount: int) -> None:
    """Load demands; a headcount that is not told is assumed and marked so."""
    context = _open()
    with context.database.transaction() as session:
        outcome = imports.import_needs(
            session,
            file,
            default_headcount=default_headcount,
            actor=SYSTEM,
            progress=_show_progress("needs"),
            days=context.settings.posting_days,
        )
    click.echo(outcome)


@cli.command()
def match() -> None:
    """Match every published posting with the other side."""
    context = _open()
    run = matchmaking.Matcher(context.database, context.settings).match_all(_show_progress("match"))
    click.echo(f"{run.programmes} programmes, {run.demands} demands, {run.pairs} pairs")


@cli.command()
@click.option("--region", "region_code", help="Six-digit code; without it, every region.")
def plan(*, region_code: str | None) -> None:
    """Draft proposals from the matches, within the open places and posts."""
    context = _open()
    count = planning.plan(
        context.database,
        context.settings,
        region_code=region_code,
        today=_today(),
        progress=_show_progress("plan"),
    )
    click.echo(f"{count} drafts")


@cli.command()
def worker() -> None:
    """Carry out queued jobs and the timetable until told to stop."""
    context = _open()
    carrier = Worker(context.database, context.settings)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: carrier.stop())
    carrier.run()


@cli.command()
@click.argument("folders", type=FOLDER, nargs=-1, required=True)
@click.option("--folds", type=click.IntRange(2), help="Refit what is learned without the test fold.")
@click.option("--json", "is_json", is_flag=True, help="One object a line.")
def evaluate(*, folders: tuple[Path, ...], folds: int | None, is_json: bool) -> None:
    """Measure the ranking on folders of judged tasks."""
    for result in evaluation.evaluate(folders, folds=folds):
        figures = {k: round(v, 4) if isinstance(v, float) else v for k, v in result.items()}
        words = " ".join(f"{name} {value}" for name, value in figures.items())
        click.echo(json.dumps(result, ensure_ascii=False) if is_json else words)


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(*, file: Path) -> None:
    """Write the whole database into a file."""
    counts = backups.backup(_open().database, file, progress=_show_progress("backup"))
    click.echo(f"{sum(counts.values())} rows")


@cli.command()
@click.argument("file", type=FILE)
def restore(*, file: Path) -> None:
    """Fill an empty database from a backup."""
    counts = backups.restore(_open().database, file, progress=_show_progress("restore"))
    click.echo(f"{sum(counts.values())} rows")


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo/--no-demo", "has_demo", default=True, help="Fill an empty database with the demo.")
@click.pass_obj
def run(create_app: Callable[[Settings, Database], Flask], *, host: str, port: int, has_demo: bool) -> None:
    """Serve the embedded deployment: migrate, load the demo once, match, plan, and serve."""
    context = _open()
    is_demo = embedded.prepare(context.database, context.settings, has_demo=has_demo, tell=_tell_step)
    app = create_app(context.settings, context.database)
    carrier = Worker(context.database, context.settings)
    thread = carrier.start() if context.settings.is_worker_embedded else None
    click.echo(f"http://{host}:{port}")
    for account in demo.accounts() if is_demo else []:
        click.echo(f"  {account.email:28} {demo.PASSWORD}   {account.name}")
    waitress.serve(app, host=host, port=port, threads=8, ident=None)
    if thread is not None:
        carrier.stop()
        thread.join(timeout=10)


def _tell_step(step: str) -> None:
    click.echo(f"{step} …", err=True)


def _today() -> date:
    return now().date()
