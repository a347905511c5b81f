"""What a person was told: the list, opening one, marking all as read."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.services.messages import inbox
from matchmaker.web import notices
from matchmaker.web.access import db_session, identity, requires

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")


@blueprint.get("")
@requires(Permission.ACCOUNT_USE)
def index() -> ResponseReturnValue:
    """Show the newest first, all or the unread alone."""
    is_unread_only = request.args.get("show") == "unread"
    page = inbox.page(
        db_session(), _me(), is_unread_only=is_unread_only, number=request.args.get("page", 1, type=int)
    )
    lines = [(item, notices.sentence(item)) for item in page.items]
    return render_template(
        "members/notifications.html", page=page, lines=lines, is_unread_only=is_unread_only
    )


@blueprint.post("/<int:notification_id>/open")
@requires(Permission.ACCOUNT_USE)
def open_(notification_id: int) -> ResponseReturnValue:
    """Mark one as read and go to what it is about."""
    return redirect(notices.target(inbox.read(db_session(), _me(), notification_id)), 303)


@blueprint.post("/read")
@requires(Permission.ACCOUNT_USE)
def read_all() -> ResponseReturnValue:
    """Mark all as read."""
    inbox.read_all(db_session(), _me())
    return redirect(url_for(".index"), 303)


def _me() -> int:
    user_id = identity().user_id
    assert user_id is not None
    return user_id
