"""Organizations as their authority sees them: the list, one of them, claims, and doubles."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Claim, Organization
from matchmaker.policy import Permission, permits
from matchmaker.services import reviews, suspensions
from matchmaker.services.paging import TOP, Window
from matchmaker.services.people import claims, directory, merges, organizations
from matchmaker.services.people.directory import Filter
from matchmaker.services.people.regions import stands_above
from matchmaker.web.access import actor, check, db_session, identity, requires
from matchmaker.web.forms.listings import window
from matchmaker.web.forms.numbers import whole
from matchmaker.web.forms.organizations import ClaimDecisionForm, DecisionForm, FilterForm, MergeForm
from matchmaker.web.labels import label
from matchmaker.web.members.organizations import blueprint
from matchmaker.workflow import ORGANIZATION, OrganizationState

__all__ = ["blueprint"]  # The pages of one noun share one blueprint, whoever they are for.


@blueprint.get("")
@requires(Permission.ORGANIZATION_VERIFY)
def index() -> ResponseReturnValue:
    """Show the organizations of the region, those that wait first."""
    session, form = db_session(), FilterForm(request.args)
    page = directory.listing(session, identity(), filter_=form.filter(), window=window())
    return render_template(
        "authorities/organizations/index.html",
        form=form,
        page=page,
        claims=directory.count_claims(session, identity()),
        members=directory.member_counts(session, page.items),
    )


@blueprint.get("/<int:organization_id>/record")
@requires(Permission.ORGANIZATION_VERIFY)
def examine(organization_id: int) -> ResponseReturnValue:
    """Show all that is known of an organization, and what may be decided."""
    return _record(_load(organization_id), DecisionForm()), 200


@blueprint.post("/<int:organization_id>/decision")
@requires(Permission.ORGANIZATION_VERIFY)
def decide(organization_id: int) -> ResponseReturnValue:
    """Verify, refuse or suspend."""
    organization, form = _load(organization_id), DecisionForm()
    has_waited = organization.state is OrganizationState.UNVERIFIED
    if form.validate():
        done = form.attempt(lambda: _decide(organization, form.action.data, form.reason.data or ""))
        if done is not None:
            state = label(done.state)
            flash(_("“%(name)s”：%(state)s，已通知该单位。", name=done.name, state=state), "success")
            following = _next(done) if has_waited else done
            return redirect(url_for(".examine", organization_id=following.id), 303)
    return _record(organization, form), 422


def _next(decided: Organization) -> Organization:
    """Return whoever waits to be verified next; with nobody left, the one that was decided."""
    waiting = directory.listing(db_session(), identity(), filter_=Filter(state=OrganizationState.UNVERIFIED))
    return next(iter(waiting.items), decided)


def _decide(organization: Organization, action: str, reason: str) -> Organization:
    if action == "suspend":
        return suspensions.suspend(db_session(), organization, reason=reason, actor=actor())
    return organizations.decide(db_session(), organization, action=action, reason=reason, actor=actor())


def _load(organization_id: int) -> Organization:
    organization = db_session().get_one(Organization, organization_id)
    check(Permission.ORGANIZATION_VERIFY, organization)
    return organization


def _record(organization: Organization, form: DecisionForm) -> str:
    session = db_session()
    offered = ORGANIZATION.actions(organization.state) if stands_above(identity(), organization) else {}
    doubles = directory.doubles(session, organization)
    waiting = reviews.open_of(session, organization)
    return render_template(
        "authorities/organizations/record.html",
        organization=organization,
        review=next((row for row in waiting if permits(identity(), Permission.REVIEW_DECIDE, row)), None),
        form=form,
        actions=[name for name, needed in offered.items() if needed is Permission.ORGANIZATION_VERIFY],
        facts=directory.said(session, organization),
        memberships=directory.memberships(session, organization),
        events=directory.history(session, organization),
        verdict=directory.verdict(session, organization),
        weight=directory.weight(session, organization),
        doubles=[row for row in doubles if permits(identity(), Permission.ORGANIZATION_MERGE, row)],
    )


@blueprint.get("/<int:organization_id>/merge")
@requires(Permission.ORGANIZATION_MERGE)
def compare(organization_id: int) -> ResponseReturnValue:
    """Show two records side by side before they become one."""
    form = MergeForm(data={"into_id": request.args.get("into", type=whole)})
    return _comparison(_load_double(organization_id), form), 200


@blueprint.post("/<int:organization_id>/merge")
@requires(Permission.ORGANIZATION_MERGE)
def merge(organization_id: int) -> ResponseReturnValue:
    """Move everything to the other record and close this one."""
    double, form = _load_double(organization_id), MergeForm()
    if form.validate():
        into = _load_double(form.into_id.data)
        done = form.attempt(lambda: merges.merge(db_session(), double, into=into, actor=actor()))
        if done is not None:
            flash(_("两个单位已合并。"), "success")
            return redirect(url_for(".examine", organization_id=done.id), 303)
    return _comparison(double, form), 422


def _load_double(organization_id: int) -> Organization:
    organization = db_session().get_one(Organization, organization_id)
    check(Permission.ORGANIZATION_MERGE, organization)
    return organization


def _comparison(double: Organization, form: MergeForm) -> str:
    session, both = db_session(), [double]
    if form.into_id.data:
        both.append(_load_double(form.into_id.data))
    return render_template(
        "authorities/organizations/merge.html",
        form=form,
        organization=double,
        both=[(row, directory.said(session, row), directory.weight(session, row)) for row in both],
    )


@blueprint.get("/claims")
@requires(Permission.ORGANIZATION_VERIFY)
def list_claims() -> ResponseReturnValue:
    """Show who wants to act for an organization of the region."""
    return _claims(ClaimDecisionForm(), window()), 200


@blueprint.post("/claims/<int:claim_id>")
@requires(Permission.ORGANIZATION_VERIFY)
def decide_claim(claim_id: int) -> ResponseReturnValue:
    """Accept or refuse a claim."""
    claim, form = db_session().get_one(Claim, claim_id), ClaimDecisionForm()
    check(Permission.ORGANIZATION_VERIFY, claim.organization)
    if form.validate():
        done = form.attempt(
            lambda: claims.decide(
                db_session(),
                claim,
                is_accepted=form.action.data == "accept",
                reason=form.reason.data or "",
                actor=actor(),
            )
        )
        if done is not None:
            flash(_("认领申请已处理，并已通知申请人。"), "success")
            return redirect(url_for(".list_claims"), 303)
    return _claims(form, TOP), 422


def _claims(form: ClaimDecisionForm, shown: Window) -> str:
    page = directory.claims(db_session(), identity(), window=shown)
    return render_template("authorities/organizations/claims.html", form=form, page=page)
