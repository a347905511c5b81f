"""The steps of a proposal: what its parties answer, and how authorities send or drop a draft."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.errors import StaleError
from matchmaker.models import Proposal
from matchmaker.policy import HiddenError, Permission
from matchmaker.services.partnerships import answers, marks, proposals
from matchmaker.web.access import actor, db_session, identity, requires, settings
from matchmaker.web.forms.proposals import ReasonForm, StepForm
from matchmaker.web.members import steps
from matchmaker.web.members.proposals import open_proposal, page_of, tell_stale

blueprint = Blueprint("answers", __name__, url_prefix="/proposals/<int:proposal_id>")
Act = Callable[[Proposal, StepForm], Proposal]


@blueprint.post("/interest")
@requires(Permission.PROPOSAL_ANSWER)
def show_interest(proposal_id: int) -> ResponseReturnValue:
    """Say that the organization is interested."""
    return _press(
        proposal_id,
        "show_interest",
        lambda proposal, form: answers.show_interest(
            db_session(),
            proposal,
            organization_id=_mine(proposal, form),
            number=form.number.data,
            actor=actor(),
        ),
    )


@blueprint.post("/confirm")
@requires(Permission.PROPOSAL_ANSWER)
def confirm(proposal_id: int) -> ResponseReturnValue:
    """Confirm the version that was seen."""
    return _press(
        proposal_id,
        "confirm",
        lambda proposal, form: answers.confirm(
            db_session(),
            proposal,
            organization_id=_mine(proposal, form),
            number=form.number.data,
            actor=actor(),
        ),
    )


@blueprint.post("/send")
@requires(Permission.PROPOSAL_SEND)
def send(proposal_id: int) -> ResponseReturnValue:
    """Put a draft to its parties."""
    return _press(
        proposal_id,
        "send",
        lambda proposal, form: proposals.send(
            db_session(), proposal, number=form.number.data, actor=actor(), settings=settings()
        ),
    )


@blueprint.post("/resend")
@requires(Permission.PROPOSAL_EDIT)
def resend(proposal_id: int) -> ResponseReturnValue:
    """Put a returned proposal to its parties again."""
    return _press(
        proposal_id,
        "resend",
        lambda proposal, form: proposals.resend(
            db_session(), proposal, number=form.number.data, actor=actor(), settings=settings()
        ),
    )


@blueprint.route("/discuss", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_ANSWER)
def discuss(proposal_id: int) -> ResponseReturnValue:
    """Ask for what to discuss, and put it to the others."""
    return _explain(
        proposal_id,
        "discuss",
        lambda proposal, form: answers.discuss(
            db_session(),
            proposal,
            organization_id=_mine(proposal, form),
            number=form.number.data,
            message=form.reason.data,
            actor=actor(),
        ),
    )


@blueprint.route("/decline", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_ANSWER)
def decline(proposal_id: int) -> ResponseReturnValue:
    """Ask why not, and decline."""
    return _explain(
        proposal_id,
        "decline",
        lambda proposal, form: answers.decline(
            db_session(),
            proposal,
            organization_id=_mine(proposal, form),
            number=form.number.data,
            reason=form.reason.data,
            actor=actor(),
        ),
    )


@blueprint.route("/withdraw", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_ANSWER)
def withdraw(proposal_id: int) -> ResponseReturnValue:
    """Ask why, and take the proposal back."""
    return _explain(
        proposal_id,
        "withdraw",
        lambda proposal, form: proposals.withdraw(
            db_session(), proposal, number=form.number.data, reason=form.reason.data, actor=actor()
        ),
    )


@blueprint.route("/veto", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_SEND)
def veto(proposal_id: int) -> ResponseReturnValue:
    """Ask why, and drop a draft."""
    return _explain(
        proposal_id,
        "veto",
        lambda proposal, form: proposals.veto(
            db_session(),
            proposal,
            number=form.number.data,
            organization_id=_authority(proposal),
            reason=form.reason.data,
            actor=actor(),
        ),
    )


@blueprint.errorhandler(StaleError)
def stale(_error: StaleError) -> ResponseReturnValue:
    """Say what changed since the person saw the proposal."""
    return tell_stale(int((request.view_args or {})["proposal_id"]))


def _press(proposal_id: int, action: str, act: Act) -> ResponseReturnValue:
    """Do what a button says; a broken rule is told on the proposal's page."""
    proposal = open_proposal(proposal_id, action)
    form = StepForm()
    if form.validate() and form.attempt(lambda: act(proposal, form)) is not None:
        flash(_("已完成：%(word)s", word=_word(action)))
        return redirect(url_for("proposals.show", proposal_id=proposal_id), 303)
    return render_template("members/proposals/show.html", form=form, **page_of(proposal)), 422


def _explain(proposal_id: int, action: str, act: Act) -> ResponseReturnValue:
    """Show the form that asks for words, or do what it says."""
    proposal = open_proposal(proposal_id, action)
    form = ReasonForm()
    if form.is_submitted():
        if form.validate() and form.attempt(lambda: act(proposal, form)) is not None:
            flash(_("已完成：%(word)s", word=_word(action)))
            return redirect(url_for("proposals.show", proposal_id=proposal_id), 303)
    else:
        form.number.data = proposal.number
        form.organization_id.data = steps.choose(proposal, identity()).organization_id
    facts = {"proposal": proposal, "action": action, "word": _word(action), "form": form}
    return render_template("members/proposals/explain.html", **facts), 422 if form.is_submitted() else 200


def _mine(proposal: Proposal, form: StepForm) -> int:
    """Return the organization for which the person answers: one's own, and a party."""
    chosen: int | None = form.organization_id.data
    if chosen is None or chosen not in identity().editor_of & proposal.owner_ids:
        raise HiddenError(Permission.PROPOSAL_ANSWER)
    return chosen


def _authority(proposal: Proposal) -> int:
    found = marks.authority_of(db_session(), identity(), proposal.region_codes)
    if found is None:
        raise HiddenError(Permission.PROPOSAL_SEND)
    return found


def _word(action: str) -> str:
    return next(str(step.word) for step in steps.STEPS if step.action == action)
