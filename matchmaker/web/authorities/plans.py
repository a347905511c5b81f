"""The plan of an authority's region: its drafts, and planning again."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.models import Job
from matchmaker.policy import HiddenError, NotPermittedError, Permission
from matchmaker.services.partnerships import plans
from matchmaker.terms import Kind
from matchmaker.web.access import actor, db_session, identity, requires
from matchmaker.web.forms.listings import member, window
from matchmaker.web.forms.plans import PlanForm

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


@blueprint.get("")
@requires(Permission.PLAN_RUN)
def index() -> ResponseReturnValue:
    """Show the drafts of one region of the authority."""
    session = db_session()
    regions = plans.regions(session, identity().region_codes)
    chosen = request.args.get("region") or (regions[0].code if regions else "")
    codes = identity().region_codes & {chosen}
    summary = plans.summary(session, codes)
    form = PlanForm(request.args, region=chosen)
    form.offer(regions, summary.by_kind)
    form.tidy()
    return render_template(
        "authorities/plans/index.html",
        form=form,
        chosen=min(codes, default=None),
        page=plans.drafts(session, codes, kind=member(Kind, form.kind.data), window=window()),
        summary=summary,
        job=plans.latest_job(session, chosen),
        run=plans.latest_run(session, chosen) if codes else None,
    )


@blueprint.post("/<string:region_code>")
@requires(Permission.PLAN_RUN)
def start(region_code: str) -> ResponseReturnValue:
    """Queue a new plan; what a person has touched stays."""
    if region_code not in identity().region_codes:
        raise NotPermittedError(Permission.PLAN_RUN)
    plans.request(db_session(), region_code, actor=actor())
    return redirect(url_for(".index", region=region_code), 303)


@blueprint.get("/jobs/<int:job_id>")
@requires(Permission.JOB_READ)
def progress(job_id: int) -> ResponseReturnValue:
    """Show how far a planning is; the page asks again while it runs."""
    job = db_session().get_one(Job, job_id)
    if job.user_id != identity().user_id:
        raise HiddenError(Permission.JOB_READ)
    return render_template("authorities/plans/progress.html", job=job)
