"""Getting in and out: log in, sign up, set a forgotten password, accept an invitation."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import User
from matchmaker.policy import Permission
from matchmaker.services.people import accounts, invitations, resets, sessions
from matchmaker.services.people.accounts import Person
from matchmaker.terms import OrganizationKind
from matchmaker.web import signing
from matchmaker.web.access import actor, browser, database, db_session, identity, requires, settings
from matchmaker.web.errors import tell
from matchmaker.web.forms.accounts import (
    ForgottenPasswordForm,
    JoinForm,
    LogInForm,
    NewPasswordForm,
    TokenForm,
)
from matchmaker.web.forms.organizations import SIGN_UP_FORMS

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")


@blueprint.get("/log-in")
@requires(Permission.SITE_READ)
def log_in() -> ResponseReturnValue:
    """Ask for address and password."""
    if identity().user_id is not None:
        return redirect(signing.destination(request.args.get("next")))
    form = LogInForm(data={"next": request.args.get("next", "")})
    return render_template("public/accounts/log_in.html", form=form)


@blueprint.post("/log-in")
@requires(Permission.SITE_READ)
def open_session() -> ResponseReturnValue:
    """Sign in, in a new session."""
    form, status = LogInForm(), 422
    if form.validate():
        user, status = _authenticate(form)
        if user is not None:
            signing.sign_in(user)
            return redirect(signing.destination(form.next.data), 303)
    return render_template("public/accounts/log_in.html", form=form), status


def _authenticate(form: LogInForm) -> tuple[User | None, int]:
    """Return whose password it is, else None and the status of the answer.

    The password is checked outside of the request's transaction: it takes long, and a failure must stay
    written although the request fails.
    """
    email, password = form.email.data, form.password.data
    db_session().rollback()
    try:
        with database().reading() as reading:
            user = sessions.check_password(
                reading, email=email, password=password, browser=browser(), settings=settings()
            )
    except sessions.LockedError as error:
        form.form_errors.append(tell(error))
        return None, error.status
    except sessions.WrongPasswordError as error:
        with database().transaction() as writing:
            sessions.note_failure(writing, email=email, browser=browser())
        form.form_errors.append(tell(error))
        return None, error.status
    return user, 303


@blueprint.post("/log-out")
@requires(Permission.SITE_READ)
def log_out() -> ResponseReturnValue:
    """Sign out; the session's row is revoked."""
    signing.sign_out()
    flash(_("您已退出登录。"), "success")
    return redirect(url_for("home.index"), 303)


@blueprint.get("/sign-up")
@requires(Permission.SITE_READ)
def sign_up() -> ResponseReturnValue:
    """Ask for whom the visitor acts, then for both the visitor and the organization."""
    kind = request.args.get("kind", "")
    if kind not in set(OrganizationKind):
        return render_template("public/accounts/sign_up.html", kinds=OrganizationKind)
    form = SIGN_UP_FORMS[OrganizationKind(kind)]()
    return render_template("public/accounts/register.html", form=form, kind=OrganizationKind(kind))


@blueprint.post("/sign-up/<any(school,enterprise,authority):kind>")
@requires(Permission.SITE_READ)
def register(kind: str) -> ResponseReturnValue:
    """Create the account with its organization, or lead to the claim of one that is here already."""
    chosen = OrganizationKind(kind)
    form = SIGN_UP_FORMS[chosen]()
    if form.validate():
        person = Person(form["email"].data, form["person"].data, form["password"].data)
        found = form.attempt(
            lambda: accounts.sign_up(
                db_session(), person, kind=chosen, values=form.facts(), request_id=g.request_id
            )
        )
        if found is not None:
            user, organization = found
            signing.sign_in(user)
            if organization is None:
                flash(_("账号已建立。该单位已在平台登记，请提交认领申请，由主管部门核实。"), "warning")
                named = form["code"].data if "code" in form else form["name"].data
                return redirect(url_for("organizations.claim", kind=kind, named=named), 303)
            flash(_registered(chosen), "success")
            return redirect(url_for("organizations.show_mine"), 303)
    return render_template("public/accounts/register.html", form=form, kind=chosen), 422


