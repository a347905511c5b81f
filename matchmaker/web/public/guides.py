"""Help: a page of steps for each role, what the ten kinds of partnership are, and a glossary."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.web.access import requires
from matchmaker.web.navigation import standing
from matchmaker.web.public.glossary import GLOSSARY
from matchmaker.web.public.guide_steps import GUIDES
from matchmaker.web.public.guide_tools import TOOLS
from matchmaker.web.public.kind_words import DEFINITIONS

blueprint = Blueprint("guides", __name__, url_prefix="/help")


@blueprint.get("")
@requires(Permission.SITE_READ)
def index() -> ResponseReturnValue:
    """List the guides."""
    return render_template("public/help/index.html", guides=GUIDES)


@blueprint.get(f"/<any({', '.join(GUIDES)}):role>")
@requires(Permission.SITE_READ)
def show(role: str) -> ResponseReturnValue:
    """Show the steps of a role."""
    mine = standing()
    roles = {kind.value for kind in mine.kinds} | ({"authority"} if mine.is_reviewer else set())
    # A visitor is asked to log in first; who has another role would only be turned away.
    is_open = not mine.is_signed_in or role in roles
    facts = {"guide": GUIDES[role], "tools": TOOLS[role], "is_open": is_open}
    return render_template("public/help/guide.html", **facts)


@blueprint.get("/kinds")
@requires(Permission.SITE_READ)
def kinds() -> ResponseReturnValue:
    """Show what the ten kinds are, who gives what, and which document speaks of them."""
    return render_template("public/help/kinds.html", definitions=DEFINITIONS)


@blueprint.get("/words")
@requires(Permission.SITE_READ)
def words() -> ResponseReturnValue:
    """Show what the words of the pages mean."""
    return render_template("public/help/words.html", glossary=GLOSSARY)
