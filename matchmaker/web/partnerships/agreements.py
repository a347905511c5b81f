"""The agreement of a proposal: the page about it, and its text as a Word document and as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from flask import Blueprint, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from matchmaker.models import Proposal
from matchmaker.policy import Permission
from matchmaker.services.agreements import contents
from matchmaker.services.agreements.contents import Agreement
from matchmaker.services.partnerships import partnerships
from matchmaker.web.access import check, db_session, requires
from matchmaker.web.documents import pdf, word

blueprint = Blueprint("agreements", __name__, url_prefix="/proposals/<int:proposal_id>/agreement")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("")
@requires(Permission.PROPOSAL_READ)
def show(proposal_id: int) -> ResponseReturnValue:
    """Show of which version the text is, what to check before signing, and where to get it."""
    proposal = _open(proposal_id)
    agreement = contents.of(db_session(), proposal)
    return render_template(
        "members/agreements/show.html",
        proposal=proposal,
        agreement=agreement,
        partnership=partnerships.of_proposal(db_session(), proposal),
    )


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
