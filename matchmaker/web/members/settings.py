"""One's own account: name and language, password, and the browsers in which one is signed in."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from matchmaker.policy import Permission
from matchmaker.services.people import accounts, sessions
from matchmaker.web import signing
from matchmaker.web.access import actor, db_session, requires
from matchmaker.web.access import settings as read_settings
from matchmaker.web.forms.accounts import ChangePasswordForm, SettingsForm
from matchmaker.web.public.accounts import blueprint

__all__ = ["blueprint"]  # The pages of one noun share one blueprint, whoever they are for.


@blueprint.get("/settings")
@requires(Permission.ACCOUNT_USE)
def settings() -> ResponseReturnValue:
    """Show name and language."""
    form = SettingsForm(data={"name": g.user.name, "language": g.user.language})
    return render_template("members/settings/index.html", form=form)


@blueprint.post("/settings")
@requires(Permission.ACCOUNT_USE)
def edit() -> ResponseReturnValue:
    """Keep name and language; the language holds from the next page on."""
    form = SettingsForm()
    if not form.validate():
        return render_template("members/settings/index.html", form=form), 422
    accounts.edit(db_session(), g.user, name=form.name.data, language=form.language.data, actor=actor())
    flash(_("设置已保存。"), "success")
    response = redirect(url_for(".settings"), 303)
    # The cookie of an earlier choice would outdo the account's language.
    response.set_cookie("language", form.language.data, max_age=31536000, samesite="Lax", httponly=True)
    return response


@blueprint.get("/password")
@requires(Permission.ACCOUNT_USE)
def password() -> ResponseReturnValue:
    """Ask for the old password and the new one."""
    return render_template("members/settings/password.html", form=ChangePasswordForm())


@blueprint.post("/password")
@requires(Permission.ACCOUNT_USE)
def change_password() -> ResponseReturnValue:
    """Set a new password; every other browser is signed out, this one gets a new session."""
    form = ChangePasswordForm()
    if form.validate():
        done = form.attempt(
            lambda: accounts.change_password(
                db_session(), g.user, old=form.old.data, new=form.password.data, actor=actor()
            )
        )
        if done is not None:
            signing.sign_in(done)
            flash(_("密码已修改，其他设备已退出登录。"), "success")
            return redirect(url_for(".settings"), 303)
    return render_template("members/settings/password.html", form=form), 422


@blueprint.get("/sessions")
@requires(Permission.ACCOUNT_USE)
def list_sessions() -> ResponseReturnValue:
    """Show where one is signed in."""
    rows = sessions.live(db_session(), g.user.id, settings=read_settings())
    return render_template("members/settings/sessions.html", sessions=rows, current_id=current_user.row.id)


@blueprint.post("/sessions/<int:session_id>/end")
@requires(Permission.ACCOUNT_USE)
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign one of one's own browsers out; another person's session is not found."""
    sessions.end(db_session(), user_id=g.user.id, session_id=session_id)
    flash(_("该设备已退出登录。"), "success")
    return redirect(url_for(".list_sessions"), 303)


@blueprint.post("/sessions/end-others")
@requires(Permission.ACCOUNT_USE)
def end_other_sessions() -> ResponseReturnValue:
    """Sign every other browser out."""
    sessions.revoke(db_session(), user_id=g.user.id, except_id=current_user.row.id)
    flash(_("其他设备均已退出登录。"), "success")
    return redirect(url_for(".list_sessions"), 303)
