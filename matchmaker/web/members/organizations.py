"""Organizations as their people and the public see them: one's own, anybody's, and claiming one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.db import now
from matchmaker.models import Organization, Programme
from matchmaker.policy import Permission
from matchmaker.services.experience import track_records
from matchmaker.services.experience.track_records import TrackRecord
from matchmaker.services.people import accounts, claims, directory, organizations
from matchmaker.terms import OrganizationKind
from matchmaker.web.access import actor, check, db_session, identity, requires
from matchmaker.web.forms.organizations import FORMS, ClaimForm, OrganizationForm
from matchmaker.workflow import OrganizationState

blueprint = Blueprint("organizations", __name__, url_prefix="/organizations")


@blueprint.get("/mine")
@requires(Permission.ACCOUNT_USE)
def show_mine() -> ResponseReturnValue:
    """Show what one acts for and what one has claimed; a single organization is shown at once."""
    memberships = directory.mine(db_session(), g.user.id)
    claimed = directory.claims_of(db_session(), g.user.id)
    if len(memberships) == 1 and not claimed and memberships[0].organization_id in identity().member_of:
        return redirect(url_for(".show", organization_id=memberships[0].organization_id))
    return render_template("members/organizations/mine.html", memberships=memberships, claims=claimed)


@blueprint.get("/<int:organization_id>")
@requires(Permission.ORGANIZATION_READ)
def show(organization_id: int) -> ResponseReturnValue:
    """Show an organization: to the public when it is verified, to its people with what they may do."""
    session = db_session()
    organization = session.get_one(Organization, organization_id)
    check(Permission.ORGANIZATION_READ, organization)
    postings = directory.published(session, organization)
    return render_template(
        "members/organizations/show.html",
        organization=organization,
        facts=directory.said(session, organization),
        is_mine=organization.id in identity().member_of,
        verdict=directory.verdict(session, organization),
        programmes=[posting for posting in postings if isinstance(posting, Programme)],
        demands=[posting for posting in postings if not isinstance(posting, Programme)],
        record=_record(organization),
    )


def _record(organization: Organization) -> TrackRecord | None:
    """Return the track record for who is signed in; authorities have none."""
    if identity().user_id is None or organization.kind is OrganizationKind.AUTHORITY:
        return None
    return track_records.of_organization(db_session(), organization, at=now())


@blueprint.get("/<int:organization_id>/edit")
@requires(Permission.ORGANIZATION_EDIT)
def edit(organization_id: int) -> ResponseReturnValue:
    """Show the form of an organization."""
    organization = db_session().get_one(Organization, organization_id)
    check(Permission.ORGANIZATION_EDIT, organization)
    form = FORMS[organization.kind](data=_said(organization))
    _fit(form, organization)
    return _edit_page(organization, form), 200


@blueprint.post("/<int:organization_id>/edit")
@requires(Permission.ORGANIZATION_EDIT)
def save(organization_id: int) -> ResponseReturnValue:
    """Keep what an organization says of itself."""
    session = db_session()
    organization = session.get_one(Organization, organization_id)
    check(Permission.ORGANIZATION_EDIT, organization)
    form = FORMS[organization.kind]()
    _fit(form, organization)
    if form.validate():
        done = form.attempt(
            lambda: organizations.edit(
                session, organization, values=form.facts(), version=form.version.data, actor=actor()
            )
        )
        if done is not None:
            flash(_("单位信息已保存。"), "success")
            return redirect(url_for(".show", organization_id=organization_id), 303)
        if form.status == 409:
            stored = FORMS[organization.kind](formdata=None, data=_said(organization))
            _fit(stored, organization)
            form.show_stored(stored, organization.version)
    return _edit_page(organization, form), form.status


def _said(organization: Organization) -> dict[str, Any]:
    return directory.said(db_session(), organization) | {"version": organization.version}


def _edit_page(organization: Organization, form: OrganizationForm) -> str:
    return render_template(
        "members/organizations/edit.html",
        form=form,
        organization=organization,
        facts=directory.said(db_session(), organization),
    )


def _fit(form: OrganizationForm, organization: Organization) -> None:
    is_verified = organization.state is OrganizationState.VERIFIED
    said = directory.said(db_session(), organization)
    form.fit(said, is_fixed=is_verified and not identity().is_administrator)


@blueprint.post("/<int:organization_id>/apply")
@requires(Permission.ORGANIZATION_EDIT)
def apply_again(organization_id: int) -> ResponseReturnValue:
    """Ask for verification once more."""
    organization = db_session().get_one(Organization, organization_id)
    check(Permission.ORGANIZATION_EDIT, organization)
    organizations.apply_again(db_session(), organization, actor=actor())
    flash(_("已重新申请核验。"), "success")
    return redirect(url_for(".show", organization_id=organization_id), 303)


@blueprint.get("/claim")
@requires(Permission.ORGANIZATION_CLAIM)
def claim() -> ResponseReturnValue:
    """Ask which organization one acts for, and how that can be seen."""
    form = ClaimForm(data={"kind": _kind(), "named": request.args.get("named", "")})
    return render_template("members/organizations/claim.html", form=form)


@blueprint.post("/claim")
@requires(Permission.ORGANIZATION_CLAIM)
def file_claim() -> ResponseReturnValue:
    """Put the claim before the authority."""
    form = ClaimForm()
    if form.validate():
        filed = form.attempt(
            lambda: claims.file(
                db_session(),
                user=g.user,
                kind=form.kind.data,
                named=form.named.data,
                evidence=form.evidence.data,
                actor=actor(),
            )
        )
        if filed is not None:
            flash(_("认领申请已提交，主管部门核实后会通知您。"), "success")
            return redirect(url_for(".show_mine"), 303)
    return render_template("members/organizations/claim.html", form=form), 422


@blueprint.get("/new")
@requires(Permission.ORGANIZATION_CLAIM)
def new() -> ResponseReturnValue:
    """Ask for one more organization."""
    kind = _kind()
    return render_template("members/organizations/new.html", form=FORMS[kind](), kind=kind)


@blueprint.post("/new")
@requires(Permission.ORGANIZATION_CLAIM)
def enter() -> ResponseReturnValue:
    """Add an organization that the person acts for."""
    kind = _kind()
    form = FORMS[kind]()
    if form.validate():
        done = form.attempt(
            lambda: accounts.enter_organization(
                db_session(), g.user, kind=kind, values=form.facts(), actor=actor()
            )
        )
        if done is not None:
            flash(_("单位已登记，等待主管部门核验。"), "success")
            return redirect(url_for(".show", organization_id=done.id), 303)
    return render_template("members/organizations/new.html", form=form, kind=kind), 422


def _kind() -> OrganizationKind:
    asked = request.args.get("kind", "")
    return OrganizationKind(asked) if asked in set(OrganizationKind) else OrganizationKind.ENTERPRISE
