"""What the pages of programmes and demands share: lists, one posting, and the end of one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Demand
from matchmaker.policy import Permission
from matchmaker.services import catalogue
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.matches import cards
from matchmaker.services.partnerships import ledger
from matchmaker.services.postings import demands, moves, queries
from matchmaker.services.postings.drafts import Row
from matchmaker.services.postings.queries import Filter
from matchmaker.terms import Kind, UnmetReason
from matchmaker.terms import Side as Listed
from matchmaker.web.access import actor, check, db_session, identity, may
from matchmaker.web.forms.listings import PostingListForm, exported, is_file_wanted
from matchmaker.web.forms.postings import CloseForm, names
from matchmaker.web.labels import label
from matchmaker.web.members.sides import Side
from matchmaker.web.spreadsheets import exports
from matchmaker.workflow import POSTING, PostingState


def listing(side: Side) -> ResponseReturnValue:
    """Show the person's postings, narrowed by state and keyword."""
    session = db_session()
    organizations = queries.organizations_of(session, identity(), side.model)
    ids = [organization.id for organization in organizations]
    form = PostingListForm(request.args)
    form.tidy()
    chosen = request.args.get("state", "")
    state = PostingState(chosen) if chosen in set(PostingState) else None
    is_demand = side.model is Demand
    is_unconfirmed = is_demand and request.args.get("show") == "unconfirmed"
    page = queries.mine(
        session,
        side.model,
        organization_ids=ids,
        filter_=Filter(state, (form.q.data or "").strip(), is_unconfirmed=is_unconfirmed),
        window=exported(),
    )
    match_counts = queries.match_counts(session, page.items)
    if is_file_wanted():
        return exports.postings(Listed(side.noun), page, match_counts=match_counts)
    return render_template(
        f"members/{side.noun}/list.html",
        side=side,
        page=page,
        state=state,
        is_unconfirmed=is_unconfirmed,
        unconfirmed=queries.count_unconfirmed(session, ids) if is_demand else 0,
        form=form,
        counts=queries.counts(session, side.model, organization_ids=ids),
        match_counts=match_counts,
    )


def show(side: Side, posting: Row) -> ResponseReturnValue:
    """Show one posting: to everybody what is public, to its people and authority the rest."""
    check(Permission.POSTING_READ, posting)
    session = db_session()
    # Whoever may read its matches may read what else is not for the public.
    is_inside = may(Permission.MATCH_READ, posting)
    entries = {
        name: catalogue.wording(session, list_, code) if (code := getattr(posting, name)) else ""
        for name, list_ in side.entries.items()
    }
    return render_template(
        f"members/{side.noun}/show.html",
        side=side,
        posting=posting,
        entries=entries,
        kinds=[label(Kind(value)) for value in posting.accepted_kinds],
        left=ledger.open_amount(session, posting),
        is_inside=is_inside,
        has_contact=queries.contact_visible(session, posting, identity()),
        actions=[
            (name, _step_address(side, posting, name))
            for name in moves.offered(posting)
            if may(POSTING.actions(posting.state)[name], posting)
        ],
        events=queries.history(session, posting) if is_inside else (),
        verdict=queries.verdict(session, posting) if is_inside else None,
        words=names(side.form),
        match_count=queries.match_counts(session, [posting]).get(posting.id, 0) if is_inside else 0,
        pairs=() if is_inside else cards.between(session, posting, identity().editor_of),
    )


def close(side: Side, posting: Row) -> ResponseReturnValue:
    """Ask why a posting is closed, and close it."""
    check(Permission.POSTING_EDIT, posting)
    POSTING.move(posting.state, "close")
    form = CloseForm()
    if form.is_submitted() and form.validate():
        refusal = Refusal(UnmetReason(form.why.data), form.reason.data or "")
        moves.close(db_session(), posting, refusal, actor=actor())
        flash(_("操作成功。"))
        return redirect(side.address("show", posting), 303)
    facts = {"address": side.address("close", posting), "back": side.address("show", posting)}
    body = render_template("members/postings/close.html", posting=posting, form=form, **facts)
    return body, 422 if form.is_submitted() else 200


def take_down(side: Side, posting: Row) -> ResponseReturnValue:
    """Let a reviewer take a published posting off the market and say why."""
    check(Permission.POSTING_REVIEW, posting)
    moves.act(db_session(), posting, "take_down", reason=request.form.get("reason", ""), actor=actor())
    flash(_("已撤下，发布单位会看到理由。"))
    return redirect(side.address("show", posting), 303)


def confirm(side: Side, posting: Demand) -> ResponseReturnValue:
    """Stand behind a demand that an authority keyed in."""
    check(Permission.POSTING_EDIT, posting)
    demands.confirm(db_session(), posting, actor=actor())
    flash(_("已确认，该需求由贵单位负责。"))
    return redirect(side.address("show", posting), 303)


def _step_address(side: Side, posting: Row, action: str) -> str:
    if action == "close":  # It asks why first.
        return side.address("close", posting)
    return side.address("act", posting, action=action)
