"""The pages of programmes and of demands: one table of routes for both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from matchmaker.policy import Permission
from matchmaker.web.access import db_session, requires
from matchmaker.web.members import drafts, postings
from matchmaker.web.members.sides import DEMANDS, PROGRAMMES, Side

BOTH = ("GET", "POST")


@dataclass(frozen=True)
class Page:
    """A route of both sides; where `rule` names a posting by its number, `act` gets the posting."""

    name: str
    rule: str
    permission: Permission
    act: Callable[..., ResponseReturnValue]
    methods: tuple[str, ...] = ("GET",)
    sides: tuple[Side, ...] = (PROGRAMMES, DEMANDS)


PAGES: tuple[Page, ...] = (
    Page("mine", "/mine", Permission.POSTING_CREATE, postings.listing),
    Page("new", "/new", Permission.POSTING_CREATE, drafts.new, BOTH),
    Page("show", "/<int:{key}>", Permission.POSTING_READ, postings.show),
    Page("edit", "/<int:{key}>/edit", Permission.POSTING_EDIT, drafts.edit, BOTH),
    Page("copy", "/<int:{key}>/copy", Permission.POSTING_EDIT, drafts.copy, ("POST",)),
    Page("act", "/<int:{key}>/actions/<string:action>", Permission.POSTING_EDIT, drafts.act, ("POST",)),
    Page("close", "/<int:{key}>/close", Permission.POSTING_EDIT, postings.close, BOTH),
    Page("take_down", "/<int:{key}>/take-down", Permission.POSTING_REVIEW, postings.take_down, ("POST",)),
    Page(
        "confirm",
        "/<int:{key}>/confirm",
        Permission.POSTING_EDIT,
        postings.confirm,
        ("POST",),
        sides=(DEMANDS,),
    ),
)


def _blueprint(side: Side) -> Blueprint:
    blueprint = Blueprint(side.noun, __name__, url_prefix=f"/{side.noun}")
    for page in PAGES:
        if side in page.sides:
            rule = page.rule.format(key=side.key)
            blueprint.add_url_rule(rule, page.name, _view(side, page), methods=page.methods)
    return blueprint


def _view(side: Side, page: Page) -> Callable[..., ResponseReturnValue]:
    @requires(page.permission)
    def view(**values: Any) -> ResponseReturnValue:  # noqa: ANN401 - what the rule names.
        if side.key in values:
            values["posting"] = db_session().get_one(side.model, values.pop(side.key))
        return page.act(side, **values)

    return view


BLUEPRINTS = tuple(map(_blueprint, (PROGRAMMES, DEMANDS)))
