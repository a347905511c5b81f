"""The page behind the link in a reminder: a posting that ends soon, and one button."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matchmaker.policy import Permission
from matchmaker.services.postings import renewals
from matchmaker.web.access import db_session, requires, settings
from matchmaker.web.forms.accounts import TokenForm

blueprint = Blueprint("renewals", __name__, url_prefix="/renewals")


@blueprint.get("")
@requires(Permission.SITE_READ)
def show() -> ResponseReturnValue:
    """Show what the link is about; opening it changes nothing, as mail programs open links by themselves."""
    form = TokenForm(data={"token": request.args.get("token", "")})
    renewal = renewals.read(db_session(), form.token.data, settings())
    facts = {"posting": renewal.posting, "days": settings().posting_days}
    return render_template("public/renewal.html", form=form, **facts)


@blueprint.post("")
@requires(Permission.SITE_READ)
def renew() -> ResponseReturnValue:
    """Extend the posting, or put it on the market again."""
    token = TokenForm().token.data or ""
    posting = renewals.use(db_session(), token, settings(), request_id=g.request_id)
    flash(_("“%(title)s”已续期。", title=posting.title), "success")
    return redirect(url_for("home.index"), 303)
