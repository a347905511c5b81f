"""Proposals: the list, the page of one with everything that belongs to it, and its terms."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.errors import StaleError
from matchmaker.models import Proposal
from matchmaker.policy import Permission
from matchmaker.services import readings, reviews, trail
from matchmaker.services.matches import explaining
from matchmaker.services.partnerships import (
    gives,
    ledger,
    listings,
    partnerships,
    proposals,
    terms,
    versions,
)
from matchmaker.services.partnerships.talks import remarks
from matchmaker.services.partnerships.terms import Terms
from matchmaker.terms import Kind
from matchmaker.web.access import actor, check, db_session, identity, may, requires, settings
from matchmaker.web.forms.listings import ProposalListForm, exported, is_file_wanted
from matchmaker.web.forms.numbers import whole
from matchmaker.web.forms.proposals import RemarkForm, StepForm, TermsForm, terms_form
from matchmaker.web.members import differences, steps
from matchmaker.web.spreadsheets import exports
from matchmaker.web.templating import offices
from matchmaker.web.wording import tell_gate
from matchmaker.workflow import PROPOSAL, IllegalMoveError

blueprint = Blueprint("proposals", __name__, url_prefix="/proposals")
# For texts of the database: a template's own `_` would take a percent sign in them for a placeholder.
blueprint.add_app_template_filter(_, "translated")


@blueprint.get("")
@requires(Permission.PROPOSAL_READ)
def index() -> ResponseReturnValue:
    """List the proposals that concern the person."""
    session, who = db_session(), identity()
    form = ProposalListForm(request.args)
    form.offer(with_drafts=bool(who.reviewer_of) or who.is_administrator)
    page = listings.search(session, who, form.filters(), window=exported())
    if is_file_wanted():
        return exports.proposals(page)
    return render_template("members/proposals/index.html", form=form, page=page)


@blueprint.get("/<int:proposal_id>")
@requires(Permission.PROPOSAL_READ)
def show(proposal_id: int) -> ResponseReturnValue:
    """Show a proposal."""
    return render_template("members/proposals/show.html", **page_of(open_proposal(proposal_id)))


@blueprint.get("/<int:proposal_id>/edit")
@requires(Permission.PROPOSAL_EDIT)
def edit(proposal_id: int) -> ResponseReturnValue:
    """Show the form with the terms as they stand."""
    proposal = open_proposal(proposal_id, "edit")
    form = form_of(proposal)
    form.fill(terms.of(proposal))
    form.number.data = proposal.number
    return render_template("members/proposals/edit.html", form=form, proposal=proposal)


@blueprint.post("/<int:proposal_id>/edit")
@requires(Permission.PROPOSAL_EDIT)
def save(proposal_id: int) -> ResponseReturnValue:
    """Make a new version, or fill the rows anew for another kind."""
    proposal = open_proposal(proposal_id, "edit")
    form = form_of(proposal)
    is_valid = form.validate()
    if is_valid and "refill" in request.form:
        rows = _default_gives(proposal, Kind(form.kind.data), form.students.data)
        form = form_of(proposal, rows=len(rows))
        form.fill_gives(rows)
        return render_template("members/proposals/edit.html", form=form, proposal=proposal)
    if is_valid and form.attempt(lambda: _save(proposal, form.terms())) is not None:
        flash(_("已保存为第 %(number)s 版，请各方重新答复。", number=proposal.number))
        return redirect(url_for(".show", proposal_id=proposal_id), 303)
    if form.status == StaleError.status:  # Somebody saved another version in this very moment.
        raise StaleError
    return render_template("members/proposals/edit.html", form=form, proposal=proposal), form.status


@blueprint.errorhandler(StaleError)
def stale(_error: StaleError) -> ResponseReturnValue:
    """Say what changed since the person saw the proposal, and show the form as it was filled in."""
    proposal = read_anew(int((request.view_args or {})["proposal_id"]))
    form = form_of(proposal) if request.endpoint == "proposals.save" else None
    return tell_stale(proposal, "edit", form, word=_("在最新版本上保存"))


def read_anew(proposal_id: int) -> Proposal:
    """Return a proposal as it stands after what was begun is undone."""
    db_session().rollback()
    return db_session().get_one(Proposal, proposal_id)


def tell_stale(
    proposal: Proposal, action: str, form: TermsForm | StepForm | None, *, word: str
) -> tuple[str, int]:
    """Return the page with the difference between the version seen and the one that stands.

    What was filled in stays, to be sent again over the newer version, while the action is still possible.
    """
    seen = request.form.get("number", 0, type=whole)
    changes = versions.changes_since(db_session(), proposal, seen)
    permission = PROPOSAL.actions(proposal.state).get(action)
    again: dict[str, Any] = {}
    if form is not None and permission is not None and may(permission, proposal):
        form.number.data, form.number.raw_data = proposal.number, None
        again = {"form": form, "action": action, "address": request.path, "word": word}
    found = differences.tell(changes, titles_of(proposal))
    page = render_template(
        "members/proposals/stale.html", proposal=proposal, seen=seen, differences=found, **again
    )
    return page, StaleError.status


def open_proposal(proposal_id: int, action: str | None = None) -> Proposal:
    """Load a proposal for reading or for an action; raise what keeps the person from it.

    Whoever acts on an older version is told so first: what changed explains why an action may be gone.
    """
    proposal = db_session().get_one(Proposal, proposal_id)
    check(Permission.PROPOSAL_READ, proposal)
    if action is not None:
        if request.form.get("number", proposal.number, type=whole) != proposal.number:
            raise StaleError
        permission = PROPOSAL.actions(proposal.state).get(action)
        if permission is None:
            raise IllegalMoveError(proposal.state, action)
        check(permission, proposal)
    return proposal


def page_of(proposal: Proposal) -> dict[str, Any]:
    """Return what the page of a proposal shows."""
    session, titles = db_session(), titles_of(proposal)
    round_ = readings.of_round(session, proposal)
    kept = versions.history(session, proposal)
    return {
        "proposal": proposal,
        "choice": steps.choose(proposal, identity()),
        "stages": steps.STAGES,
        "stage": steps.STAGE.get(proposal.state),
        "gates": [tell_gate(row) for row in proposal.gates],
        "versions": [(version, differences.tell(changes, titles)) for version, changes in kept],
        "events": trail.history(session, proposal),
        "thread": remarks.thread(session, proposal),
        "may_ask": remarks.is_open(proposal) and may(Permission.PROPOSAL_ASK, proposal),
        "remark": RemarkForm(formdata=None),
        "readings": round_,
        "awaited": offices(readings.awaited(round_)),
        "was_held": ledger.was_held(session, proposal),
        "review": next(
            (one for one in reviews.open_of(session, proposal) if may(Permission.REVIEW_DECIDE, one)), None
        ),
        "verdict": reviews.last_of(session, proposal),
        "partnership": partnerships.of_proposal(session, proposal),
        "titles": titles,
        "reasons": explaining.of_proposal(session, proposal, settings=settings()),
        "shows_contacts": proposal.shows_contacts,
    }


def titles_of(proposal: Proposal) -> dict[int, str]:
    """Return the titles of the demands by id."""
    return {demand.id: demand.title for demand in proposal.demands}


def form_of(proposal: Proposal, *, rows: int | None = None) -> TermsForm:
    """Return the form for the terms of a proposal, with room for so many rows of who gives what."""
    titles = titles_of(proposal)
    kinds = tuple(kind for kind in Kind if len(titles) == 1 or kind in terms.SEVERAL_ENTERPRISES)
    return terms_form(titles, rows=len(proposal.gives) if rows is None else rows, kinds=kinds)


def _save(proposal: Proposal, new: Terms) -> Proposal:
    return proposals.edit(
        db_session(), proposal, new, number=proposal.number, actor=actor(), settings=settings()
    )


def _default_gives(proposal: Proposal, kind: Kind, students: int) -> list[gives.Row]:
    return gives.default_gives(kind, proposal.programmes[0], proposal.demands, students=students)
