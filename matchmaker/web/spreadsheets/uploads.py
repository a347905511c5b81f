"""Many postings at once: the template, the table that is handed in, and what became of its rows."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import Upload
from matchmaker.policy import NotPermittedError, Permission
from matchmaker.services.imports import inspection, sheets, submitting, templates, uploads
from matchmaker.services.postings import queries
from matchmaker.terms import Side
from matchmaker.web.access import actor, check, db_session, identity, requires, settings
from matchmaker.web.documents import tables
from matchmaker.web.documents.workbooks import TYPE
from matchmaker.web.errors import tell
from matchmaker.web.forms.uploads import UploadForm

blueprint = Blueprint("uploads", __name__, url_prefix="/uploads")
FAULTS_SHOWN = 100
GAPS_SHOWN = 20


@blueprint.get("/<any(programmes, demands):noun>")
@blueprint.post("/<any(programmes, demands):noun>")
@requires(Permission.POSTING_CREATE)
def new(noun: str) -> ResponseReturnValue:
    """Show or take the form of a table."""
    session, side = db_session(), Side(noun)
    owners = queries.organizations_of(session, identity(), queries.TABLES[side])
    if not owners:
        raise NotPermittedError(Permission.POSTING_CREATE)
    form = UploadForm()
    form.offer(owners)
    if form.is_submitted() and form.validate():
        owner = next(one for one in owners if one.id == form.organization_id.data)
        upload = form.attempt(
            lambda: uploads.receive(
                session,
                Upload(side=side, name=form.name(), content=form.content(), is_whole=form.is_whole.data),
                organization=owner,
                actor=actor(),
            )
        )
        if upload is not None:
            return redirect(url_for(".show", upload_id=upload.id), 303)
    facts = {"megabytes": sheets.FILE_LIMIT >> 20, "rows": inspection.ROW_LIMIT}
    latest = uploads.latest(session, side, [one.id for one in owners])
    body = render_template("members/uploads/new.html", form=form, side=side, latest=latest, **facts)
    return body, form.status if form.is_submitted() else 200


@blueprint.get("/<any(programmes, demands):noun>/template.xlsx")
@requires(Permission.POSTING_CREATE)
def template(noun: str) -> ResponseReturnValue:
    """Send the template."""
    offered = templates.template(db_session(), uploads.TABLES[Side(noun)])
    return _send(tables.write_template(offered), f"{noun}-template.xlsx")


@blueprint.get("/<int:upload_id>")
@requires(Permission.POSTING_EDIT)
def show(upload_id: int) -> ResponseReturnValue:
    """Show how far the check is, and then what came of it; the page asks again while it runs."""
    upload = _open(upload_id)
    job = uploads.job(db_session(), upload)
    faults = uploads.faults(upload)
    return render_template(
        "members/uploads/show.html",
        tell=tell,
        upload=upload,
        job=job,
        is_given_up=uploads.is_given_up(upload, job),
        refusal=uploads.refusal(upload),
        fault_count=len(faults),
        faults=faults[:FAULTS_SHOWN],
        faulty_rows=len({fault.row for fault in faults}),
        drafts=submitting.waiting(db_session(), upload),
        gaps=submitting.gaps(db_session(), upload),
        gaps_shown=GAPS_SHOWN,
        is_hopeless=len(faults) >= uploads.FAULTS_KEPT,
    )


@blueprint.post("/<int:upload_id>/submit")
@requires(Permission.POSTING_EDIT)
def submit(upload_id: int) -> ResponseReturnValue:
    """Hand in what came of a table for review; what is incomplete stays a draft."""
    upload = _open(upload_id)
    count = submitting.submit(db_session(), upload, actor=actor(), days=settings().posting_days)
    left = submitting.waiting(db_session(), upload)
    if count:
        flash(_("已提交审核 %(count)s 条，结果会通知您。", count=count))
    if left:
        flash(
            _("还有 %(count)s 条草稿没有提交：可能缺少必填内容或技能，请打开草稿补充。", count=left),
            "warning",
        )
    return redirect(url_for(".show", upload_id=upload.id), 303)


@blueprint.get("/<int:upload_id>/faults.xlsx")
@requires(Permission.POSTING_EDIT)
def faults(upload_id: int) -> ResponseReturnValue:
    """Send the person's own table with what is wrong beside each row, once anything is known to be."""
    upload = _open(upload_id)
    if not upload.faults:  # Nor is the table one that may be read as a whole.
        abort(404)
    content = tables.write_faults(uploads.table(upload), uploads.faults(upload))
    return _send(content, f"faults-{upload.id}.xlsx")


def _open(upload_id: int) -> Upload:
    upload = db_session().get_one(Upload, upload_id)
    check(Permission.POSTING_EDIT, upload)
    return upload


def _send(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype=TYPE, as_attachment=True, download_name=name)
