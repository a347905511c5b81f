"""Writing a posting: its form, a copy, and the steps of its owner."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Organization
from matchmaker.policy import NotPermittedError, Permission
from matchmaker.services.postings import moves, queries
from matchmaker.services.postings.drafts import IncompleteError, Row
from matchmaker.services.postings.moves import DoubtfulError
from matchmaker.web.access import actor, check, db_session, identity, settings
from matchmaker.web.forms.postings import PostingForm, names
from matchmaker.web.members.sides import Side
from matchmaker.workflow import POSTING, PostingState


def new(side: Side) -> ResponseReturnValue:
    """Show or take the form of a new posting."""
    owners = queries.organizations_of(db_session(), identity(), side.model)
    if not owners:
        raise NotPermittedError(Permission.POSTING_CREATE)
    form = side.form(data=queries.habits(db_session(), side.model, owners[0], g.user))
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
        comments = verdict.comments if verdict else {}
        form.remark({name: _("审核意见：%(comment)s", comment=c) for name, c in comments.items()})
    return _render(side, form, posting)


def copy(side: Side, posting: Row) -> ResponseReturnValue:
    """Begin a new draft from an old posting."""
    check(Permission.POSTING_EDIT, posting)
    draft = side.service.copy(db_session(), posting, actor=actor())
    flash(_("已复制为新的草稿，修改后可提交审核。"))
    return redirect(side.address("edit", draft), 303)


def act(side: Side, posting: Row, action: str) -> ResponseReturnValue:
    """Take one of the owner's steps; an incomplete or doubtful submission leads to the form."""
    check(Permission.POSTING_EDIT, posting)
    if action not in moves.OWNER_ACTIONS:
        raise NotPermittedError(Permission.POSTING_EDIT)
    try:
        if action == "submit":
            moves.require_certain(db_session(), posting)
        moves.act(db_session(), posting, action, actor=actor(), days=settings().posting_days)
    except (IncompleteError, DoubtfulError) as error:
        form = side.form(formdata=None, obj=posting)
        form.explain(error)
        return _render(side, form, posting)
    flash(_("操作成功。"))
    return redirect(side.address("show", posting), 303)


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
        _submit_if_asked(form, posting)
    return posting


def _change(side: Side, form: PostingForm, posting: Row) -> Row:
    side.service.edit(db_session(), posting, values=form.values(), version=form.version.data, actor=actor())
    _submit_if_asked(form, posting)
    return posting


def _submit_if_asked(form: PostingForm, posting: Row) -> None:
    if request.form.get("action") == "submit":
        if not form.is_certain.data:
            moves.require_certain(db_session(), posting)
        moves.act(db_session(), posting, "submit", actor=actor(), days=settings().posting_days)


def _saved(side: Side, posting: Row) -> ResponseReturnValue:
    if request.form.get("action") == "keep":  # A script saved the draft and stays on the form.
        return {"address": side.address("edit", posting), "version": posting.version}
    is_waiting = posting.state is PostingState.SUBMITTED
    flash(_("已提交审核，结果会通知您。") if is_waiting else _("已保存。"))
    return redirect(side.address("show", posting), 303)


def _owner(form: PostingForm, owners: Sequence[Organization]) -> Organization:
    return next((one for one in owners if one.id == form.organization_id.data), owners[0])


def _render(side: Side, form: PostingForm, posting: Row | None) -> ResponseReturnValue:
    verdict = queries.verdict(db_session(), posting) if posting is not None else None
    body = render_template(
        f"members/{side.noun}/edit.html",
        side=side,
        form=form,
        posting=posting,
        address=side.address("edit" if posting else "new", posting),
        verdict=verdict,
        words=names(side.form),
    )
    return body, 200 if request.method == "GET" else form.status
