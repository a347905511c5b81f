"""Who acts for an organization: its members and its invitations."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Organization
from matchmaker.policy import Permission
from matchmaker.services.people import directory, invitations, memberships
from matchmaker.web.access import actor, check, db_session, identity, requires, settings
from matchmaker.web.forms.organizations import InvitationForm

blueprint = Blueprint("members", __name__, url_prefix="/organizations/<int:organization_id>/members")


@blueprint.get("")
@requires(Permission.MEMBERSHIP_MANAGE)
def index(organization_id: int) -> ResponseReturnValue:
    """Show who acts for the organization and who is invited."""
    return _page(_load(organization_id), InvitationForm()), 200


@blueprint.post("/invitations")
@requires(Permission.MEMBERSHIP_MANAGE)
def invite(organization_id: int) -> ResponseReturnValue:
    """Mail an invitation."""
    organization, form = _load(organization_id), InvitationForm()
    if form.validate():
        done = form.attempt(
            lambda: invitations.invite(
                db_session(), organization, email=form.email.data, link=_link, actor=actor()
            )
        )
        if done is not None:
            flash(_("邀请邮件已发送，7天内有效。"), "success")
            return redirect(url_for(".index", organization_id=organization_id), 303)
    return _page(organization, form), 422


@blueprint.post("/invitations/<int:invitation_id>/withdraw")
@requires(Permission.MEMBERSHIP_MANAGE)
def withdraw(organization_id: int, invitation_id: int) -> ResponseReturnValue:
    """Make an invitation worthless."""
    organization = _load(organization_id)
    invitations.withdraw(db_session(), organization, invitation_id, actor=actor())
    flash(_("邀请已撤销。"), "success")
    return redirect(url_for(".index", organization_id=organization_id), 303)


@blueprint.post("/<int:membership_id>/remove")
@requires(Permission.MEMBERSHIP_MANAGE)
def remove(organization_id: int, membership_id: int) -> ResponseReturnValue:
    """Take a person's right to act for the organization; the last one stays."""
    organization, form = _load(organization_id), InvitationForm()
    done = form.attempt(lambda: memberships.remove(db_session(), organization, membership_id, actor=actor()))
    if done is None:
        return _page(organization, form), 422
    if done.user_id == identity().user_id:  # Who left may not see the members any more.
        flash(_("您已退出“%(name)s”。", name=organization.name), "success")
        return redirect(url_for("organizations.show_mine"), 303)
    flash(_("已移除成员“%(name)s”。", name=done.user.name), "success")
    return redirect(url_for(".index", organization_id=organization_id), 303)


def _load(organization_id: int) -> Organization:
    organization = db_session().get_one(Organization, organization_id)
    check(Permission.MEMBERSHIP_MANAGE, organization)
    return organization


def _link(token: str) -> str:
    return settings().base_url + url_for("accounts.invitation", token=token)


def _page(organization: Organization, form: InvitationForm) -> str:
    return render_template(
        "members/organizations/members.html",
        organization=organization,
        form=form,
        memberships=directory.memberships(db_session(), organization),
        invitations=directory.invitations(db_session(), organization),
    )
