"""Every blueprint of the application, in the order of the navigation."""

from __future__ import annotations

from flask import Blueprint

from matchmaker.web.authorities import events, key_in, organizations, overviews, plans, reviews, unmet, users
from matchmaker.web.matches import proposing
from matchmaker.web.members import (
    answers,
    dashboard,
    market,
    members,
    notifications,
    partnerships,
    proposals,
    saved,
    settings,
)
from matchmaker.web.partnerships import agreements, dossiers, evaluations, reports, scans
from matchmaker.web.public import catalogue, guides, health, home, quality, renewals, search
from matchmaker.web.spreadsheets import uploads

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.blueprint,
    search.blueprint,
    quality.blueprint,
    guides.blueprint,
    catalogue.blueprint,
    health.blueprint,
    renewals.blueprint,
    settings.blueprint,  # All pages about accounts, those of public/accounts.py too.
    dashboard.blueprint,
    notifications.blueprint,
    saved.blueprint,
    *market.BLUEPRINTS,
    uploads.blueprint,
    members.blueprint,
    proposing.blueprint,  # All pages about matches: each of their modules adds to one blueprint.
    proposals.blueprint,
    answers.blueprint,
    agreements.blueprint,
    scans.blueprint,
    dossiers.blueprint,
    evaluations.blueprint,
    reports.blueprint,
    partnerships.blueprint,
    key_in.blueprint,
    organizations.blueprint,  # All pages about organizations, those of members/organizations.py too.
    plans.blueprint,
    overviews.blueprint,
    unmet.blueprint,
    reviews.blueprint,
    users.blueprint,
    events.blueprint,
)
