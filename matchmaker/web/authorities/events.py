"""The audit trail: what happened in the person's regions, and the history of one record."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.services import trail
from matchmaker.web.access import db_session, identity, requires
from matchmaker.web.authorities import changes
from matchmaker.web.forms.listings import RECORDS, EventListForm, window
from matchmaker.web.notices import PAGES

blueprint = Blueprint("events", __name__, url_prefix="/events")
# Histories stand on many pages; each tells what its events changed.
blueprint.add_app_template_global(changes.tell, "changes_of")


@blueprint.get("")
@requires(Permission.EVENT_READ)
def index() -> ResponseReturnValue:
    """List the events, the latest first; a record's type and number narrow them to its history."""
    form = EventListForm(request.args)
    page = trail.search(db_session(), identity(), form.filters(), window=window())
    return render_template(
        "authorities/events/index.html", form=form, page=page, records=RECORDS, pages=PAGES
    )
