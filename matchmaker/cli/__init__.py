"""The `matchmaker` command: what those who run the platform do."""

from __future__ import annotations

import click

from matchmaker.cli.audit import audit
from matchmaker.cli.context import Commands
from matchmaker.cli.engine import evaluate, fit
from matchmaker.cli.market import import_, match, plan
from matchmaker.cli.records import backup, create_user, migrate, restore, seed
from matchmaker.cli.serving import run, worker

COMMANDS = (
    *(run, migrate, seed, create_user, import_, match, plan, worker),
    *(evaluate, fit, backup, restore, audit),
)


@click.group(cls=Commands, commands=COMMANDS)
def cli() -> None:
    """产教对接平台: bring vocational schools and enterprises together."""
