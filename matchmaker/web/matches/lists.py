"""The best partners of a posting, side by side too, and why somebody is not among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.models import Demand, Mark, Match, Programme
from matchmaker.policy import Permission
from matchmaker.services.matches import cards, lists
from matchmaker.services.matches.lists import Near
from matchmaker.services.paging import Page
from matchmaker.services.postings import queries
from matchmaker.services.search import finding
from matchmaker.services.search.filters import Criteria
from matchmaker.terms import Side
from matchmaker.web.access import check, db_session, identity, requires, settings
from matchmaker.web.forms.filters.matches import MatchListForm, NamedForm, PairListForm
from matchmaker.web.forms.listings import exported, is_file_wanted
from matchmaker.web.forms.numbers import whole
from matchmaker.web.forms.proposals import DismissForm
from matchmaker.web.spreadsheets import exports
from matchmaker.web.wording import tell_verdict

blueprint = Blueprint("matches", __name__, url_prefix="/matches")
COMPARED = 4  # So many matches stand side by side at most.
OFFICIAL = (Mark.PINNED, Mark.VETOED)


@blueprint.get("")
@requires(Permission.MATCH_READ)
def index() -> ResponseReturnValue:
    """List a member's own postings with their matches, or an official's best pairs."""
    session, who = db_session(), identity()
    if who.editor_of:
        table = Demand if request.args.get("side") == "demands" else Programme
        other = Programme if table is Demand else Demand
        page: Any = cards.mine(session, table, who.editor_of, window=exported())
        if not page.total and "side" not in request.args:
            table, page = other, cards.mine(session, other, who.editor_of, window=exported())
        tallies = cards.tallies(session, page.items)
        is_demands = table is Demand
        if is_file_wanted():
            return exports.tallies(page, tallies, is_demands=is_demands)
        return render_template(
            "members/matches/index.html", page=page, tallies=tallies, is_demands=is_demands
        )
    form = PairListForm(request.args)
    form.offer_marks(OFFICIAL)
    return _list(form, lists.of_region(session, who, form.filters(), window=exported()), posting=None)


@blueprint.get("/programmes/<int:programme_id>")
@requires(Permission.MATCH_READ)
def of_programme(programme_id: int) -> ResponseReturnValue:
    """Show the demands that match a programme."""
    return _of_posting(_posting("programmes", programme_id))


@blueprint.get("/demands/<int:demand_id>")
@requires(Permission.MATCH_READ)
def of_demand(demand_id: int) -> ResponseReturnValue:
    """Show the programmes that match a demand."""
    return _of_posting(_posting("demands", demand_id))


@blueprint.get("/<any(programmes, demands):side>/<int:posting_id>/compare")
@requires(Permission.MATCH_READ)
def compare(side: str, posting_id: int) -> ResponseReturnValue:
    """Show up to four matches of a posting side by side."""
    posting = _posting(side, posting_id)
    found = cards.compared(db_session(), posting, request.args.getlist("other", type=whole))
    return render_template(
        "members/matches/compare.html",
        posting=posting,
        most=COMPARED,
        left_out=max(0, len(found) - COMPARED),
        **shown(found[:COMPARED]),
    )


@blueprint.get("/<any(programmes, demands):side>/<int:posting_id>/why")
@requires(Permission.MATCH_READ)
def why(side: str, posting_id: int) -> ResponseReturnValue:
    """Find whom somebody misses among the matches; a single finding leads to its pair at once."""
    posting, form = _posting(side, posting_id), NamedForm(request.args)
    other = Side.DEMANDS if isinstance(posting, Programme) else Side.PROGRAMMES
    criteria = Criteria(side=other, words=form.words())
    found = finding.find(db_session(), criteria) if criteria.words else None
    links = [(row, _pair_address(posting, row)) for row in found.page.items] if found else []
    if len(links) == 1:
        return redirect(links[0][1])
    matched = cards.compared(db_session(), posting, [row.id for row, _address in links])
    return render_template(
        "members/matches/why.html",
        posting=posting,
        form=form,
        links=links,
        matched={match.demand_id if other is Side.DEMANDS else match.programme_id for match in matched},
        is_cut=found is not None and found.page.pages > 1,
    )


def _posting(side: str, posting_id: int) -> Programme | Demand:
    posting = queries.one(db_session(), Side(side), posting_id)
    check(Permission.MATCH_READ, posting)
    return posting


def _pair_address(posting: Programme | Demand, other: Programme | Demand) -> str:
    programme, demand = (posting, other) if isinstance(posting, Programme) else (other, posting)
    return url_for(".show", programme_id=programme.id, demand_id=demand.id)


def _of_posting(posting: Programme | Demand) -> ResponseReturnValue:
    session, form = db_session(), MatchListForm(request.args)
    form.offer_marks([Mark.DISMISSED] if identity().editor_of & posting.owner_ids else OFFICIAL)
    filters = form.filters_in(session, Side.DEMANDS if isinstance(posting, Programme) else Side.PROGRAMMES)
    found = lists.of_posting(session, posting, identity(), filters, window=exported())
    form.offer(session, found.counts, left=found.page.total, has_origin=found.has_origin)
    return _list(
        form,
        found.page,
        posting=posting,
        near=lambda: lists.near_posting(session, posting, identity(), filters),
    )


def _list(
    form: PairListForm,
    page: Page[Match],
    *,
    posting: Programme | Demand | None,
    near: Callable[[], Near] | None = None,
) -> ResponseReturnValue:
    """Show a page of matches; `near` counts what is near by, for those that are far."""
    if is_file_wanted():
        return exports.matches(page)
    facts = shown(page.items)
    is_any_far = any(card.lost_to_distance is not None for card in facts["cards"])
    return render_template(
        "members/matches/list.html",
        form=form,
        page=page,
        posting=posting,
        most_compared=COMPARED,
        address=url_for(request.endpoint or ".index", **(request.view_args or {})),
        near=near() if near and is_any_far else None,
        **facts,
    )


def shown(matches: Any) -> dict[str, Any]:  # noqa: ANN401 - a list or a page's items.
    """Return what pages show of matches."""
    session = db_session()
    return {
        "cards": cards.cards(session, matches, identity(), settings=settings()),
        "tell_verdict": tell_verdict,
        "dismissing": DismissForm(formdata=None),
    }
