"""Every blueprint of the application, in the order of the navigation."""

from __future__ import annotations

from flask import Blueprint

from matchmaker.web.members import dashboard, notifications
from matchmaker.web.public import health, home, search

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.blueprint,
    search.blueprint,
    health.blueprint,
    dashboard.blueprint,
    notifications.blueprint,
)
