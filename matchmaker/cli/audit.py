"""The command that checks the audit trail."""

from __future__ import annotations

import re

import click

from matchmaker.cli.context import open_context
from matchmaker.services.events import Head
from matchmaker.services.upkeep import audit as trail

KEPT = re.compile(r"([1-9]\d*):([0-9a-f]{64})")


def _read_head(_context: click.Context, _option: click.Parameter, text: str | None) -> Head | None:
    if text is None:
        return None
    found = KEPT.fullmatch(text)
    if found is None:
        raise click.BadParameter("a head looks like 12:0123…, as this command prints it")
    return Head(int(found[1]), found[2])


@click.group()
def audit() -> None:
    """Look after the audit trail."""


@audit.command()
@click.option("--head", "kept", callback=_read_head, help="A head printed earlier and kept elsewhere.")
def verify(*, kept: Head | None) -> None:
    """Tell every event that was changed, removed or inserted; end with code 1 when there is one."""
    with open_context().database.reading() as session:
        report = trail.verify(session, kept=kept)
    for fault in report.faults:
        click.echo(fault)
    click.echo(f"{report.head.number} links, {len(report.faults)} faults")
    if report.head.number:
        click.echo(f"head {report.head.number}:{report.head.hash}")
    if report.faults:
        raise SystemExit(1)
