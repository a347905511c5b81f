"""Every blueprint of the application, in the order of the navigation."""

from __future__ import annotations

from flask import Blueprint

from matchmaker.web.authorities import organizations, users
from matchmaker.web.members import dashboard, members, notifications, settings
from matchmaker.web.public import health, home, search

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.blueprint,
    search.blueprint,
    health.blueprint,
    settings.blueprint,  # All pages about accounts, those of public/accounts.py too.
    dashboard.blueprint,
    notifications.blueprint,
    members.blueprint,
    organizations.blueprint,  # All pages about organizations, those of members/organizations.py too.
    users.blueprint,
)