@blueprint.get("/forgotten-password")
@requires(Permission.SITE_READ)
def forgotten_password() -> ResponseReturnValue:
    """Ask for the address of the account."""
    return render_template("public/accounts/forgotten_password.html", form=ForgottenPasswordForm())


@blueprint.post("/forgotten-password")
@requires(Permission.SITE_READ)
def request_reset() -> ResponseReturnValue:
    """Mail a link; the answer is the same whether the address has an account or not."""
    form = ForgottenPasswordForm()
    if form.validate():
        resets.request(db_session(), email=form.email.data, link=reset_link)
        flash(_("如果该邮箱已注册，我们已发送重置密码的邮件，请在一小时内查收。"), "success")
        return redirect(url_for(".log_in"), 303)
    return render_template("public/accounts/forgotten_password.html", form=form), 422


def reset_link(token: str) -> str:
    """Return the address that sets a password; the token stays out of the path, which is logged."""
    return settings().base_url + url_for("accounts.new_password", token=token)


@blueprint.get("/new-password")
@requires(Permission.SITE_READ)
def new_password() -> ResponseReturnValue:
    """Ask for the new password of a link's account."""
    token = request.args.get("token", "")
    resets.check(db_session(), token)
    return render_template("public/accounts/new_password.html", form=NewPasswordForm(data={"token": token}))


@blueprint.post("/new-password")
@requires(Permission.SITE_READ)
def set_password() -> ResponseReturnValue:
    """Set the new password; every session of the account ends."""
    form = NewPasswordForm()
    if form.validate():
        resets.check(db_session(), form.token.data)
        user = form.attempt(
            lambda: resets.redeem(
                db_session(), form.token.data, password=form.password.data, request_id=g.request_id
            )
        )
        if user is not None:
            signing.sign_out()
            flash(_("新密码已生效，请登录。"), "success")
            return redirect(url_for(".log_in"), 303)
    return render_template("public/accounts/new_password.html", form=form), 422


@blueprint.get("/invitation")
@requires(Permission.SITE_READ)
def invitation() -> ResponseReturnValue:
    """Show who invites; ask a newcomer for name and password, others for a yes."""
    return _invitation(JoinForm(data={"token": request.args.get("token", "")}))


def _invitation(form: JoinForm) -> str:
    found = invitations.check(db_session(), form.token.data or "")
    account = invitations.account(db_session(), found)
    return render_template(
        "public/accounts/invitation.html",
        form=form,
        invitation=found,
        has_account=account is not None,
        is_me=account is not None and account.id == identity().user_id,
    )


@blueprint.post("/invitation")
@requires(Permission.ACCOUNT_USE)
def accept_invitation() -> ResponseReturnValue:
    """Accept with the account that is signed in."""
    token = TokenForm().token.data or ""
    organization = invitations.accept(db_session(), token, user=g.user, actor=actor())
    flash(_("您已加入“%(name)s”。", name=organization.name), "success")
    return redirect(url_for("organizations.show_mine"), 303)


@blueprint.post("/invitation/join")
@requires(Permission.SITE_READ)
def join() -> ResponseReturnValue:
    """Create the account of an invited person and accept."""
    form = JoinForm()
    invitations.check(db_session(), form.token.data or "")
    if form.validate():
        user = form.attempt(
            lambda: accounts.join(
                db_session(),
                form.token.data,
                name=form.name.data,
                password=form.password.data,
                request_id=g.request_id,
            )
        )
        if user is not None:
            signing.sign_in(user)
            flash(_("账号已建立，欢迎使用。"), "success")
            return redirect(url_for("organizations.show_mine"), 303)
    return _invitation(form), 422


def _registered(kind: OrganizationKind) -> str:
    """Say what comes next; the desk of those who post says by whom they are verified and by when."""
    if kind is OrganizationKind.AUTHORITY:
        return str(_("注册成功。单位正在等待核验，结果会通知您。"))
    return str(_("注册成功。单位正在等待核验，由谁核验和期限见工作台，结果会通知您。"))
