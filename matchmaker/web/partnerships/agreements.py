"""The agreement of a proposal: the page about it, and its text as a Word document and as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from matchmaker.models import Partnership, Proposal
from matchmaker.policy import Permission
from matchmaker.services.agreements import contents, scans
from matchmaker.services.agreements.contents import Agreement
from matchmaker.services.partnerships import partnerships
from matchmaker.web.access import check, db_session, identity, may, requires, settings
from matchmaker.web.documents import pdf, word
from matchmaker.web.forms.partnerships.scans import ScanForm

blueprint = Blueprint("agreements", __name__, url_prefix="/proposals/<int:proposal_id>/agreement")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("")
@requires(Permission.PROPOSAL_READ)
def show(proposal_id: int) -> ResponseReturnValue:
    """Show of which version the text is, what to check before signing, and where to get it."""
    return render_template("members/agreements/show.html", **page_of(_open(proposal_id)))


@blueprint.get("/word")
@requires(Permission.PROPOSAL_READ)
def as_word(proposal_id: int) -> ResponseReturnValue:
    """Send the Word document."""
    return _send(proposal_id, word.write, WORD, "docx")


@blueprint.get("/pdf")
@requires(Permission.PROPOSAL_READ)
def as_pdf(proposal_id: int) -> ResponseReturnValue:
    """Send the PDF."""
    return _send(proposal_id, pdf.write, "application/pdf", "pdf")


def page_of(proposal: Proposal, *, form: ScanForm | None = None) -> dict[str, Any]:
    """Return what the page shows; what was signed is left out for who may not see it."""
    session = db_session()
    partnership = partnerships.of_proposal(session, proposal)
    facts: dict[str, Any] = {
        "proposal": proposal,
        "agreement": contents.of(session, proposal),
        "partnership": partnership,
        "signatures": None,
        "limit": settings().scan_megabytes,
    }
    if partnership is not None and may(Permission.AGREEMENT_READ, partnership):
        facts["signatures"] = scans.of_partnership(session, partnership)
        if may(Permission.AGREEMENT_SIGN, partnership):
            facts["form"] = form or scan_form(partnership)
    return facts


def scan_form(partnership: Partnership) -> ScanForm:
    """Return the form for the parties that the person acts for."""
    form = ScanForm()
    mine = identity().editor_of
    parties = {party.organization_id: party.organization.name for party in partnership.proposal.parties}
    form.offer({key: name for key, name in parties.items() if key in mine})
    return form


def _send(
    proposal_id: int, write: Callable[[Agreement, Path], bytes], media_type: str, ending: str
) -> ResponseReturnValue:
    agreement = contents.of(db_session(), _open(proposal_id))
    file = write(agreement, Path(current_app.template_folder or "") / "documents")
    name = f"agreement-{agreement.code}.{ending}"
    return send_file(BytesIO(file), mimetype=media_type, as_attachment=True, download_name=name)


def _open(proposal_id: int) -> Proposal:
    proposal = db_session().get_one(Proposal, proposal_id)
    check(Permission.PROPOSAL_READ, proposal)
    return proposal
