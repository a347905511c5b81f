"""What came of a partnership: its page, the evaluation of each side, and the archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Organization, Partnership
from matchmaker.policy import NotPermittedError, Permission
from matchmaker.services import working_days
from matchmaker.services.outcomes import evaluations, outlook
from matchmaker.services.reports import archive as archives
from matchmaker.web.access import actor, check, db_session, identity, may, requires
from matchmaker.web.forms.numbers import whole
from matchmaker.web.forms.partnerships.evaluations import GRADES, evaluation_form
from matchmaker.web.forms.partnerships.reports import COUNT_WORDS
from matchmaker.web.forms.proposals import EndForm
from matchmaker.workflow import PARTNERSHIP, IllegalMoveError

blueprint = Blueprint("evaluations", __name__, url_prefix="/partnerships/<int:partnership_id>/evaluation")


@blueprint.get("")
@requires(Permission.PARTNERSHIP_READ)
def show(partnership_id: int) -> ResponseReturnValue:
    """Show who said what of the partnership, and what became of the class."""
    partnership = open_partnership(partnership_id)
    return render_template("members/outcomes/show.html", **page_of(partnership))


@blueprint.route("/mine", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EVALUATE)
def write(partnership_id: int) -> ResponseReturnValue:
    """Ask one side what it says, and keep it."""
    partnership = open_partnership(partnership_id, "evaluate")
    speakers = evaluations.speakers(db_session(), partnership, identity())
    organization = _speaker(speakers, request.args.get("speaker", type=whole))
    form = evaluation_form(organization.kind)
    if not form.is_submitted():
        given = evaluations.of_partnership(db_session(), partnership)
        for mine in (one for one in given if one.organization_id == organization.id):
            form.fill(mine)
    elif form.validate():
        kept = form.attempt(
            lambda: evaluations.file(
                db_session(), partnership, form.opinion(), organization_id=organization.id, actor=actor()
            )
        )
        if kept is not None:
            flash(_("已记录您的评价。"))
            return redirect(url_for(".show", partnership_id=partnership_id), 303)
    facts = {"partnership": partnership, "organization": organization, "speakers": speakers, "form": form}
    status = 422 if form.is_submitted() else 200
    return render_template("members/outcomes/evaluate.html", **facts), status


@blueprint.route("/archive", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_ARCHIVE)
def archive(partnership_id: int) -> ResponseReturnValue:
    """Ask why figures will not come, and archive the partnership without them."""
    partnership, form = open_partnership(partnership_id, "archive"), EndForm()
    if form.is_submitted() and form.validate():
        archives.close(db_session(), partnership, reason=form.reason.data, actor=actor())
        flash(_("合作项目已归档。"))
        return redirect(url_for(".show", partnership_id=partnership_id), 303)
    status = 422 if form.is_submitted() else 200
    page = render_template("members/outcomes/archive.html", partnership=partnership, form=form)
    return page, status


def open_partnership(partnership_id: int, action: str | None = None) -> Partnership:
    """Load a partnership for a reader, or for an action that its state allows."""
    partnership = db_session().get_one(Partnership, partnership_id)
    check(Permission.PARTNERSHIP_READ, partnership)
    if action is not None:
        permission = PARTNERSHIP.actions(partnership.state).get(action)
        if permission is None:
            raise IllegalMoveError(partnership.state, action)
        check(permission, partnership)
    return partnership


def page_of(partnership: Partnership) -> dict[str, Any]:
    """Return what the page of evaluation and outcome shows to this person."""
    who = identity()
    possible = PARTNERSHIP.actions(partnership.state)
    return {
        "partnership": partnership,
        "outlook": outlook.of_partnership(db_session(), partnership, identity=who, on=working_days.today()),
        "actions": [name for name, permission in possible.items() if may(permission, partnership)],
        "mine": who.editor_of,
        "typed": {},  # What did not go through, by report.
        "grades": GRADES,
        "words": COUNT_WORDS,
    }


def _speaker(speakers: Sequence[Organization], chosen: int | None) -> Organization:
    """Return the organization that was chosen among those the person speaks for, or else the first."""
    found = next((one for one in speakers if chosen in (None, one.id)), None)
    if found is None:
        raise NotPermittedError(Permission.PARTNERSHIP_EVALUATE)
    return found
