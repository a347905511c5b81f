"""The public search over programmes, demands and organizations."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.services.search import counting, finding
from matchmaker.terms import Side
from matchmaker.web.access import db_session, requires
from matchmaker.web.forms.filters.search import SearchForm
from matchmaker.web.forms.listings import exported, is_file_wanted
from matchmaker.web.navigation import standing
from matchmaker.web.spreadsheets import exports

blueprint = Blueprint("search", __name__, url_prefix="/search")


@blueprint.get("")
@requires(Permission.SITE_READ)
def index() -> ResponseReturnValue:
    """Show what is published, by words and filters from the address."""
    session = db_session()
    side = request.args.get("side", "")
    form = SearchForm(Side(side) if side in set(Side) else Side.PROGRAMMES, request.args)
    criteria = form.criteria(session, standing())
    found = finding.find(session, criteria, exported())
    if is_file_wanted():
        return exports.postings(criteria.side, found.page)
    form.offer(session, found.counts, left=found.page.total, has_origin=criteria.near is not None)
    return render_template(
        "public/search.html",
        side=criteria.side,
        form=form,
        found=found,
        most=counting.MOST,
    )
