"""What a person was told: the list, opening one, marking all as read."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.policy import Permission
from matchmaker.services.messages import inbox
from matchmaker.services.messages import preferences as choices
from matchmaker.web import notices
from matchmaker.web.access import db_session, identity, requires
from matchmaker.web.forms.accounts import PreferencesForm
from matchmaker.web.forms.listings import window

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")


@blueprint.get("")
@requires(Permission.ACCOUNT_USE)
def index() -> ResponseReturnValue:
    """Show the newest first, all or the unread alone."""
    is_unread_only = request.args.get("show") == "unread"
    page = inbox.page(db_session(), _me(), is_unread_only=is_unread_only, window=window())
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


@blueprint.get("/preferences")
@requires(Permission.ACCOUNT_USE)
def preferences() -> ResponseReturnValue:
    """Show how often one wants mail about what."""
    chosen = choices.of(db_session(), _me())
    form = PreferencesForm(data={topic.value: frequency.value for topic, frequency in chosen.items()})
    return render_template("members/settings/preferences.html", form=form)


@blueprint.post("/preferences")
@requires(Permission.ACCOUNT_USE)
def choose() -> ResponseReturnValue:
    """Keep how often one wants mail; what waits to be mailed follows."""
    form = PreferencesForm()
    if not form.validate():
        return render_template("members/settings/preferences.html", form=form), 422
    choices.choose(db_session(), _me(), form.chosen())
    flash(_("设置已保存。"), "success")
    return redirect(url_for(".preferences"), 303)


def _me() -> int:
    user_id = identity().user_id
    assert user_id is not None
    return user_id
