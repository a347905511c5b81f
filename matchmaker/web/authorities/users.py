"""User administration."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import User
from matchmaker.policy import Permission
from matchmaker.services.people import directory, sessions, users
from matchmaker.web.access import actor, db_session, requires, settings
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.forms.listings import window
from matchmaker.web.forms.users import UserFilterForm, UserForm
from matchmaker.web.public.accounts import reset_link

blueprint = Blueprint("users", __name__, url_prefix="/users")


@blueprint.get("")
@requires(Permission.USER_MANAGE)
def index() -> ResponseReturnValue:
    """Show the accounts, the newest first."""
    form = UserFilterForm(request.args)
    page = users.listing(db_session(), window=window(), **form.criteria())
    return render_template("authorities/users/index.html", form=form, page=page)


@blueprint.get("/new")
@requires(Permission.USER_MANAGE)
def new() -> ResponseReturnValue:
    """Ask for a new account."""
    return render_template("authorities/users/new.html", form=UserForm())


@blueprint.post("")
@requires(Permission.USER_MANAGE)
def create() -> ResponseReturnValue:
    """Create an account and mail its owner a link."""
    form = UserForm()
    if form.validate():
        user = form.attempt(
            lambda: users.invite(
                db_session(),
                email=form.email.data,
                name=form.name.data,
                is_administrator=form.is_administrator.data,
                link=reset_link,
                actor=actor(),
            )
        )
        if user is not None:
            flash(_("账号已建立，设置密码的邮件已发送。"), "success")
            return redirect(url_for(".show", user_id=user.id), 303)
    return render_template("authorities/users/new.html", form=form), 422


@blueprint.get("/<int:user_id>")
@requires(Permission.USER_MANAGE)
def show(user_id: int) -> ResponseReturnValue:
    """Show an account, whom it acts for and what happened to it."""
    return _page(db_session().get_one(User, user_id), BaseForm()), 200


def _page(user: User, form: BaseForm) -> str:
    session = db_session()
    return render_template(
        "authorities/users/show.html",
        user=user,
        form=form,
        memberships=directory.mine(session, user.id),
        sessions=sessions.live(session, user.id, settings=settings()),
        events=users.history(session, user),
    )


@blueprint.post("/<int:user_id>/<any(deactivate,activate,promote,demote,end_sessions):action>")
@requires(Permission.USER_MANAGE)
def change(user_id: int, action: str) -> ResponseReturnValue:
    """Close or open an account, make it an administrator's or not, or sign it out everywhere."""
    user, form = db_session().get_one(User, user_id), BaseForm()
    done = form.attempt(lambda: users.change(db_session(), user, action, actor=actor()))
    if done is None:
        return _page(user, form), 422
    flash(_("已完成。"), "success")
    return redirect(url_for(".show", user_id=user_id), 303)
