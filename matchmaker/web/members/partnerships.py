"""Agreed partnerships: the list, the page of one, its start and an early end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Partnership
from matchmaker.policy import Permission
from matchmaker.services import trail, working_days
from matchmaker.services.agreements import scans
from matchmaker.services.outcomes import owed
from matchmaker.services.partnerships import partnerships
from matchmaker.web import desks
from matchmaker.web.access import actor, check, db_session, identity, may, requires
from matchmaker.web.forms.listings import PartnershipListForm, exported, is_file_wanted
from matchmaker.web.forms.proposals import EndForm
from matchmaker.web.spreadsheets import exports
from matchmaker.web.templating import listed
from matchmaker.workflow import PARTNERSHIP, IllegalMoveError

blueprint = Blueprint("partnerships", __name__, url_prefix="/partnerships")


@blueprint.get("")
@requires(Permission.PARTNERSHIP_READ)
def index() -> ResponseReturnValue:
    """List the partnerships that concern the person."""
    form = PartnershipListForm(request.args)
    state, session = form.chosen(), db_session()
    among = owed.waiting(session, identity()) if form.show.data == "waiting" else None
    page = partnerships.search(session, identity(), state=state, among=among, window=exported())
    if is_file_wanted():
        return exports.partnerships(page)
    return render_template("members/partnerships/index.html", form=form, page=page)


@blueprint.get("/<int:partnership_id>")
@requires(Permission.PARTNERSHIP_READ)
def show(partnership_id: int) -> ResponseReturnValue:
    """Show a partnership with the terms that every party confirmed."""
    partnership = _open(partnership_id)
    return render_template("members/partnerships/show.html", **_page(partnership))


@blueprint.route("/<int:partnership_id>/start", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_RUN)
def start(partnership_id: int) -> ResponseReturnValue:
    """Say what follows when a class is noted as running, which may be before its agreed day, and note it."""
    partnership = _open(partnership_id, "start")
    if request.method == "GET":
        return _asked("start", partnership)
    partnerships.start(db_session(), partnership, actor=actor())
    flash(_("合作项目已开始运行。"))
    return redirect(url_for(".show", partnership_id=partnership_id), 303)


@blueprint.route("/<int:partnership_id>/finish", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_RUN)
def finish(partnership_id: int) -> ResponseReturnValue:
    """Say what follows when a class is noted as ended, and note it: nothing takes it back."""
    partnership = _open(partnership_id, "finish")
    if request.method == "GET":
        partnerships.check_begun(partnership)
        return _asked("finish", partnership)
    partnerships.finish(db_session(), partnership, actor=actor())
    moves = desks.moves(owed.steps(db_session(), partnership, identity()))
    words = listed([str(move.word) for move in moves])
    flash(_("已结课。下一步：%(what)s。", what=words) if moves else _("已结课。"))
    return redirect(url_for("evaluations.show", partnership_id=partnership_id), 303)


@blueprint.get("/<int:partnership_id>/terminate")
@requires(Permission.PARTNERSHIP_RUN)
def terminate(partnership_id: int) -> ResponseReturnValue:
    """Ask why the partnership ends before its time."""
    partnership = _open(partnership_id, "terminate")
    return render_template("members/partnerships/terminate.html", partnership=partnership, form=EndForm())


@blueprint.post("/<int:partnership_id>/terminate")
@requires(Permission.PARTNERSHIP_RUN)
def end(partnership_id: int) -> ResponseReturnValue:
    """End it; what it held is open to others again."""
    partnership = _open(partnership_id, "terminate")
    form = EndForm()
    if form.validate():
        partnerships.terminate(db_session(), partnership, reason=form.reason.data, actor=actor())
        flash(_("合作项目已终止，学位和岗位已释放。"))
        return redirect(url_for(".show", partnership_id=partnership_id), 303)
    page = render_template("members/partnerships/terminate.html", partnership=partnership, form=form)
    return page, 422


def _asked(action: str, partnership: Partnership) -> str:
    facts = {"partnership": partnership, "today": working_days.today()}
    return render_template(f"members/partnerships/{action}.html", **facts)


def _open(partnership_id: int, action: str | None = None) -> Partnership:
    partnership = db_session().get_one(Partnership, partnership_id)
    check(Permission.PARTNERSHIP_READ, partnership)
    if action is not None:
        check(Permission.PARTNERSHIP_RUN, partnership)
        if action not in PARTNERSHIP.actions(partnership.state):
            raise IllegalMoveError(partnership.state, action)
    return partnership


def _page(partnership: Partnership) -> dict[str, Any]:
    session, today = db_session(), working_days.today()
    possible = PARTNERSHIP.actions(partnership.state)
    due = owed.steps(session, partnership, identity())
    return {
        "partnership": partnership,
        "proposal": partnership.proposal,
        "actions": [name for name, permission in possible.items() if may(permission, partnership)],
        "ended": partnerships.ended_on(partnership, on=today),
        "has_begun": partnerships.has_begun(partnership, on=today),
        "due": due,
        "moves": desks.moves(due),
        "unsigned": scans.of_partnership(session, partnership).missing,
        "events": trail.history(session, partnership),
    }
