"""Matches: the best partners of a posting, one pair in detail, and a proposal made of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Demand, Mark, Match, Programme, Proposal
from matchmaker.policy import HiddenError, Permission
from matchmaker.services import catalogue
from matchmaker.services.matches import cards, drafting
from matchmaker.services.partnerships import gives, judgments, marks
from matchmaker.services.partnerships.marks import Pair, Saying
from matchmaker.terms import Kind
from matchmaker.web.access import actor, check, db_session, identity, requires, settings
from matchmaker.web.forms.listings import MatchListForm, window
from matchmaker.web.forms.proposals import DismissForm, MarkForm, TermsForm, terms_form
from matchmaker.web.wording import tell_gate
from matchmaker.workflow import ProposalState

blueprint = Blueprint("matches", __name__, url_prefix="/matches")
OFFICIAL = (Mark.PINNED, Mark.VETOED)


@blueprint.get("")
@requires(Permission.MATCH_READ)
def index() -> ResponseReturnValue:
    """List a member's own postings with their matches, or an official's best pairs."""
    session, who = db_session(), identity()
    if who.editor_of:
        table = Demand if request.args.get("side") == "demands" else Programme
        other = Programme if table is Demand else Demand
        page: Any = cards.mine(session, table, who.editor_of, window=window())
        if not page.total and "side" not in request.args:
            table, page = other, cards.mine(session, other, who.editor_of, window=window())
        tallies = cards.tallies(session, page.items)
        return render_template(
            "members/matches/index.html", page=page, tallies=tallies, is_demands=table is Demand
        )
    form = MatchListForm(request.args)
    form.offer(OFFICIAL)
    return _list(form, cards.of_region(session, who, form.filters(), window=window()), posting=None)


@blueprint.get("/programmes/<int:programme_id>")
@requires(Permission.MATCH_READ)
def of_programme(programme_id: int) -> ResponseReturnValue:
    """Show the demands that match a programme."""
    return _of_posting(db_session().get_one(Programme, programme_id))


@blueprint.get("/demands/<int:demand_id>")
@requires(Permission.MATCH_READ)
def of_demand(demand_id: int) -> ResponseReturnValue:
    """Show the programmes that match a demand."""
    return _of_posting(db_session().get_one(Demand, demand_id))


@blueprint.get("/<any(programmes, demands):side>/<int:posting_id>/compare")
@requires(Permission.MATCH_READ)
def compare(side: str, posting_id: int) -> ResponseReturnValue:
    """Show up to four matches of a posting side by side."""
    session = db_session()
    posting: Programme | Demand
    if side == "programmes":
        posting = session.get_one(Programme, posting_id)
    else:
        posting = session.get_one(Demand, posting_id)
    check(Permission.MATCH_READ, posting)
    chosen = cards.compared(session, posting, request.args.getlist("other", type=int))
    return render_template("members/matches/compare.html", posting=posting, **_shown(chosen))


@blueprint.get("/<int:programme_id>/<int:demand_id>")
@requires(Permission.MATCH_READ)
def show(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Show a pair: the score, both sides, and what each kind says of it."""
    return render_template("members/matches/show.html", **_detail(_match(programme_id, demand_id)))


