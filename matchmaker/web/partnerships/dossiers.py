"""The class dossier: its page, and the reports of its terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.db import now
from matchmaker.models import Partnership, TermReport
from matchmaker.policy import HiddenError, NotPermittedError, Permission
from matchmaker.services.running import dossiers, reports
from matchmaker.services.running.reports import enterprise_ids, school_ids
from matchmaker.services.running.terms import Term
from matchmaker.web.access import actor, check, db_session, identity, requires
from matchmaker.web.forms.reports import ConfirmForm, NewReportForm, ReportForm, ReturnForm, term_name
from matchmaker.workflow import REPORT, IllegalMoveError, PartnershipState

blueprint = Blueprint("dossiers", __name__, url_prefix="/partnerships/<int:partnership_id>/dossier")


@blueprint.get("")
@requires(Permission.PARTNERSHIP_READ)
def show(partnership_id: int) -> ResponseReturnValue:
    """Show the class: its terms against plan and regulations."""
    return render_template("members/dossiers/show.html", **_page(_open(partnership_id)))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.REPORT_FILE)
def new(partnership_id: int) -> ResponseReturnValue:
    """File the report of a term."""
    partnership = _open(partnership_id, Permission.REPORT_FILE)
    organization_id = _side(school_ids(partnership), Permission.REPORT_FILE)
    if partnership.state is not PartnershipState.RUNNING:
        raise reports.NotRunningError
    form = NewReportForm()
    form.offer(dossiers.of_partnership(db_session(), partnership, on=now().date()).open_terms)
    if form.is_submitted() and form.validate():
        filed = form.attempt(
            lambda: reports.file(
                db_session(),
                partnership,
                form.chosen(),
                form.figures(),
                organization_id=organization_id,
                actor=actor(),
            )
        )
        if filed is not None:
            return _done(partnership_id, _("学期报告已提交，请企业核对。"))
    return _edit_page(partnership, form)


@blueprint.route("/<int:report_id>/edit", methods=["GET", "POST"])
@requires(Permission.REPORT_FILE)
def edit(partnership_id: int, report_id: int) -> ResponseReturnValue:
    """Correct a report; every enterprise is asked anew."""
    report = _report(partnership_id, report_id, "edit")
    organization_id = _side(school_ids(report.partnership), Permission.REPORT_FILE)
    form = ReportForm()
    if not form.is_submitted():
        form.fill(report)
    elif form.validate():
        saved = form.attempt(
            lambda: reports.edit(
                db_session(),
                report,
                form.figures(),
                version=form.version.data or 0,
                organization_id=organization_id,
                actor=actor(),
            )
        )
        if saved is not None:
            return _done(partnership_id, _("学期报告已修改，请企业重新核对。"))
    return _edit_page(report.partnership, form, report)


@blueprint.post("/<int:report_id>/confirm")
@requires(Permission.REPORT_CONFIRM)
def confirm(partnership_id: int, report_id: int) -> ResponseReturnValue:
    """Stand behind a report."""
    form = ConfirmForm()
    return _answer(
        partnership_id,
        report_id,
        form,
        lambda report, organization_id: reports.confirm(
            db_session(),
            report,
            version=form.version.data,
            organization_id=organization_id,
            actor=actor(),
        ),
    )


@blueprint.post("/<int:report_id>/return")
@requires(Permission.REPORT_CONFIRM)
def send_back(partnership_id: int, report_id: int) -> ResponseReturnValue:
    """Ask the school to correct a report."""
    form = ReturnForm()
    return _answer(
        partnership_id,
        report_id,
        form,
        lambda report, organization_id: reports.send_back(
            db_session(),
            report,
            version=form.version.data,
            reason=form.reason.data,
            organization_id=organization_id,
            actor=actor(),
        ),
    )


def _answer(
    partnership_id: int,
    report_id: int,
    form: ConfirmForm | ReturnForm,
    act: Callable[[TermReport, int], None],
) -> ResponseReturnValue:
    """Let one of the person's enterprises answer; the first that has not confirmed goes first."""
    action = "return" if isinstance(form, ReturnForm) else "confirm"
    report = _report(partnership_id, report_id, action)
    enterprises = enterprise_ids(report.partnership)
    confirmed = {entry.organization_id for entry in report.confirmations}
    organization_id = _side((enterprises & identity().editor_of) - confirmed or enterprises, _CONFIRM)

    def perform() -> bool:
        act(report, organization_id)
        return True

    if form.validate() and form.attempt(perform):
        return _done(partnership_id, _("已记录您的核对结果。"))
    return render_template("members/dossiers/show.html", **_page(report.partnership, form)), 422


_CONFIRM = Permission.REPORT_CONFIRM


def _open(partnership_id: int, permission: Permission = Permission.PARTNERSHIP_READ) -> Partnership:
    partnership = db_session().get_one(Partnership, partnership_id)
    check(Permission.PARTNERSHIP_READ, partnership)
    check(permission, partnership)
    return partnership


def _report(partnership_id: int, report_id: int, action: str) -> TermReport:
    """Load a report of the partnership for an action that its state allows."""
    report = db_session().get_one(TermReport, report_id)
    if report.partnership_id != partnership_id:
        raise HiddenError(Permission.PARTNERSHIP_READ)
    partnership = _open(partnership_id)
    permission = REPORT.actions(report.state).get(action)
    if permission is None:
        raise IllegalMoveError(report.state, action)
    check(permission, partnership)
    return report


def _side(ids: frozenset[int], permission: Permission) -> int:
    """Return the organization of that side for which the person acts."""
    mine = sorted(ids & identity().editor_of)
    if not mine:
        raise NotPermittedError(permission)
    return mine[0]


def _done(partnership_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("dossiers.show", partnership_id=partnership_id), 303)


def _edit_page(
    partnership: Partnership, form: ReportForm, report: TermReport | None = None
) -> ResponseReturnValue:
    facts = {"partnership": partnership, "form": form, "report": report, "name": _name(report)}
    status = 422 if form.is_submitted() else 200
    return render_template("members/dossiers/edit.html", **facts), status


def _page(partnership: Partnership, form: ConfirmForm | ReturnForm | None = None) -> dict[str, Any]:
    mine = identity().editor_of
    facts: dict[str, Any] = {
        "partnership": partnership,
        "dossier": dossiers.of_partnership(db_session(), partnership, on=now().date()),
        "term_name": term_name,
        "name": _name,
        "is_school": bool(school_ids(partnership) & mine),
        "mine": enterprise_ids(partnership) & mine,
    }
    return facts if form is None else {**facts, "form": form}


def _name(report: TermReport | None) -> str:
    return "" if report is None else term_name(Term(report.school_year, report.term))
