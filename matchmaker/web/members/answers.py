"""The steps of a proposal: what its parties answer, and how authorities send or drop a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.errors import StaleError
from matchmaker.models import Proposal
from matchmaker.policy import HiddenError, Permission
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.partnerships import marks, proposals
from matchmaker.services.partnerships.talks import answers, remarks
from matchmaker.services.partnerships.talks.remarks import Saying
from matchmaker.terms import UnmetReason
from matchmaker.web.access import actor, check, db_session, identity, requires, settings
from matchmaker.web.forms.proposals import DeclineForm, ReasonForm, RemarkForm, StepForm
from matchmaker.web.members import steps
from matchmaker.web.members.proposals import open_proposal, page_of, read_anew, tell_stale

blueprint = Blueprint("answers", __name__, url_prefix="/proposals/<int:proposal_id>")
EXPLAINED = frozenset({"discuss", "decline", "withdraw", "veto"})  # Steps that ask for words.
Act = Callable[..., Proposal]  # A service that takes a step.
More = Callable[[Proposal, StepForm], dict[str, Any]]  # What that service wants beside version and actor.


@blueprint.post("/interest")
@requires(Permission.PROPOSAL_ANSWER)
def show_interest(proposal_id: int) -> ResponseReturnValue:
    """Say that the organization is interested."""
    return _press(proposal_id, "show_interest", answers.show_interest, _as_party)


@blueprint.post("/confirm")
@requires(Permission.PROPOSAL_ANSWER)
def confirm(proposal_id: int) -> ResponseReturnValue:
    """Confirm the version that was seen."""
    return _press(proposal_id, "confirm", answers.confirm, _as_party)


@blueprint.post("/send")
@requires(Permission.PROPOSAL_SEND)
def send(proposal_id: int) -> ResponseReturnValue:
    """Put a draft to its parties."""
    return _press(proposal_id, "send", proposals.send, _with_settings)


@blueprint.post("/resend")
@requires(Permission.PROPOSAL_EDIT)
def resend(proposal_id: int) -> ResponseReturnValue:
    """Put a returned proposal to its parties again."""
    return _press(proposal_id, "resend", proposals.resend, _with_settings)


@blueprint.route("/discuss", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_ANSWER)
def discuss(proposal_id: int) -> ResponseReturnValue:
    """Ask for what to discuss, and put it to the others."""
    return _explain(proposal_id, "discuss", answers.discuss, _as_party)


@blueprint.route("/decline", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_ANSWER)
def decline(proposal_id: int) -> ResponseReturnValue:
    """Ask why not, and decline."""
    return _explain(proposal_id, "decline", answers.decline, _refusing)


@blueprint.route("/withdraw", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_ANSWER)
def withdraw(proposal_id: int) -> ResponseReturnValue:
    """Ask why, and take the proposal back."""
    return _explain(proposal_id, "withdraw", proposals.withdraw, _alone)


@blueprint.route("/veto", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_SEND)
def veto(proposal_id: int) -> ResponseReturnValue:
    """Ask why, and drop a draft."""
    return _explain(proposal_id, "veto", proposals.veto, _as_authority)


@blueprint.post("/remarks")
@requires(Permission.PROPOSAL_ASK)
def write(proposal_id: int) -> ResponseReturnValue:
    """Ask about the proposal, or answer a question."""
    proposal, form = open_proposal(proposal_id), RemarkForm()
    check(Permission.PROPOSAL_ASK, proposal)
    if form.validate():
        saying = Saying(form.text.data, form.number.data, form.question_id.data)
        speaker = _speaker(proposal)
        said = form.attempt(
            lambda: remarks.write(db_session(), proposal, saying, organization_id=speaker, actor=actor())
        )
        if said is not None:
            flash(_("已发出，各方会收到通知。"))
            return redirect(url_for("proposals.show", proposal_id=proposal.id, _anchor="thread"), 303)
    page = page_of(proposal) | {"remark": form}
    return render_template("members/proposals/show.html", **page), form.status


@blueprint.errorhandler(StaleError)
def stale(_error: StaleError) -> ResponseReturnValue:
    """Say what changed since the person saw the proposal; words that were written stay."""
    proposal = read_anew(int((request.view_args or {})["proposal_id"]))
    action = (request.endpoint or "").rpartition(".")[2]
    form = _words(action) if action in EXPLAINED else None
    return tell_stale(proposal, action, form, word=_word(action) if form else "")


def _press(proposal_id: int, action: str, act: Act, more: More) -> ResponseReturnValue:
    """Do what a button says; a broken rule is told on the proposal's page."""
    proposal, form = open_proposal(proposal_id, action), StepForm()
    if form.validate() and _do(act, proposal, form, more(proposal, form)):
        return _done(proposal, action)
    return render_template("members/proposals/show.html", form=form, **page_of(proposal)), 422


def _explain(proposal_id: int, action: str, act: Act, more: More) -> ResponseReturnValue:
    """Show the form that asks for words, or do what it says."""
    proposal = open_proposal(proposal_id, action)
    form = _words(action)
    if not form.is_submitted():
        form.number.data = proposal.number
        form.organization_id.data = steps.choose(proposal, identity()).organization_id
    elif form.validate() and _do(act, proposal, form, {"reason": form.reason.data, **more(proposal, form)}):
        return _done(proposal, action)
    facts = {"proposal": proposal, "action": action, "word": _word(action), "form": form}
    return render_template("members/proposals/explain.html", **facts), 422 if form.is_submitted() else 200


def _words(action: str) -> ReasonForm:
    return DeclineForm() if action == "decline" else ReasonForm()


def _do(act: Act, proposal: Proposal, form: StepForm, facts: dict[str, Any]) -> bool:
    number: int = form.number.data
    done = form.attempt(lambda: act(db_session(), proposal, number=number, actor=actor(), **facts))
    if form.status == StaleError.status and proposal.number != number:
        raise StaleError
    return done is not None


def _done(proposal: Proposal, action: str) -> ResponseReturnValue:
    flash(_("已完成：%(word)s", word=_word(action)))
    return redirect(url_for("proposals.show", proposal_id=proposal.id), 303)


def _alone(_proposal: Proposal, _form: StepForm) -> dict[str, Any]:
    return {}


def _with_settings(_proposal: Proposal, _form: StepForm) -> dict[str, Any]:
    return {"settings": settings()}


def _as_party(proposal: Proposal, form: StepForm) -> dict[str, Any]:
    """Name the organization for which the person answers: one's own, and a party."""
    chosen: int | None = form.organization_id.data
    if chosen is None or chosen not in identity().editor_of & proposal.owner_ids:
        raise HiddenError(Permission.PROPOSAL_ANSWER)
    return {"organization_id": chosen}


def _refusing(proposal: Proposal, form: StepForm) -> dict[str, Any]:
    """Say no for the party, with the reason of the closed list beside the words."""
    refusal = Refusal(UnmetReason(form["why"].data), form["reason"].data)
    return {"reason": refusal, **_as_party(proposal, form)}


def _as_authority(proposal: Proposal, _form: StepForm) -> dict[str, Any]:
    found = marks.authority_of(db_session(), identity(), proposal.region_codes)
    if found is None:
        raise HiddenError(Permission.PROPOSAL_SEND)
    return {"organization_id": found}


def _speaker(proposal: Proposal) -> int:
    """Return for whom the person speaks: its own party, or the authority that answers for the region."""
    mine = identity().editor_of & proposal.owner_ids
    return min(mine) if mine else int(_as_authority(proposal, StepForm())["organization_id"])


def _word(action: str) -> str:
    return next(str(step.word) for step in steps.STEPS if step.action == action)
