"""Commands that keep running: the worker, and the embedded deployment."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import replace

import click
import waitress
from flask import Flask

from matchmaker.cli.context import open_context
from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.services.upkeep import demo, embedded
from matchmaker.web.documents import mails
from matchmaker.worker import Worker

CreateApp = Callable[[Settings, Database], Flask]


@click.command()
@click.pass_obj
def worker(create_app: CreateApp) -> None:
    """Carry out queued jobs and the timetable until told to stop."""
    context = open_context()
    app = create_app(context.settings, context.database)
    carrier = Worker(context.database, context.settings, mails.composer(app, context.settings))
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: carrier.stop())
    carrier.run()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo/--no-demo", "has_demo", default=True, help="Fill an empty database with the demo.")
@click.pass_obj
def run(create_app: CreateApp, *, host: str, port: int, has_demo: bool) -> None:
    """Serve the embedded deployment: migrate, load the demo once, match, plan, and serve."""
    context = open_context()
    settings = context.settings
    if settings.base_url == Settings.base_url:  # Nobody named another address for the links in mails.
        settings = replace(settings, base_url=f"http://{host}:{port}")
    is_demo = embedded.prepare(context.database, settings, has_demo=has_demo, tell=_tell_step)
    app = create_app(settings, context.database)
    carrier = Worker(context.database, settings, mails.composer(app, settings))
    thread = carrier.start() if settings.is_worker_embedded else None
    click.echo(f"http://{host}:{port}")
    for account in demo.accounts() if is_demo else []:
        click.echo(f"  {account.email:28} {demo.PASSWORD}   {account.name}")
    if not settings.mail_url:
        click.echo(f"mail: {settings.data_dir / 'mail'}")
    waitress.serve(app, host=host, port=port, threads=8, ident=None)
    if thread is not None:
        carrier.stop()
        thread.join(timeout=10)


def _tell_step(step: str) -> None:
    click.echo(f"{step} …", err=True)
