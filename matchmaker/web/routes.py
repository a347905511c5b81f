"""Every blueprint of the application, in the order of the navigation."""

from __future__ import annotations

from flask import Blueprint

from matchmaker.web.authorities import events, key_in, organizations, plans, reviews, users
from matchmaker.web.members import (
    answers,
    dashboard,
    demands,
    matches,
    members,
    notifications,
    partnerships,
    programmes,
    proposals,
    settings,
)
from matchmaker.web.public import catalogue, health, home, search

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.blueprint,
    search.blueprint,
    catalogue.blueprint,
    health.blueprint,
    settings.blueprint,  # All pages about accounts, those of public/accounts.py too.
    dashboard.blueprint,
    notifications.blueprint,
    programmes.blueprint,
    demands.blueprint,
    members.blueprint,
    matches.blueprint,
    proposals.blueprint,
    answers.blueprint,
    partnerships.blueprint,
    key_in.blueprint,
    organizations.blueprint,  # All pages about organizations, those of members/organizations.py too.
    plans.blueprint,
    reviews.blueprint,
    users.blueprint,
    events.blueprint,
)
