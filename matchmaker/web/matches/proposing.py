"""A proposal made of a matched pair."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Match, Proposal
from matchmaker.policy import Permission
from matchmaker.services.matches import cards, drafting
from matchmaker.services.partnerships import gives
from matchmaker.terms import Kind
from matchmaker.web.access import actor, db_session, identity, requires, settings
from matchmaker.web.forms.proposals import TermsForm, terms_form
from matchmaker.web.matches.lists import blueprint
from matchmaker.web.matches.pairs import authority, load
from matchmaker.workflow import ProposalState

__all__ = ["blueprint"]  # The pages about matches share one blueprint.


@blueprint.get("/<int:programme_id>/<int:demand_id>/propose")
@requires(Permission.PROPOSAL_CREATE)
def propose(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Show suggested terms to begin with."""
    match = load(programme_id, demand_id)
    best = cards.cards(db_session(), [match], identity(), settings=settings())[0].suggested
    suggested = drafting.suggest(match, settings(), kind=best.kind if best else None)
    form = _terms_form(match, len(suggested.gives))
    form.fill(suggested)
    return render_template("members/matches/propose.html", form=form, match=match)


@blueprint.post("/<int:programme_id>/<int:demand_id>/propose")
@requires(Permission.PROPOSAL_CREATE)
def create(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Make the proposal: a party's goes out at once, an authority's is a draft."""
    match = load(programme_id, demand_id)
    form = _terms_form(match, 0)
    is_valid = form.validate()
    if is_valid and "refill" in request.form:
        kind, students = Kind(form.kind.data), form.students.data
        rows = gives.default_gives(kind, match.programme, [match.demand], students=students)
        form = _terms_form(match, len(rows))
        form.fill_gives(rows)
        return render_template("members/matches/propose.html", form=form, match=match)
    proposal = form.attempt(lambda: _create(match, form)) if is_valid else None
    if proposal is not None:
        is_draft = proposal.state is ProposalState.DRAFT
        flash(_("合作方案已生成。") if is_draft else _("合作方案已发送给对方，我方已记为有意向。"))
        return redirect(url_for("proposals.show", proposal_id=proposal.id), 303)
    return render_template("members/matches/propose.html", form=form, match=match), 422


def _terms_form(match: Match, rows: int) -> TermsForm:
    return terms_form({match.demand_id: match.demand.title}, rows=rows, kinds=drafting.kinds_for(match))


def _create(match: Match, form: TermsForm) -> Proposal:
    mine = identity().editor_of & match.owner_ids
    organization_id = min(mine) if mine else authority(match)
    return drafting.create(
        db_session(),
        match,
        form.terms(),
        organization_id=organization_id,
        actor=actor(),
        settings=settings(),
    )
