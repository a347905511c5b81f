"""Load the demo of `seed/demo` (示例数据): five places, their schools, enterprises and accounts."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Demand, Membership, Organization, Programme, Source, User
from matchmaker.policy import Role
from matchmaker.services import reviews
from matchmaker.services.people.credentials import HASHER
from matchmaker.services.search import listings
from matchmaker.services.upkeep.catalogue import SEED
from matchmaker.terms import Department, Kind, Level, OrganizationKind, Promise
from matchmaker.workflow import OrganizationState, PostingState

P = TypeVar("P", Programme, Demand)
PASSWORD = "demo-matchmaker"  # noqa: S105 - the demo's accounts are public on purpose.
WRITTEN = date(2026, 11, 22)  # The day that the dates in the files were written for.
WAITING = 2  # Postings a side and a region that stay in the review queue: its reviewer has something to do.
REVIEWED = (
    "4101",
    "3713",
)  # The regions whose reviewers have accounts, by the digits that their codes share.
# What a demand's row says in whole numbers, in numbers, and by yes or no.
WHOLE = (
    "headcount",
    "wage_min",
    "wage_max",
    "mentors",
    "workstations",
    "shifts",
    "dormitory_beds",
    "teacher_posts",
)
REAL = (
    *("teaching_room_m2", "line_area_m2", "line_power_kw", "sponsorship_yuan", "opening_hours"),
    *("investment_yuan", "cooperation_years", "teacher_months"),
)
FLAGS = ("is_safe_site", "is_process_allowed", "hires_on_enrollment", "trains_on_hiring", "is_digital_post")
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """A demo account, to be told to whoever starts the demo."""

    email: str
    name: str


def is_loaded(session: Session) -> bool:
    """Tell whether the demo is there already."""
    return session.scalar(select(Organization.id).where(Organization.source == Source.DEMO)) is not None


def load(session: Session, *, today: date, folder: Path = SEED / "demo") -> list[Account]:
    """Load organizations, accounts, programmes and demands; dates move with the years since WRITTEN."""
    years = today.year - WRITTEN.year
    owners = {row["key"]: _organization(row) for row in _rows(folder / "organizations.csv")}
    session.add_all(owners.values())
    session.flush()  # The postings need the organizations' ids.
    password = HASHER.hash(PASSWORD)
    accounts = [
        _account(session, row, owners.get(row["organization_key"]), password)
        for row in _rows(folder / "users.csv")
    ]
    _publish(session, [_programme(row, owners, years) for row in _rows(folder / "programmes.csv")])
    _publish(session, [_demand(row, owners, years) for row in _rows(folder / "demands.csv")])
    listings.refresh_all(session)
    return accounts


def accounts(folder: Path = SEED / "demo") -> list[Account]:
    """Return the demo's accounts."""
    return [Account(row["email"], row["name"]) for row in _rows(folder / "users.csv")]


