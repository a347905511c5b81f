"""Every blueprint of the application, in the order of the navigation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.routing import IntegerConverter

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


class RowNumber(IntegerConverter):
    """The number of a row in an address; one that no column could hold leads nowhere."""

    def __init__(self, map: Any, **kwargs: Any) -> None:  # noqa: A002, ANN401 - as Werkzeug calls it.
        super().__init__(map, **({"max": 2**31 - 1} | kwargs))
