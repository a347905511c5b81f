"""Put the application together: the one place that knows every part."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.web import errors, headers, hooks, templating
from matchmaker.web.forms.numbers import RowNumber
from matchmaker.web.routes import BLUEPRINTS

ROOT = Path(__file__).parent.parent
MEGABYTE = 1024 * 1024
REQUEST_LIMIT_BYTES = 12 * MEGABYTE


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """Build the application; without arguments, from the environment."""
    settings = settings or Settings.from_environment()
    database = database or Database(settings.database_url)
    app = Flask("matchmaker", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.request_class = hooks.PlainRequest
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_cookie_secure,
        MAX_CONTENT_LENGTH=max(REQUEST_LIMIT_BYTES, (settings.scan_megabytes + 2) * MEGABYTE),
        TRANSLATIONS=ROOT / "matchmaker" / "translations",
        WTF_CSRF_TIME_LIMIT=None,  # As long as the session; a form may stay open overnight.
    )
    if settings.proxies:
        # Else every visitor would seem to come from the proxy, and a few failed logins would lock them all.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.extensions["settings"], app.extensions["database"] = settings, database
    hooks.init_app(app, database, settings)
    CSRFProtect(app)
    headers.init_app(app, is_secure=settings.is_cookie_secure)
    templating.init_app(app, settings)
    errors.init_app(app)
    app.url_map.converters["int"] = RowNumber
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def main() -> None:
    """Run the `matchmaker` command; `run` gets the factory from here, which the command may not import."""
    # A web process has no use for the commands, which bring the engine's libraries along.
    from matchmaker.cli import cli  # noqa: PLC0415

    cli(obj=create_app)