def _rows(path: Path) -> Iterator[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _publish(session: Session, postings: list[P]) -> None:
    session.add_all(postings)
    session.flush()  # The review queue points to the postings' ids.
    for digits in REVIEWED:
        for posting in [one for one in postings if (one.region_code or "").startswith(digits)][-WAITING:]:
            posting.state, posting.published_at, posting.expires_at = PostingState.SUBMITTED, None, None
            reviews.request(session, posting)


def _organization(row: Cells) -> Organization:
    return Organization(
        kind=OrganizationKind(row["kind"]),
        name=row["name"],
        code=row["code"] or None,
        state=OrganizationState.VERIFIED,
        region_code=row["region_code"],
        department=_optional(row["department"], Department),
        school_level=_optional(row["school_level"], Level),
        is_public_school=_flag(row["is_public"]),
        address=row["address"],
        longitude=_optional(row["longitude"], float),
        latitude=_optional(row["latitude"], float),
        staff_total=_optional(row["staff_total"], int),
        industry_code=row["industry_code"] or None,
        summary=row["summary"],
        source=Source.DEMO,
        is_example=True,
    )


def _account(session: Session, row: Cells, organization: Organization | None, password: str) -> Account:
    is_administrator = row["role"] == "administrator"
    user = User(
        email=row["email"],
        name=row["name"],
        password_hash=password,
        language=row["language"],
        is_administrator=is_administrator,
    )
    session.add(user)
    session.flush()  # The membership needs the user's id.
    if organization is not None:
        role = Role(row["role"])
        session.add(Membership(user_id=user.id, organization_id=organization.id, role=role))
    return Account(user.email, user.name)


def _posting(row: Cells, owner: Organization) -> dict[str, Any]:
    moment = now()
    return {
        "organization_id": owner.id,
        "title": row["title"],
        "summary": row["summary"],
        "state": PostingState.PUBLISHED,
        "region_code": row["region_code"] or None,
        "longitude": _optional(row["longitude"], float),
        "latitude": _optional(row["latitude"], float),
        "accepted_kinds": [Kind(value).value for value in _list(row["accepted_kinds"])],
        "contact_name": "校企合作联系人（示例）",
        "contact_email": "contact@demo.example",
        "source": Source.DEMO,
        "source_key": f"demo:{row['key']}",
        "is_example": True,
        "published_at": moment,
        "expires_at": moment + timedelta(days=180),
    }


def _programme(row: Cells, owners: Mapping[str, Organization], years: int) -> Programme:
    grade = _optional(row["grade"], int)
    return Programme(
        **_posting(row, owners[row["school_key"]]),
        major_code=row["major_code"] or None,
        level=_optional(row["level"], Level),
        campus=row["campus"],
        grade=None if grade is None else grade + years,
        places=_optional(row["places"], int),
        start_date=_shifted(row["start_date"], years),
        graduation_date=_shifted(row["graduation_date"], years),
        skills=_list(row["skills"]),
        certificates=_list(row["certificates"]),
        practice_share=_optional(row["practice_share"], int),
        site_area_m2=_optional(row["site_area_m2"], float),
        site_power_kw=_optional(row["site_power_kw"], float),
        site_logistics=_flag(row["site_logistics"]),
        equipment=row["equipment"],
        group_majors=_optional(row["group_majors"], int),
        dual_teachers=_optional(row["dual_teachers"], int),
        teachers_owing_practice=_optional(row["teachers_owing_practice"], int),
    )


def _demand(row: Cells, owners: Mapping[str, Organization], years: int) -> Demand:
    owner = owners[row["enterprise_key"]]
    return Demand(
        **_posting(row, owner),
        **{name: _optional(row[name], int) for name in WHOLE},
        **{name: _optional(row[name], float) for name in REAL},
        **{name: _flag(row[name]) for name in FLAGS},
        occupation_code=row["occupation_code"] or None,
        industry_code=row["industry_code"] or None,
        least_level=_optional(row["least_level"], Level),
        must_skills=_list(row["must_skills"]),
        nice_skills=_list(row["nice_skills"]),
        duties=row["duties"].replace("|", "\n"),
        promise=_optional(row["promise"], Promise),
        start_date=_shifted(row["start_date"], years),
        address=row["address"],
        staff_total=owner.staff_total,
        # Whoever teaches on its premises in the demo, some excepted, is registered for it.
        is_registered_site=True if row["teaching_room_m2"] and int(row["key"][1:]) % 4 else None,
        line=row["line"],
        sponsor_name=row["sponsor_name"],
        equipment=row["equipment"],
    )


T = TypeVar("T")


def _optional(text: str, convert: Callable[[str], T]) -> T | None:
    return convert(text) if text else None


def _flag(text: str) -> bool | None:
    return None if not text else text == "yes"


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _shifted(text: str, years: int) -> date | None:
    if not text:
        return None
    day = date.fromisoformat(text)
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)
