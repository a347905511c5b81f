"""What the pages of programmes and demands share: lists, one posting, its form, its moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Organization
from matchmaker.policy import NotPermittedError, Permission
from matchmaker.services import catalogue
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.matches import cards
from matchmaker.services.partnerships import ledger
from matchmaker.services.postings import moves, queries
from matchmaker.services.postings.drafts import IncompleteError, Row
from matchmaker.services.postings.queries import Filter
from matchmaker.terms import Kind, UnmetReason
from matchmaker.web.access import actor, check, db_session, identity, may, settings
from matchmaker.web.forms.fields import List
from matchmaker.web.forms.postings import CloseForm, PostingForm
from matchmaker.web.labels import label
from matchmaker.workflow import POSTING, PostingState


@dataclass(frozen=True)
class Side:
    """What sets the pages of one side apart."""

    noun: str  # Of the blueprint, the folder of templates and the address.
    model: type[Row]
    form: type[PostingForm]
    service: ModuleType  # With create, edit and copy.
    entries: Mapping[str, List]  # Columns that hold codes of the catalogue.

    def address(self, view: str, posting: Row, action: str | None = None) -> str:
        """Return the address of a page of one posting."""
        values: dict[str, Any] = {f"{posting.__tablename__}_id": posting.id, "action": action}
        return url_for(f"{self.noun}.{view}", **{name: v for name, v in values.items() if v is not None})


def listing(side: Side) -> ResponseReturnValue:
    """Show the person's postings, narrowed by state and keyword."""
    session = db_session()
    organizations = queries.organizations_of(session, identity(), side.model)
    ids = [organization.id for organization in organizations]
    chosen, keyword = request.args.get("state", ""), request.args.get("q", "").strip()
    state = PostingState(chosen) if chosen in set(PostingState) else None
    page = queries.mine(
        session,
        side.model,
        organization_ids=ids,
        filter_=Filter(state, keyword),
        number=request.args.get("page", 1, type=int),
    )
    return render_template(
        f"members/{side.noun}/list.html",
        page=page,
        state=state,
        keyword=keyword,
        counts=queries.counts(session, side.model, organization_ids=ids),
        match_counts=queries.match_counts(session, page.items),
        region_names=catalogue.region_names(session, (item.region_code for item in page.items)),
    )


def page(side: Side, posting: Row) -> ResponseReturnValue:
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
        match_count=queries.match_counts(session, [posting]).get(posting.id, 0) if is_inside else 0,
        pairs=() if is_inside else cards.between(session, posting, identity().editor_of),
    )


def new(side: Side) -> ResponseReturnValue:
    """Show or take the form of a new posting."""
    owners = queries.organizations_of(db_session(), identity(), side.model)
    if not owners:
        raise NotPermittedError(Permission.POSTING_CREATE)
    form = side.form(data=queries.habits(db_session(), side.model, owners[0]))
    form.offer_owners(owners)
    if _is_to_be_saved(form):
        owner_id = _owner(form, owners).id
        posting = form.attempt(lambda: _create(side, form, owner_id))
        if posting is not None:
            return _saved(side, posting)
    return _render(side, form, None)


def edit(side: Side, posting: Row) -> ResponseReturnValue:
    """Show or take the form of a posting that exists."""
    check(Permission.POSTING_EDIT, posting)
    POSTING.move(posting.state, "edit")
    form = side.form(obj=posting)
    if _is_to_be_saved(form):
        if form.attempt(lambda: _change(side, form, posting)) is not None:
            return _saved(side, posting)
        if form.status == 409:
            form.show_stored(posting)
    elif request.method == "GET":
        verdict = queries.verdict(db_session(), posting)
        form.say({name: _("审核意见：%(comment)s", comment=c) for name, c in _comments(verdict).items()})
    return _render(side, form, posting)


def copy(side: Side, posting: Row) -> ResponseReturnValue:
    """Begin a new draft from an old posting."""
    check(Permission.POSTING_EDIT, posting)
    draft = side.service.copy(db_session(), posting, actor=actor())
    flash(_("已复制为新的草稿，修改后可提交审核。"))
    return redirect(side.address("edit", draft), 303)


def act(side: Side, posting: Row, action: str) -> ResponseReturnValue:
    """Take one of the owner's steps; an incomplete submission leads to the form and its gaps."""
    check(Permission.POSTING_EDIT, posting)
    if action not in moves.OWNER_ACTIONS:
        raise NotPermittedError(Permission.POSTING_EDIT)
    try:
        moves.act(db_session(), posting, action, actor=actor(), days=settings().posting_days)
    except IncompleteError as error:
        form = side.form(formdata=None, obj=posting)
        form.say({name: _("提交审核前必须填写。") for name in error.fields})
        return _render(side, form, posting)
    flash(_("操作成功。"))
    return redirect(side.address("show", posting), 303)


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


def _step_address(side: Side, posting: Row, action: str) -> str:
    if action == "close":  # It asks why first.
        return side.address("close", posting)
    return side.address("act", posting, action=action)


def _is_to_be_saved(form: PostingForm) -> bool:
    """Tell whether the form was sent and is sound; buttons that only fill it in save nothing."""
    if request.method != "POST":
        return False
    return not form.assist(request.form.get("action", "")) and bool(form.validate())


def _create(side: Side, form: PostingForm, organization_id: int) -> Row:
    posting: Row = side.service.create(
        db_session(),
        organization_id=organization_id,
        values=form.values(),
        actor=actor(),
        key=form.key.data or "",
    )
    if posting.state is PostingState.DRAFT:  # Sent twice, it may be with its reviewer already.
        _submit_if_asked(posting)
    return posting


def _change(side: Side, form: PostingForm, posting: Row) -> Row:
    side.service.edit(db_session(), posting, values=form.values(), version=form.version.data, actor=actor())
    _submit_if_asked(posting)
    return posting


def _submit_if_asked(posting: Row) -> None:
    if request.form.get("action") == "submit":
        moves.act(db_session(), posting, "submit", actor=actor(), days=settings().posting_days)


def _saved(side: Side, posting: Row) -> ResponseReturnValue:
    if request.form.get("action") == "keep":  # A script saved the draft and stays on the form.
        return {"address": side.address("edit", posting), "version": posting.version}
    is_waiting = posting.state is PostingState.SUBMITTED
    flash(_("已提交审核，结果会通知您。") if is_waiting else _("已保存。"))
    return redirect(side.address("show", posting), 303)


def _owner(form: PostingForm, owners: Sequence[Organization]) -> Organization:
    return next((one for one in owners if one.id == form.organization_id.data), owners[0])


def _comments(verdict: queries.Verdict | None) -> dict[str, Any]:
    return verdict.comments if verdict else {}


def _render(side: Side, form: PostingForm, posting: Row | None) -> ResponseReturnValue:
    verdict = queries.verdict(db_session(), posting) if posting is not None else None
    body = render_template(f"members/{side.noun}/edit.html", form=form, posting=posting, verdict=verdict)
    return body, 200 if request.method == "GET" else form.status
