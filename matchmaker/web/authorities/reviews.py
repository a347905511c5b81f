"""The review queue, the page of one review, and the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.db import now
from matchmaker.models import Demand, Organization, Programme, Proposal, Review
from matchmaker.models.review import Subject
from matchmaker.policy import Permission
from matchmaker.services import decisions, readings, regulations, reviews, trail, working_days
from matchmaker.services.decisions import Ruling
from matchmaker.services.paging import PER_PAGE, Page
from matchmaker.web.access import actor, check, db_session, identity, may, requires
from matchmaker.web.authorities import changes
from matchmaker.web.forms.listings import QueueForm, window
from matchmaker.web.forms.numbers import whole
from matchmaker.web.forms.reviews import BatchForm, DecisionForm, decision_form
from matchmaker.web.labels import label
from matchmaker.web.templating import offices
from matchmaker.web.wording import tell_gate
from matchmaker.workflow import Decision

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")


@blueprint.get("")
@requires(Permission.REVIEW_READ)
def queue() -> ResponseReturnValue:
    """List what waits for the person's authority, the oldest deadline first."""
    form = QueueForm(request.args)
    page = reviews.queue(db_session(), identity(), form.filters(), window=window())
    return render_template("authorities/reviews/queue.html", form=form, **_listed(page))


@blueprint.post("/approve")
@requires(Permission.REVIEW_DECIDE)
def approve() -> ResponseReturnValue:
    """Approve the chosen reviews, of which none breaks a rule."""
    session, form = db_session(), BatchForm()
    found = reviews.chosen(session, identity(), request.form.getlist("review", type=whole)[:PER_PAGE])
    for review in found:
        check(Permission.REVIEW_DECIDE, review)
    if found and form.validate():
        count = form.attempt(lambda: decisions.approve_clean(session, found, actor=actor()))
        if count:
            flash(_("已通过 %(count)s 项。", count=count))
            return redirect(url_for(".queue"), 303)
    elif not found:
        form.form_errors.append(_("请先勾选要通过的内容。"))
    queue_form = QueueForm()
    page = reviews.queue(session, identity(), queue_form.filters())
    errors = {"form": queue_form, "batch": form, **_listed(page)}
    return render_template("authorities/reviews/queue.html", **errors), 422


@blueprint.get("/<int:review_id>")
@requires(Permission.REVIEW_READ)
def show(review_id: int) -> ResponseReturnValue:
    """Show a review with its subject as it was handed in."""
    review = _open(review_id, Permission.REVIEW_READ)
    form = decision_form(review.subject)
    _note_seen(form, review)
    return render_template("authorities/reviews/show.html", form=form, **_page(review))


@blueprint.post("/<int:review_id>/take")
@requires(Permission.REVIEW_DECIDE)
def take(review_id: int) -> ResponseReturnValue:
    """Take a review in hand."""
    reviews.take(db_session(), _open(review_id, Permission.REVIEW_DECIDE), actor=actor())
    flash(_("已领取，请在一小时内作出决定；过后其他审核人可以接手。"))
    return redirect(url_for(".show", review_id=review_id), 303)


@blueprint.post("/<int:review_id>/release")
@requires(Permission.REVIEW_DECIDE)
def release(review_id: int) -> ResponseReturnValue:
    """Give a review back to the queue."""
    reviews.release(db_session(), _open(review_id, Permission.REVIEW_DECIDE), actor=actor())
    flash(_("已放回审核队列。"))
    return redirect(url_for(".queue"), 303)


@blueprint.post("/<int:review_id>/decide")
@requires(Permission.REVIEW_DECIDE)
def decide(review_id: int) -> ResponseReturnValue:
    """Approve, return or reject."""
    review = _open(review_id, Permission.REVIEW_DECIDE)
    form, seen = decision_form(review.subject), request.form.get("seen", type=whole)
    if form.validate() and form.attempt(lambda: _decide(review, form)):
        _tell(review, Decision(form.decision.data))
        return redirect(_next(), 303)
    page = _page(review)
    if form.status == 409 and seen is not None:
        # What was written stays, and may be sent again over what is shown now.
        page["meanwhile"] = changes.tell(trail.changes_since(db_session(), review.subject, seen))
        _note_seen(form, review)
    return render_template("authorities/reviews/show.html", form=form, **page), form.status


