"""Records for tests: one method a table, sensible defaults, committed at once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from argon2 import PasswordHasher

from matchmaker.db import Database, now
from matchmaker.models import (
    AgreementScan,
    Demand,
    Industry,
    Major,
    MajorCourse,
    MajorOccupation,
    Match,
    MatchRun,
    Membership,
    Occupation,
    Organization,
    Programme,
    Proposal,
    ProposalParty,
    Region,
    Review,
    User,
)
from matchmaker.policy import Role
from matchmaker.services.agreements import storage
from matchmaker.services.search import listings
from matchmaker.terms import Department, Kind, Level, OrganizationKind, Promise
from matchmaker.workflow import OrganizationState, PostingState

ZHENGZHOU, LINYI, JINSHUI = "410100", "371300", "410105"
LISTED = ("organization", "programme", "demand")
PASSWORD = "correct horse battery"
# A hash tells its own cost; one that is checked at every log-in of the tests need not be dear.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def catalogue():
    """A few entries of the reference lists, new rows at each call."""
    return [
        Region(code="410000", name="河南省", longitude=113.66, latitude=34.76),
        Region(code=ZHENGZHOU, name="郑州市", longitude=113.625328, latitude=34.746611),
        Region(code=JINSHUI, name="金水区", longitude=113.66, latitude=34.80),
        Region(code=LINYI, name="临沂市", longitude=118.356414, latitude=35.104673),
        Industry(code="6100", section="H", level="大类", name="住宿业"),
        Major(
            code="540106",
            name="酒店管理与数字化运营",
            level=Level.COLLEGE,
            class_code="5401",
            class_name="旅游类",
            broad_code="54",
            broad_name="旅游大类",
        ),
        Major(
            code="460103",
            name="数控技术",
            level=Level.COLLEGE,
            class_code="4601",
            class_name="机械设计制造类",
            broad_code="46",
            broad_name="装备制造大类",
        ),
        Occupation(
            code="4-03-01-01",
            name="前厅服务员",
            minor_group="4-03-01",
            minor_group_name="住宿服务人员",
            sub_major_group="4-03",
            sub_major_group_name="住宿和餐饮服务人员",
        ),
        MajorCourse(major_code="540106", kind="core", course="前厅数字化运营"),
        MajorOccupation(major_code="540106", target="occupation", code="4-03-01-01"),
    ]


class Make:
    """Makes records in a database of its own; every method commits."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._numbers = count(1)

    def save(self, *rows):
        with self.database.transaction() as session:
            session.add_all(rows)
            session.flush()  # The search lists rows by their numbers.
            numbers = {row.__tablename__: [row.id] for row in rows if row.__tablename__ in LISTED}
            listings.refresh(session, numbers)
        return rows[0]

    def user(self, **facts):
        number = next(self._numbers)
        facts = {
            "email": f"person{number}@test.example",
            "name": f"用户{number}",
            "password_hash": PASSWORD_HASH,
        } | facts
        return self.save(User(**facts))

    def organization(self, **facts):
        number = next(self._numbers)
        facts = {
            "kind": OrganizationKind.ENTERPRISE,
            "name": f"单位{number}",
            "state": OrganizationState.VERIFIED,
            "region_code": ZHENGZHOU,
        } | facts
        return self.save(Organization(**facts))

    def school(self, **facts):
        return self.organization(**{"kind": OrganizationKind.SCHOOL, "school_level": Level.COLLEGE} | facts)

    def enterprise(self, **facts):
        return self.organization(**facts)

    def authority(self, **facts):
        facts = {"kind": OrganizationKind.AUTHORITY, "department": Department.EDUCATION} | facts
        return self.organization(**facts)

    def editor(self, organization, **facts):
        """A user who edits for a school or an enterprise."""
        user = self.user(**facts)
        self.save(Membership(user_id=user.id, organization_id=organization.id, role=Role.EDITOR))
        return user

    def reviewer(self, authority=None, **facts):
        """A user who reviews for an authority; by default one of 郑州."""
        authority = authority or self.authority()
        user = self.user(**facts)
        self.save(Membership(user_id=user.id, organization_id=authority.id, role=Role.REVIEWER))
        return user

    def administrator(self, **facts):
        return self.user(**{"is_administrator": True} | facts)

    def programme(self, school=None, **facts):
        school = school or self.school()
        facts = {
            "organization_id": school.id,
            "title": "酒店管理与数字化运营",
            "major_code": "540106",
            "level": Level.COLLEGE,
            "region_code": school.region_code,
            "grade": 2025,
            "places": 50,
            "start_date": date(2025, 9, 1),
            "graduation_date": date.today() + timedelta(days=500),  # noqa: DTZ011 - a day, not a moment.
            "skills": ["前厅接待", "客房服务"],
            "state": PostingState.PUBLISHED,
            "published_at": now(),
            "expires_at": now() + timedelta(days=180),
            "contact_name": "校企合作办",
            "contact_phone": "0371-00000000",
        } | facts
        return self.save(Programme(**facts))

    def demand(self, enterprise=None, **facts):
        enterprise = enterprise or self.enterprise()
        facts = {
            "organization_id": enterprise.id,
            "title": "酒店前厅接待",
            "occupation_code": "4-03-01-01",
            "industry_code": "6100",
            "headcount": 30,
            "least_level": Level.COLLEGE,
            "must_skills": ["前厅接待"],
            "nice_skills": ["英语会话"],
            "duties": "办理入住登记\n解答宾客问询",
            "promise": Promise.FULL,
            "region_code": enterprise.region_code,
            "state": PostingState.PUBLISHED,
            "published_at": now(),
            "expires_at": now() + timedelta(days=180),
            "contact_name": "人力资源部",
            "contact_phone": "0371-11111111",
        } | facts
        return self.save(Demand(**facts))

    def matches(self, pairs, score=80.0):
        """Matches of many pairs, found by one run; no more than their numbers are needed."""
        run = self.save(MatchRun(engine_version="test", weights={}, features=["text"], scope="all"))
        points = round(100 * score).to_bytes(2, "little", signed=True)
        told = {"run_id": run.id, "score": score, "points": points}
        return self.save(*(Match(programme_id=one, demand_id=other, **told) for one, other in pairs))

    def match(self, programme, demand, score=80.0):
        return self.matches([(programme.id, demand.id)], score)

    def proposal(self, programme, *demands, **facts):
        """An order class over the programme and the demands, 20 students by default."""
        students = facts.pop("students", 20)
        facts = {
            "kind": Kind.ORDER_CLASS if len(demands) == 1 else Kind.JOINT_ORDER_CLASS,
            "region_code": programme.region_code,
            "students": students,
            "score": 80.0,
            "fit": 0.8,
            "author": "matcher",
        } | facts
        parties = [
            ProposalParty(
                organization_id=programme.organization_id, programme_id=programme.id, amount=students
            ),
            *(
                ProposalParty(
                    organization_id=demand.organization_id,
                    demand_id=demand.id,
                    amount=students // len(demands),
                )
                for demand in demands
            ),
        ]
        return self.save(Proposal(parties=parties, **facts))

    def scan(self, partnership_id, organization, settings, content=b"%PDF-1.7\n%%EOF\n", number=1):
        """A signed copy that the organization has handed in."""
        row = AgreementScan(
            partnership_id=partnership_id,
            organization_id=organization.id,
            number=number,
            sha256=storage.keep(settings.scans_dir, content),
            size=len(content),
            media_type=storage.recognize(content),
        )
        return self.save(row)

    def review(self, **facts):
        return self.save(
            Review(**{"region_code": ZHENGZHOU, "due_at": now() + timedelta(days=5), "comments": {}} | facts)
        )


class Batch(Make):
    """Makes many records in one transaction; the search is left to whoever needs it."""

    def __init__(self, session) -> None:
        super().__init__(None)
        self.session = session

    def save(self, *rows):
        self.session.add_all(rows)
        self.session.flush()  # The next record refers to this one.
        return rows[0]
