"""The public search over both sides."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.services import catalogue, search
from matchmaker.services.search import Side
from matchmaker.web.access import db_session, requires
from matchmaker.web.forms.search import SearchForm

blueprint = Blueprint("search", __name__, url_prefix="/search")


@blueprint.get("")
@requires(Permission.SITE_READ)
def index() -> ResponseReturnValue:
    """Show what is published on one side, by words and filters from the address."""
    session = db_session()
    side = Side.DEMANDS if request.args.get("side") == Side.DEMANDS else Side.PROGRAMMES
    form = SearchForm(request.args)
    form.offer(side, search.regions(session, side))
    find = search.demands if side is Side.DEMANDS else search.programmes
    page = find(session, form.criteria(), request.args.get("page", 1, type=int))
    names = catalogue.region_names(session, (item.region_code for item in page.items))
    return render_template("public/search.html", side=side, form=form, page=page, region_names=names)
