"""The places of the navigation and who sees them, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g, request, url_for

from matchmaker.services import figures
from matchmaker.services.messages import inbox
from matchmaker.services.people import standings
from matchmaker.services.people.standings import Standing
from matchmaker.terms import OrganizationKind
from matchmaker.web.access import db_session, identity
from matchmaker.web.languages import lazy_gettext as _

Sees = Callable[[Standing], bool]
# Pages that belong to the place of another blueprint.
PARTS: Mapping[str, tuple[str, ...]] = {
    "answers": ("proposals",),
    "agreements": ("proposals",),
    "scans": ("partnerships",),
    "dossiers": ("partnerships",),
    "evaluations": ("partnerships",),
    "reports": ("partnerships",),
    "unmet": ("plans",),
    "saved": ("search",),
    "uploads": ("programmes", "demands"),  # A school sees the one, an enterprise the other.
}


def everybody(_standing: Standing) -> bool:
    return True


def visitors(standing: Standing) -> bool:
    return not standing.is_signed_in


def people(standing: Standing) -> bool:
    return standing.is_signed_in


def parties(standing: Standing) -> bool:
    return standing.is_editor or officials(standing)


def schools(standing: Standing) -> bool:
    return OrganizationKind.SCHOOL in standing.kinds


def enterprises(standing: Standing) -> bool:
    return OrganizationKind.ENTERPRISE in standing.kinds


def reviewers(standing: Standing) -> bool:
    return standing.is_reviewer


def officials(standing: Standing) -> bool:
    return standing.is_reviewer or standing.is_administrator


def administrators(standing: Standing) -> bool:
    return standing.is_administrator


@dataclass(frozen=True)
class Place:
    """An entry of the navigation; `values` go into its address."""

    endpoint: str
    word: object
    sees: Sees
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it leads."""
        values: dict[str, Any] = dict(self.values)
        return url_for(self.endpoint, **values)

    @property
    def is_current(self) -> bool:
        """Whether this page belongs to it."""
        is_same = all(request.args.get(name) == value for name, value in self.values.items())
        here = request.blueprint or ""
        return self.endpoint.partition(".")[0] in PARTS.get(here, (here,)) and is_same


PLACES: tuple[Place, ...] = (
    Place("home.index", _("首页"), visitors),
    Place("dashboard.index", _("工作台"), people),
    Place("programmes.mine", _("我的专业"), schools),
    Place("demands.mine", _("我的需求"), enterprises),
    Place("matches.index", _("匹配"), parties),
    Place("reviews.queue", _("审核"), officials),
    Place("plans.index", _("对接计划"), reviewers),
    Place("proposals.index", _("合作方案"), parties),
    Place("partnerships.index", _("合作项目"), parties),
    Place("overviews.index", _("供需概览"), parties),
    Place("search.index", _("找专业"), everybody, {"side": "programmes"}),
    Place("search.index", _("找需求"), everybody, {"side": "demands"}),
    Place("organizations.index", _("单位"), officials),
    Place("users.index", _("用户"), administrators),
    Place("events.index", _("操作记录"), officials),
)


def places() -> list[Place]:
    """Return what this person sees of the navigation."""
    return [place for place in PLACES if place.sees(standing())]


def standing() -> Standing:
    """Return what the person's organizations are, asked once a request."""
    if "standing" not in g:
        g.standing = standings.find(db_session(), identity())
    found: Standing = g.standing
    return found


def unread() -> int:
    """Count what the person has not read, asked once a request."""
    user_id = identity().user_id
    if "unread" not in g:
        g.unread = 0 if user_id is None else inbox.unread(db_session(), user_id)
    found: int = g.unread
    return found


def has_examples() -> bool:
    """Tell whether the pages have to say that they show invented records."""
    return figures.has_examples(db_session())
