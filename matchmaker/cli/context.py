"""What every command needs: settings, a database, progress, and clear ends."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from matchmaker import logs
from matchmaker.config import Settings, SettingsError
from matchmaker.db import Database
from matchmaker.errors import UserError, word
from matchmaker.services.jobs import Progress

TRANSLATIONS = Path(__file__).parents[1] / "translations"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Context:
    """What every command needs; read when a command runs, so that --help needs no settings."""

    settings: Settings
    database: Database


def tell(error: UserError, environ: Mapping[str, str] = os.environ) -> str:
    """Return an error's message in the language of the deployment, else in that of the terminal."""
    language = environ.get("MATCHMAKER_LANGUAGE") or environ.get("LANG", "")
    catalog = gettext.translation("messages", TRANSLATIONS, [language[:2]], fallback=True)
    # Without a catalog, gettext gives back the Chinese of the source.
    return word(error, catalog.gettext, (", " if language.startswith("en") else "、").join)


class Commands(click.Group):
    """A group whose commands end with code 2 and one clear line when a rule is broken."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 - as click has it.
        """Run the command; tell a UserError as a usage error."""
        try:
            return super().invoke(context)
        except UserError as error:
            raise click.UsageError(tell(error)) from error
        except SettingsError as error:
            raise click.UsageError(str(error)) from error


def open_context() -> Context:
    """Read the settings from the environment; begin to log; open the database."""
    settings = Settings.from_environment()
    logs.configure(settings.log_level)
    return Context(settings, Database(settings.database_url))


def show_progress(label: str) -> Progress:
    """Return a function that shows on standard error how many of all are done, a percentage at a time."""
    last = [-1]

    def show(done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if percent != last[0]:
            last[0] = percent
            click.echo(f"\r{label} {percent:3d} %", nl=percent == 100, err=True)

    return show
