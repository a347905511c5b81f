"""A database as large as a country's with somebody of every role, for measuring pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from benchmarks import market
from benchmarks.options import SEED
from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.matching.weights import FEATURES
from matchmaker.models import (
    Demand,
    Match,
    MatchRun,
    Membership,
    Organization,
    Programme,
    Region,
    User,
)
from matchmaker.policy import Role
from matchmaker.services.people import sessions
from matchmaker.services.search import listings
from matchmaker.services.upkeep import catalogue, schema
from matchmaker.terms import Level, OrganizationKind
from matchmaker.workflow import OrganizationState, PostingState

EACH = 50  # Demands of an enterprise.
PROGRAMMES, MATCHES = 60, 100  # Of the school; of each of its programmes.
PUBLISHED = {"state": PostingState.PUBLISHED, "published_at": now()}
REGION = "410100"
QUIET = "620200"  # A city without counties of its own: no demand lies there.
ASKED = ["客房服务", "收益管理", "门锁调试"]  # One of them is taught: a card draws a hit and what is missed.
POINTS = (2800, 1000, 300, 1000, 500, 500, 400, 300, 200)  # Hundredths of each part: a card draws all nine.
ROLES = ("school", "enterprise", "reviewer", "new_school", "new_reviewer")


def build(database: Database, postings: int) -> Mapping[str, int]:
    """Fill an empty database; return the account of each role by its number, and a programme's."""
    schema.migrate(database)
    with database.transaction() as session:
        catalogue.load(session)
        demands(session, postings)
        school = _organization(session, OrganizationKind.SCHOOL, "学校")
        authority = _organization(session, OrganizationKind.AUTHORITY, "主管部门")
        new_school = _organization(session, OrganizationKind.SCHOOL, "新学校", QUIET)
        new_authority = _organization(session, OrganizationKind.AUTHORITY, "新主管部门", QUIET)
        enterprise = session.scalars(select(Demand.organization_id).limit(1)).one()
        programme = _programmes(session, school)
        listings.refresh_all(session)
        if not database.is_sqlite:  # PostgreSQL learns within a minute by itself how common a word is.
            session.execute(text("ANALYZE"))
        return {
            "school": _person(session, school, Role.EDITOR),
            "enterprise": _person(session, enterprise, Role.EDITOR),
            "reviewer": _person(session, authority, Role.REVIEWER),
            "new_school": _person(session, new_school, Role.EDITOR),
            "new_reviewer": _person(session, new_authority, Role.REVIEWER),
            "programme": programme,
        }


def demands(session: Session, postings: int) -> None:
    """Write demands of many enterprises; every second one holds the word 五险一金."""
    needs = list(market.synthetic_needs(postings))
    regions = [code for code in session.scalars(select(Region.code)) if not code.endswith("00")]
    dice = np.random.default_rng(SEED)
    verified = {"kind": OrganizationKind.ENTERPRISE, "state": OrganizationState.VERIFIED}
    names = [{"name": f"企业{number}", **verified} for number in range(-(-postings // EACH))]
    owners = session.scalars(insert(Organization).returning(Organization.id), names).all()
    rows = [
        {
            "organization_id": owners[number // EACH],
            "title": need.title[:120],
            "summary": f"{need.summary}{'，五险一金' if number % 2 else ''}",
            "must_skills": ASKED,
            "region_code": regions[int(dice.integers(len(regions)))],
            "headcount": int(dice.integers(1, 80)),
            **PUBLISHED,
        }
        for number, need in enumerate(needs)
    ]
    session.execute(insert(Demand), rows)


def _organization(session: Session, kind: OrganizationKind, name: str, region: str = REGION) -> int:
    row = Organization(kind=kind, name=name, state=OrganizationState.VERIFIED, region_code=region)
    session.add(row)
    session.flush()  # Its people and postings need its id.
    return row.id


def _programmes(session: Session, school_id: int) -> int:
    """Write the school's programmes with their matches; return the number of one of them."""
    row = {"organization_id": school_id, "title": "酒店管理与数字化运营", "major_code": "540106"}
    row |= {"level": Level.COLLEGE, "region_code": REGION, "places": 50, "skills": ["前厅接待", "客房服务"]}
    row |= {"graduation_date": date(2029, 6, 30), **PUBLISHED}
    ids = session.scalars(insert(Programme).returning(Programme.id), [row] * PROGRAMMES).all()
    run = MatchRun(engine_version="0", weights={}, features=list(FEATURES), scope="all")
    session.add(run)
    session.flush()  # The matches need its id.
    dice = np.random.default_rng(SEED)
    found = session.scalars(select(Demand.id).order_by(Demand.id)).all()
    points = np.array(POINTS, np.int16)
    session.execute(
        insert(Match),
        [
            {
                "demand_id": found[place],
                "programme_id": one,
                "run_id": run.id,
                "score": points.sum() / 100,
                "points": points.tobytes(),
            }
            for one in ids
            for place in dice.choice(len(found), MATCHES, replace=False).tolist()
        ],
    )
    return ids[0]


def _person(session: Session, organization_id: int, role: Role) -> int:
    user = User(email=f"{role.value}{organization_id}@bench.example", name="示例人员")
    session.add(user)
    session.flush()  # The membership needs its id.
    session.add(Membership(user_id=user.id, organization_id=organization_id, role=role))
    return user.id


def sign_in(app: Flask, database: Database, settings: Settings, people: Mapping[str, int]) -> dict[str, str]:
    """Open a session for each role; return what its cookie holds."""
    writer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookies = {}
    with database.transaction() as session:
        for role in ROLES:
            user, browser = session.get_one(User, people[role]), sessions.Browser("127.0.0.1")
            token = sessions.open_session(session, user, browser=browser, settings=settings)
            cookies[role] = writer.dumps({"_user_id": token, "_fresh": True})
    return cookies
