"""Reports: filed and corrected by one side, confirmed or returned by the other; the pages of both kinds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Partnership, Report
from matchmaker.policy import HiddenError, NotPermittedError, Permission
from matchmaker.services.reports import filing, periods
from matchmaker.services.reports.kinds import figures_of, kind_of, kind_of_report
from matchmaker.services.reports.periods import Period, Term
from matchmaker.web.access import actor, check, db_session, identity, requires
from matchmaker.web.forms.partnerships.reports import ConfirmForm, ReportForm, ReturnForm, report_form
from matchmaker.web.languages import lazy_gettext
from matchmaker.web.members.differences import Difference
from matchmaker.web.partnerships import dossiers, evaluations
from matchmaker.web.partnerships.evaluations import open_partnership
from matchmaker.web.templating import missing
from matchmaker.workflow import REPORT, IllegalMoveError, ReportState

blueprint = Blueprint("reports", __name__, url_prefix="/partnerships/<int:partnership_id>/reports")
# Where the reports of each kind are read: the page, its template, and what it shows.
PLACES: Mapping[str, tuple[str, str, Callable[[Partnership], dict[str, Any]]]] = {
    "term": ("dossiers.show", "members/dossiers/show.html", dossiers.page_of),
    "outcome": ("evaluations.show", "members/outcomes/show.html", evaluations.page_of),
}
# What an answer to a report has led to.
ANSWERED: Mapping[ReportState, object] = {
    ReportState.SUBMITTED: lazy_gettext("已记录您的核对结果，还有参与方没有核对。"),
    ReportState.CONFIRMED: lazy_gettext("已核对一致，这份报告不用再处理。"),
    ReportState.RETURNED: lazy_gettext("已退回，并已通知填报的一方修改。"),
}


@blueprint.route("/new/<period>", methods=["GET", "POST"])
@requires(Permission.REPORT_FILE)
def new(partnership_id: int, period: str) -> ResponseReturnValue:
    """File the report of a period."""
    partnership, asked = open_partnership(partnership_id), _period(period)
    organization_id = _side(partnership, partnership.side(kind_of(asked).filed_by), Permission.REPORT_FILE)
    filing.check_open(partnership, asked)
    form = report_form(asked)
    if form.is_submitted() and form.validate():
        filed = form.attempt(
            lambda: filing.file(
                db_session(),
                partnership,
                asked,
                form.figures(),
                organization_id=organization_id,
                actor=actor(),
            )
        )
        if filed is not None:
            return _done(filed, _("已提交，请对方核对。"))
    return _edit_page(partnership, asked, form)


@blueprint.route("/<int:report_id>/edit", methods=["GET", "POST"])
@requires(Permission.REPORT_FILE)
def edit(partnership_id: int, report_id: int) -> ResponseReturnValue:
    """Correct a report that not all have confirmed."""
    report = _report(partnership_id, report_id, "edit")
    organization_id = _side(report.partnership, {report.organization_id}, Permission.REPORT_FILE)
    period = periods.read(report.period)
    form = report_form(period)
    if not form.is_submitted():
        form.fill(report)
    elif form.validate():
        saved = form.attempt(
            lambda: filing.edit(
                db_session(),
                report,
                form.figures(),
                version=form.version.data or 0,
                organization_id=organization_id,
                actor=actor(),
            )
        )
        if saved is not None:
            return _done(saved, _("已修改，请对方重新核对。"))
    return _edit_page(report.partnership, period, form, report)


@blueprint.post("/<int:report_id>/<any(confirm, return):action>")
@requires(Permission.REPORT_CONFIRM)
def answer(partnership_id: int, report_id: int, action: str) -> ResponseReturnValue:
    """Confirm or return it for one of the person's organizations; one that has not confirmed goes first."""
    report = _report(partnership_id, report_id, action)
    others = report.partnership.side(kind_of_report(report).confirmed_by).keys()
    waiting = (others & identity().editor_of) - report.confirmed
    organization_id = _side(report.partnership, waiting or others, Permission.REPORT_CONFIRM)
    form = ReturnForm() if action == "return" else ConfirmForm()

    def act() -> bool:
        about = {"version": form.version.data, "organization_id": organization_id, "actor": actor()}
        if isinstance(form, ReturnForm):
            filing.send_back(db_session(), report, reason=form.reason.data, **about)
        else:
            filing.confirm(db_session(), report, **about)
        return True

    if form.validate() and form.attempt(act):
        return _done(report, ANSWERED[report.state])
    _page, template, page_of = PLACES[report.kind]
    facts = page_of(report.partnership) | {"form": form}
    if isinstance(form, ReturnForm):
        facts["typed"] = {report.id: form.reason.data or ""}
    return render_template(template, **facts), form.status


def _period(text: str) -> Period:
    try:
        return periods.read(text)
    except ValueError as error:
        raise HiddenError(Permission.REPORT_FILE) from error


def _report(partnership_id: int, report_id: int, action: str) -> Report:
    """Load a report of the partnership for an action that its state allows."""
    report = db_session().get_one(Report, report_id)
    if report.partnership_id != partnership_id:
        raise HiddenError(Permission.PARTNERSHIP_READ)
    open_partnership(partnership_id)
    if action not in REPORT.actions(report.state):
        raise IllegalMoveError(report.state, action)
    return report


def _side(partnership: Partnership, ids: Collection[int], permission: Permission) -> int:
    """Return the organization among these for which the person acts."""
    check(permission, partnership)
    mine = sorted(identity().editor_of & set(ids))
    if not mine:
        raise NotPermittedError(permission)
    return mine[0]


def _done(report: Report, message: object) -> ResponseReturnValue:
    flash(str(message))
    return redirect(url_for(PLACES[report.kind][0], partnership_id=report.partnership_id), 303)


def _edit_page(
    partnership: Partnership, period: Period, form: ReportForm, report: Report | None = None
) -> ResponseReturnValue:
    """Ask for the figures; who corrected an older state keeps what was typed and sees what differs."""
    facts: dict[str, Any] = {"partnership": partnership, "period": period, "form": form, "report": report}
    facts["kind"] = "term" if isinstance(period, Term) else "outcome"
    facts["back"] = PLACES[facts["kind"]][0]
    if report is not None and form.is_submitted() and form.status == 409:
        form.face(report)
        facts["changes"] = _differences(form, report)
    return render_template("members/reports/edit.html", **facts), form.status if form.is_submitted() else 200


def _differences(form: ReportForm, report: Report) -> list[Difference]:
    """Tell where the report as it is now and what was typed differ."""
    now, typed = asdict(figures_of(report)), asdict(form.figures())
    return [
        Difference(field.label.text, [_written(now[name])], [_written(typed[name])])
        for name, field in ((field.name, field) for field in form.told())
        if now[name] != typed[name]
    ]


def _written(value: object) -> str:
    return missing() if value in (None, "") else str(value)
