"""Scans of the signed agreement: handed in by a party, sent to those who may see them, never shown."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.models import AgreementScan, Partnership
from matchmaker.policy import HiddenError, Permission
from matchmaker.services.agreements import scans, storage
from matchmaker.web.access import actor, check, db_session, requires, settings
from matchmaker.web.partnerships.agreements import page_of, scan_form
from matchmaker.web.templating import listed

blueprint = Blueprint("scans", __name__, url_prefix="/partnerships/<int:partnership_id>/scans")


@blueprint.post("")
@requires(Permission.AGREEMENT_SIGN)
def upload(partnership_id: int) -> ResponseReturnValue:
    """Keep a scan for the person's organization."""
    partnership = _open(partnership_id, Permission.AGREEMENT_SIGN)
    proposal, form = partnership.proposal, scan_form(partnership)
    if form.validate() and form.attempt(
        lambda: scans.upload(
            db_session(),
            partnership,
            form.content(settings().scan_megabytes * scans.MEGABYTE),
            organization_id=form.organization_id.data,
            actor=actor(),
            settings=settings(),
        )
    ):
        missing = scans.of_partnership(db_session(), partnership).missing
        names = listed([one.name for one in missing])
        flash(
            _("扫描件已保存，还缺：%(names)s。", names=names)
            if missing
            else _("扫描件已保存，各方都已上传。")
        )
        return redirect(url_for("agreements.show", proposal_id=proposal.id), 303)
    return render_template("members/agreements/show.html", **page_of(proposal, form=form)), 422


@blueprint.get("/<int:scan_id>")
@requires(Permission.AGREEMENT_READ)
def download(partnership_id: int, scan_id: int) -> ResponseReturnValue:
    """Send a scan as a file to be kept; what is not what was handed in is not sent."""
    partnership = _open(partnership_id, Permission.AGREEMENT_READ)
    scan = db_session().get_one(AgreementScan, scan_id)
    if scan.partnership_id != partnership.id:
        raise HiddenError(Permission.AGREEMENT_READ)
    content = storage.read(settings().scans_dir, scan.sha256)
    name = f"signed-{partnership.id}-{scan.id}.{scan.media_type.name.lower()}"
    return send_file(BytesIO(content), mimetype=scan.media_type, as_attachment=True, download_name=name)


def _open(partnership_id: int, permission: Permission) -> Partnership:
    partnership = db_session().get_one(Partnership, partnership_id)
    check(permission, partnership)
    return partnership
