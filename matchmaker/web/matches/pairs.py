"""One pair in detail, matched or only named, and what its sides and their authorities say of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from matchmaker.models import Mark, Match
from matchmaker.policy import HiddenError, Permission
from matchmaker.services.matches import cards, unmatched
from matchmaker.services.matches.unmatched import Absence
from matchmaker.services.partnerships import judgments, marks
from matchmaker.services.partnerships.marks import Pair, Saying
from matchmaker.web.access import actor, check, db_session, identity, requires, settings
from matchmaker.web.forms.proposals import DismissForm, MarkForm
from matchmaker.web.matches.lists import blueprint, shown
from matchmaker.web.wording import tell_gate


@blueprint.get("/<int:programme_id>/<int:demand_id>")
@requires(Permission.MATCH_READ)
def show(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Show a pair, matched or named: the score, both sides, and what each kind says of it."""
    return render_template("members/matches/show.html", **_detail(*_look(programme_id, demand_id)))


@blueprint.post("/<int:programme_id>/<int:demand_id>/dismiss")
@requires(Permission.MATCH_DISMISS)
def dismiss(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Put a match aside, with a reason."""
    match = load(programme_id, demand_id, Permission.MATCH_DISMISS)
    form = DismissForm()
    form.validate()
    saying = Saying(Mark.DISMISSED, form.reason.data or "")
    marks.put(db_session(), _pair(match), saying, organization_id=_mine(match), actor=actor())
    flash(_("已标记为不感兴趣，可在“不感兴趣”中恢复。"))
    return redirect(_back(match), 303)


@blueprint.post("/<int:programme_id>/<int:demand_id>/restore")
@requires(Permission.MATCH_DISMISS)
def restore(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Take back that a match does not interest."""
    match = load(programme_id, demand_id, Permission.MATCH_DISMISS)
    marks.remove(db_session(), _pair(match), organization_id=_mine(match), actor=actor())
    flash(_("已恢复。"))
    return redirect(_back(match), 303)


@blueprint.post("/<int:programme_id>/<int:demand_id>/<any(pinned, vetoed):mark>")
@requires(Permission.MATCH_MARK)
def put_mark(programme_id: int, demand_id: int, mark: str) -> ResponseReturnValue:
    """Pin a pair for the next plan, or keep it out, with a reason."""
    match = load(programme_id, demand_id, Permission.MATCH_MARK)
    form = MarkForm()
    saying = Saying(Mark(mark), form.reason.data or "")
    if form.validate() and form.attempt(
        lambda: marks.put(db_session(), _pair(match), saying, organization_id=authority(match), actor=actor())
    ):
        flash(_("已标记，下次规划时生效。"))
        return redirect(url_for(".show", programme_id=programme_id, demand_id=demand_id), 303)
    return render_template("members/matches/show.html", form=form, **_detail(match, None)), 422


@blueprint.post("/<int:programme_id>/<int:demand_id>/unmark")
@requires(Permission.MATCH_MARK)
def remove_mark(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Take back what the authority said of a pair."""
    match = load(programme_id, demand_id, Permission.MATCH_MARK)
    marks.remove(db_session(), _pair(match), organization_id=authority(match), actor=actor())
    return redirect(url_for(".show", programme_id=programme_id, demand_id=demand_id), 303)


def _detail(match: Match, absence: Absence | None) -> dict[str, Any]:
    """Return what the page of one pair shows."""
    detail = cards.detail(db_session(), match, settings=settings())
    told = {verdict.kind: [tell_gate(asdict(gate)) for gate in verdict.gates] for verdict in detail.verdicts}
    joined = judgments.joining(db_session(), match, settings=settings())
    facts = {"match": match, "absence": absence, "detail": detail, "told": told, "joined": joined}
    return facts | shown([match])


def _look(programme_id: int, demand_id: int) -> tuple[Match, Absence | None]:
    """Return a match; of a pair that is none, its score as of now and why it is none."""
    try:
        return load(programme_id, demand_id), None
    except NoResultFound:
        named = unmatched.of_pair(db_session(), programme_id, demand_id)
        check(Permission.MATCH_READ, named)
        return named, unmatched.weigh(db_session(), named, settings=settings())


def load(programme_id: int, demand_id: int, permission: Permission = Permission.MATCH_READ) -> Match:
    """Return the match of a pair to somebody who may do so much with it."""
    match = cards.of_pair(db_session(), programme_id, demand_id)
    check(permission, match)
    return match


def _pair(match: Match) -> Pair:
    return Pair(match.programme_id, match.demand_id)


def _mine(match: Match) -> int:
    return min(identity().editor_of & match.owner_ids)


def authority(match: Match) -> int:
    """Return the authority that the person acts for in this pair."""
    found = marks.authority_of(db_session(), identity(), match.region_codes)
    if found is None:
        raise HiddenError(Permission.MATCH_MARK)
    return found


def _back(match: Match) -> str:
    """Return the list that the pair was put aside in: one's own posting's."""
    if match.programme.organization_id in identity().editor_of:
        return url_for(".of_programme", programme_id=match.programme_id)
    return url_for(".of_demand", demand_id=match.demand_id)
