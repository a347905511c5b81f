"""Saved filters: keeping what an address says under a name, and being told what is new."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Mark, SavedFilter
from matchmaker.policy import Permission
from matchmaker.services.postings import queries
from matchmaker.services.saved import keeping
from matchmaker.services.saved.keeping import Place
from matchmaker.terms import Frequency, SavedPage, Side
from matchmaker.web.access import check, db_session, identity, requires
from matchmaker.web.forms.base import plain
from matchmaker.web.forms.filters.matches import MatchListForm, PairListForm
from matchmaker.web.forms.filters.saved import HOW_OFTEN, SavedForm
from matchmaker.web.forms.filters.search import SearchForm

blueprint = Blueprint("saved", __name__, url_prefix="/saved")


@blueprint.get("")
@requires(Permission.ACCOUNT_USE)
def index() -> ResponseReturnValue:
    """List one's own saved filters."""
    rows = keeping.mine(db_session(), _me())
    return render_template(
        "members/saved/index.html", rows=rows, address=_address, how_often=HOW_OFTEN, most=keeping.MOST_SAVED
    )


@blueprint.get("/<any(search, region):page>/new")
@blueprint.get("/<any(programmes, demands):page>/<int:posting_id>/new")
@requires(Permission.ACCOUNT_USE)
def new(page: str, posting_id: int | None = None) -> ResponseReturnValue:
    """Ask under which name the filters of this address are kept; who has kept them already is led there."""
    place = _place(SavedPage(page), posting_id)
    if known := keeping.known(db_session(), identity(), place):
        return redirect(url_for(".show", saved_id=known.id, again="yes"))
    form = SavedForm(data={"name": place.values.get("q", ""), "frequency": Frequency.DAILY.value})
    return render_template("members/saved/edit.html", form=form, saved=None, results=_address(place))


@blueprint.post("/<any(search, region):page>/new")
@blueprint.post("/<any(programmes, demands):page>/<int:posting_id>/new")
@requires(Permission.ACCOUNT_USE)
def create(page: str, posting_id: int | None = None) -> ResponseReturnValue:
    """Keep the filters of this address."""
    place, form = _place(SavedPage(page), posting_id), SavedForm()
    if form.validate() and form.attempt(
        lambda: keeping.save(
            db_session(),
            identity(),
            place,
            name=form.name.data,
            frequency=Frequency(form.frequency.data),
        )
    ):
        flash(_("条件已保存。"), "success")
        return redirect(url_for(".index"), 303)
    facts = {"form": form, "saved": None, "results": _address(place)}
    return render_template("members/saved/edit.html", **facts), form.status


@blueprint.get("/<int:saved_id>")
@requires(Permission.ACCOUNT_USE)
def show(saved_id: int) -> ResponseReturnValue:
    """Show one, with the way to what it finds."""
    saved = keeping.one(db_session(), _me(), saved_id)
    form = SavedForm(data={"name": saved.name, "frequency": saved.frequency.value})
    return render_template("members/saved/edit.html", form=form, saved=saved, results=_address(saved))


@blueprint.get("/<int:saved_id>/results")
@requires(Permission.ACCOUNT_USE)
def results(saved_id: int) -> ResponseReturnValue:
    """Lead to what one finds."""
    return redirect(_address(keeping.one(db_session(), _me(), saved_id)))


@blueprint.post("/<int:saved_id>")
@requires(Permission.ACCOUNT_USE)
def change(saved_id: int) -> ResponseReturnValue:
    """Rename one, or choose how often to be told."""
    saved, form = keeping.one(db_session(), _me(), saved_id), SavedForm()
    chosen: dict[str, Any] = {"name": form.name.data}
    if form.validate() and form.attempt(
        lambda: keeping.change(
            db_session(), identity(), saved, frequency=Frequency(form.frequency.data), **chosen
        )
    ):
        flash(_("条件已保存。"), "success")
        return redirect(url_for(".index"), 303)
    facts = {"form": form, "saved": saved, "results": _address(saved)}
    return render_template("members/saved/edit.html", **facts), form.status


@blueprint.post("/<int:saved_id>/remove")
@requires(Permission.ACCOUNT_USE)
def remove(saved_id: int) -> ResponseReturnValue:
    """Forget one."""
    keeping.remove(db_session(), keeping.one(db_session(), _me(), saved_id))
    flash(_("条件已删除。"), "success")
    return redirect(url_for(".index"), 303)


def _place(page: SavedPage, posting_id: int | None) -> Place:
    """Read the filters of this address as the page reads them that they belong to."""
    if page is SavedPage.SEARCH:
        side = request.args.get("side", "")
        form = SearchForm(Side(side) if side in set(Side) else Side.PROGRAMMES, request.args)
        said = {**form.read(db_session()), "side": form.side.value}
    elif page is SavedPage.REGION:
        filters = PairListForm(request.args)
        filters.offer_marks(Mark)
        said = filters.said()
    else:
        said = _of_matches(page, posting_id)
    kept = {name: plain(value) for name, value in said.items()}
    return Place(page, {name: value for name, value in kept.items() if value}, posting_id)


def _of_matches(page: SavedPage, posting_id: int | None) -> dict[str, str]:
    check(Permission.MATCH_READ, queries.one(db_session(), Side(page), posting_id))
    form = MatchListForm(request.args)
    form.offer_marks(Mark)
    return form.read(db_session())


def _address(place: Place | SavedFilter) -> str:
    """Return where the filters find what they find."""
    values: dict[str, Any] = dict(place.values)
    match place.page:
        case SavedPage.SEARCH:
            return url_for("search.index", **values)
        case SavedPage.REGION:
            return url_for("matches.index", **values)
        case SavedPage.PROGRAMMES:
            return url_for("matches.of_programme", programme_id=place.posting_id, **values)
        case SavedPage.DEMANDS:
            return url_for("matches.of_demand", demand_id=place.posting_id, **values)


def _me() -> int:
    user_id = identity().user_id
    assert user_id is not None
    return user_id
