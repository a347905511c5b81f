"""Commands that fill the market: imports, matches, plans."""

from __future__ import annotations

from pathlib import Path

import click

from matchmaker.cli.context import FILE, open_context, show_progress
from matchmaker.services.events import SYSTEM
from matchmaker.services.imports import loading, sheets
from matchmaker.services.imports.records import Side
from matchmaker.services.matches import distribution, matchmaking
from matchmaker.services.partnerships import planning
from matchmaker.services.working_days import today


@click.group("import")
def import_() -> None:
    """Load postings from a file: .csv, .xlsx or .jsonl, also with .gz."""


@import_.command("offers")
@click.argument("file", type=FILE)
@click.option("--default-places", type=click.IntRange(1), default=40, show_default=True)
def import_offers(*, file: Path, default_places: int) -> None:
    """Load programmes; places that are not told are assumed and marked so."""
    _load(loading.PROGRAMMES, file, default=default_places)


@import_.command("needs")
@click.argument("file", type=FILE)
@click.option("--default-headcount", type=click.IntRange(1), default=5, show_default=True)
def import_needs(*, file: Path, default_headcount: int) -> None:
    """Load demands; a headcount that is not told is assumed and marked so."""
    _load(loading.DEMANDS, file, default=default_headcount)


def _load(side: Side, file: Path, *, default: int) -> None:
    context = open_context()
    with context.database.transaction() as session:
        outcome = loading.load(
            session,
            side,
            sheets.read(file, progress=show_progress(file.name)),
            default=default,
            actor=SYSTEM,
            days=context.settings.posting_days,
        )
    click.echo(outcome)


@click.command()
@click.option(
    "--scheduler", metavar="ADDRESS", help="Search on the workers of a Dask scheduler: tcp://host:port."
)
def match(*, scheduler: str | None) -> None:
    """Match every published posting with the other side."""
    context = open_context()
    matcher, progress = matchmaking.Matcher(context.database, context.settings), show_progress("match")
    if scheduler is None:
        run = matcher.match_all(progress)
    else:
        with distribution.carrier(scheduler) as carry:
            run = matcher.match_all(progress, carry=carry)
    click.echo(f"{run.programmes} programmes, {run.demands} demands, {run.pairs} pairs")


@click.command()
@click.option("--region", "region_code", help="Six-digit code; without it, every region.")
def plan(*, region_code: str | None) -> None:
    """Draft proposals from the matches, within the open places and posts."""
    context = open_context()
    count = planning.plan(
        context.database,
        context.settings,
        region_code=region_code,
        today=today(),
        progress=show_progress("plan"),
    )
    click.echo(f"{count} drafts")