def _tell(review: Review, decision: Decision) -> None:
    """Say what was decided, and who has to read a proposal as well."""
    told = _("%(decision)s：%(name)s。", decision=label(decision), name=_name(review))
    if decision is Decision.APPROVE and review.proposal is not None:
        others = readings.awaited(readings.of_round(db_session(), review.proposal))
        if others:
            told += _("还须审核：%(names)s。全部通过后由各方确认。", names=offices(others))
    flash(told)


def _next() -> str:
    """Return where the reviewer goes on: the next of the queue, or the queue where nothing is left."""
    following = reviews.following(db_session(), identity(), actor=actor())
    return url_for(".queue") if following is None else url_for(".show", review_id=following.id)


def _listed(page: Page[Review]) -> dict[str, Any]:
    """Return what the queue shows: which of the waiting are clean and free may be approved in passing."""
    today, me = working_days.today(), identity().user_id
    clean = {
        review.id
        for review in page.items
        if review.decided_at is None
        and may(Permission.REVIEW_DECIDE, review)
        and (review.taken_by_id == me or not reviews.is_held(review))
        and regulations.is_clean(review.subject, on=today)
    }
    return {
        "page": page,
        "now": now(),
        "clean": clean,
        "name": _name,
        "unsure": any(working_days.is_unsure(review.due_at) for review in page.items),
    }


def _name(review: Review) -> str:
    """Return what the review is about, in words."""
    subject = review.subject
    if isinstance(subject, Proposal):
        return str(_("%(kind)s方案 #%(number)s", kind=label(subject.kind), number=subject.id))
    return subject.name if isinstance(subject, Organization) else subject.title


def _address(review: Review) -> str:
    """Return where all of the subject is to be seen."""
    match review.subject:
        case Organization(id=number):
            return url_for("organizations.examine", organization_id=number)
        case Programme(id=number):
            return url_for("programmes.show", programme_id=number)
        case Demand(id=number):
            return url_for("demands.show", demand_id=number)
    return url_for("proposals.show", proposal_id=review.subject.id)


def _decide(review: Review, form: DecisionForm) -> bool:
    decision, reason = Decision(form.decision.data), form.reason.data or ""
    ruling = Ruling(decision, reason, form.comments(), form.seen.data)
    decisions.decide(db_session(), review, ruling, version=form.version.data, actor=actor())
    return True


def _note_seen(form: DecisionForm, review: Review) -> None:
    """Let the form say which state of the review and of its subject the page shows."""
    form.version.data, form.version.raw_data = review.version, None
    form.seen.data, form.seen.raw_data = trail.last(db_session(), review.subject), None


def _open(review_id: int, permission: Permission) -> Review:
    review = db_session().get_one(Review, review_id)
    check(permission, review)
    return review


def _changes_since_last(subject: Subject) -> trail.Changes:
    """Return what was edited since somebody last decided on it; for something new, nothing."""
    session = db_session()
    last = trail.last(session, subject, decisions.ROUND_ENDS)
    return trail.changes_since(session, subject, last or trail.last(session, subject))


def _page(review: Review) -> dict[str, Any]:
    """Return what the page of a review shows."""
    session, subject = db_session(), review.subject
    is_mine = review.taken_by_id == identity().user_id
    gates = [] if review.proposal is None else review.proposal.gates
    return {
        "review": review,
        "name": _name(review),
        "address": _address(review),
        "subject": subject,
        "findings": regulations.examine(subject, on=working_days.today()),
        "later": regulations.later(subject, on=working_days.today()),
        "authorities": readings.authorities(session, review),
        "gates": [tell_gate(row) for row in gates],
        "readings": [] if review.proposal is None else readings.of_round(session, review.proposal),
        "events": trail.history(session, subject),
        "since_last": changes.tell(_changes_since_last(subject)) if review.decided_at is None else [],
        "meanwhile": [],
        "is_open": review.decided_at is None,
        "is_mine": is_mine,
        "is_held": reviews.is_held(review),
        "unsure": working_days.is_unsure(review.due_at),
        "now": now(),
    }