@blueprint.post("/<int:programme_id>/<int:demand_id>/dismiss")
@requires(Permission.MATCH_DISMISS)
def dismiss(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Put a match aside, with a reason."""
    match = _match(programme_id, demand_id, Permission.MATCH_DISMISS)
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
    match = _match(programme_id, demand_id, Permission.MATCH_DISMISS)
    marks.remove(db_session(), _pair(match), organization_id=_mine(match), actor=actor())
    flash(_("已恢复。"))
    return redirect(_back(match), 303)


@blueprint.post("/<int:programme_id>/<int:demand_id>/<any(pinned, vetoed):mark>")
@requires(Permission.MATCH_MARK)
def put_mark(programme_id: int, demand_id: int, mark: str) -> ResponseReturnValue:
    """Pin a pair for the next plan, or keep it out, with a reason."""
    match = _match(programme_id, demand_id, Permission.MATCH_MARK)
    form = MarkForm()
    saying = Saying(Mark(mark), form.reason.data or "")
    if form.validate() and form.attempt(
        lambda: marks.put(
            db_session(), _pair(match), saying, organization_id=_authority(match), actor=actor()
        )
    ):
        flash(_("已标记，下次规划时生效。"))
        return redirect(url_for(".show", programme_id=programme_id, demand_id=demand_id), 303)
    return render_template("members/matches/show.html", form=form, **_detail(match)), 422


@blueprint.post("/<int:programme_id>/<int:demand_id>/unmark")
@requires(Permission.MATCH_MARK)
def remove_mark(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Take back what the authority said of a pair."""
    match = _match(programme_id, demand_id, Permission.MATCH_MARK)
    marks.remove(db_session(), _pair(match), organization_id=_authority(match), actor=actor())
    return redirect(url_for(".show", programme_id=programme_id, demand_id=demand_id), 303)


@blueprint.get("/<int:programme_id>/<int:demand_id>/propose")
@requires(Permission.PROPOSAL_CREATE)
def propose(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Show suggested terms to begin with."""
    match = _match(programme_id, demand_id)
    best = cards.cards(db_session(), [match], identity(), settings=settings())[0].suggested
    suggested = drafting.suggest(match, settings(), kind=best.kind if best else None)
    form = _terms_form(match, len(suggested.gives))
    form.fill(suggested)
    return render_template("members/matches/propose.html", form=form, match=match)


@blueprint.post("/<int:programme_id>/<int:demand_id>/propose")
@requires(Permission.PROPOSAL_CREATE)
def create(programme_id: int, demand_id: int) -> ResponseReturnValue:
    """Make the proposal: a party's goes out at once, an authority's is a draft."""
    match = _match(programme_id, demand_id)
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


def _of_posting(posting: Programme | Demand) -> ResponseReturnValue:
    check(Permission.MATCH_READ, posting)
    form = MatchListForm(request.args)
    form.offer([Mark.DISMISSED] if identity().editor_of & posting.owner_ids else OFFICIAL)
    page = cards.of_posting(db_session(), posting, identity(), form.filters(), window=window())
    return _list(form, page, posting=posting)


def _list(form: MatchListForm, page: Any, *, posting: Programme | Demand | None) -> str:  # noqa: ANN401 - a page.
    facts = _shown(page.items)
    return render_template("members/matches/list.html", form=form, page=page, posting=posting, **facts)


def _shown(matches: Any) -> dict[str, Any]:  # noqa: ANN401 - a list or a page's items.
    """Return what pages show of matches."""
    session = db_session()
    codes = {row.region_code for match in matches for row in (match.programme, match.demand)}
    return {
        "cards": cards.cards(session, matches, identity(), settings=settings()),
        "region_names": catalogue.region_names(session, codes),
        "tell_gate": lambda gate: tell_gate(asdict(gate)),
        "dismissing": DismissForm(formdata=None),
    }


def _detail(match: Match) -> dict[str, Any]:
    """Return what the page of one pair shows."""
    facts = _shown([match])
    verdicts = facts["cards"][0].verdicts
    told = {verdict.kind: [tell_gate(asdict(gate)) for gate in verdict.gates] for verdict in verdicts}
    joined = judgments.joining(db_session(), match, settings=settings())
    return {"match": match, "told": told, "joined": joined, **facts}


def _match(programme_id: int, demand_id: int, permission: Permission = Permission.MATCH_READ) -> Match:
    match = cards.of_pair(db_session(), programme_id, demand_id)
    check(permission, match)
    return match


def _pair(match: Match) -> Pair:
    return Pair(match.programme_id, match.demand_id)


def _mine(match: Match) -> int:
    return min(identity().editor_of & match.owner_ids)


def _authority(match: Match) -> int:
    found = marks.authority_of(db_session(), identity(), match.region_codes)
    if found is None:
        raise HiddenError(Permission.MATCH_MARK)
    return found


def _back(match: Match) -> str:
    """Return the list that the pair was put aside in: one's own posting's."""
    if match.programme.organization_id in identity().editor_of:
        return url_for(".of_programme", programme_id=match.programme_id)
    return url_for(".of_demand", demand_id=match.demand_id)


def _terms_form(match: Match, rows: int) -> TermsForm:
    return terms_form({match.demand_id: match.demand.title}, rows=rows, kinds=drafting.kinds_for(match))


def _create(match: Match, form: TermsForm) -> Proposal:
    mine = identity().editor_of & match.owner_ids
    organization_id = min(mine) if mine else _authority(match)
    return drafting.create(
        db_session(),
        match,
        form.terms(),
        organization_id=organization_id,
        actor=actor(),
        settings=settings(),
    )
