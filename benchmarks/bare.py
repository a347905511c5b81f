"""The site with one page more: the layout of somebody who is signed in, around nothing."""

from __future__ import annotations

from flask import Flask, render_template
from flask.typing import ResponseReturnValue

from matchmaker.app import create_app
from matchmaker.policy import Permission
from matchmaker.web.access import requires

PATH = "/bare"
TEXT = '{% extends "base.html" %}{% block title %}-{% endblock %}'


def make(app: Flask | None = None) -> Flask:
    """Add the page to an application; without one, to that of the environment."""
    app = app or create_app()
    page = app.jinja_env.from_string(TEXT)  # Compiled once, as the pages it stands beside are.

    @app.get(PATH)
    @requires(Permission.ACCOUNT_USE)
    def bare() -> ResponseReturnValue:
        return render_template(page)

    return app
