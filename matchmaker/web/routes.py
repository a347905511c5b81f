"""Every blueprint of the application, in the order of the navigation."""

from __future__ import annotations

from flask import Blueprint

from matchmaker.web.public import health, home

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.blueprint,
    health.blueprint,
)
