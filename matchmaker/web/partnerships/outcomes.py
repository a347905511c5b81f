"""The outcome of a partnership: head-counts filed by one side, confirmed or returned by the other."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import OutcomeReport, Partnership
from matchmaker.policy import HiddenError, NotPermittedError, Permission
from matchmaker.services.outcomes import reports
from matchmaker.services.outcomes.sides import confirming, reporting
from matchmaker.terms import Stage
from matchmaker.web.access import actor, check, db_session, identity, requires
from matchmaker.web.forms.partnerships.outcomes import OutcomeForm, outcome_form
from matchmaker.web.forms.reports import ConfirmForm, ReturnForm
from matchmaker.web.partnerships.evaluations import open_partnership, page_of
from matchmaker.workflow import REPORT, IllegalMoveError

blueprint = Blueprint("outcomes", __name__, url_prefix="/partnerships/<int:partnership_id>/outcomes")
STAGES = ", ".join(Stage)


@blueprint.route(f"/new/<any({STAGES}):stage>", methods=["GET", "POST"])
@requires(Permission.REPORT_FILE)
def new(partnership_id: int, stage: str) -> ResponseReturnValue:
    """File the figures of a stage."""
    partnership = open_partnership(partnership_id)
    asked = Stage(stage)
    organization_id = _side(partnership, reporting(partnership, asked), Permission.REPORT_FILE)
    form = outcome_form(asked)
    if form.is_submitted() and form.validate():
        filed = form.attempt(
            lambda: reports.file(
                db_session(),
                partnership,
                asked,
                form.counts(),
                organization_id=organization_id,
                actor=actor(),
            )
        )
        if filed is not None:
            return _done(partnership_id, _("成效数据已提交，请对方核对。"))
    return _edit_page(partnership, asked, form)


@blueprint.route("/<int:report_id>/edit", methods=["GET", "POST"])
@requires(Permission.REPORT_FILE)
def edit(partnership_id: int, report_id: int) -> ResponseReturnValue:
    """Correct figures that not all have confirmed."""
    report = _report(partnership_id, report_id, "edit")
    mine = frozenset({report.organization_id})
    organization_id = _side(report.partnership, mine, Permission.REPORT_FILE)
    form = outcome_form(report.stage)
    if not form.is_submitted():
        form.fill(report)
    elif form.validate():
        saved = form.attempt(
            lambda: reports.edit(
                db_session(),
                report,
                form.counts(),
                version=form.version.data or 0,
                organization_id=organization_id,
                actor=actor(),
            )
        )
        if saved is not None:
            return _done(partnership_id, _("成效数据已修改，请对方重新核对。"))
    return _edit_page(report.partnership, report.stage, form, report)


@blueprint.post("/<int:report_id>/confirm")
@requires(Permission.REPORT_CONFIRM)
def confirm(partnership_id: int, report_id: int) -> ResponseReturnValue:
    """Stand behind figures of the other side."""
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
    """Ask the other side to correct its figures."""
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
    act: Callable[[OutcomeReport, int], None],
) -> ResponseReturnValue:
    """Let one of the person's organizations answer; one that has not confirmed goes first."""
    report = _report(partnership_id, report_id, "return" if isinstance(form, ReturnForm) else "confirm")
    others = confirming(report.partnership, report.stage)
    confirmed = {entry.organization_id for entry in report.confirmations}
    waiting = (others & identity().editor_of) - confirmed or others
    organization_id = _side(report.partnership, waiting, Permission.REPORT_CONFIRM)

    def perform() -> bool:
        act(report, organization_id)
        return True

    if form.validate() and form.attempt(perform):
        return _done(partnership_id, _("已记录您的核对结果。"))
    facts = page_of(open_partnership(partnership_id))
    return render_template("members/outcomes/show.html", form=form, **facts), 422


def _report(partnership_id: int, report_id: int, action: str) -> OutcomeReport:
    """Load a report of the partnership for an action that its state allows."""
    report = db_session().get_one(OutcomeReport, report_id)
    if report.partnership_id != partnership_id:
        raise HiddenError(Permission.PARTNERSHIP_READ)
    open_partnership(partnership_id)
    if action not in REPORT.actions(report.state):
        raise IllegalMoveError(report.state, action)
    return report


def _side(partnership: Partnership, ids: frozenset[int], permission: Permission) -> int:
    """Return the organization of that side for which the person acts."""
    check(permission, partnership)
    mine = sorted(ids & identity().editor_of)
    if not mine:
        raise NotPermittedError(permission)
    return mine[0]


def _done(partnership_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("evaluations.show", partnership_id=partnership_id), 303)


def _edit_page(
    partnership: Partnership, stage: Stage, form: OutcomeForm, report: OutcomeReport | None = None
) -> ResponseReturnValue:
    facts = {"partnership": partnership, "stage": stage, "form": form, "report": report}
    return render_template("members/outcomes/edit.html", **facts), 422 if form.is_submitted() else 200
