"""So many records of every sort, and the people of every role who see them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from matchmaker.db import Database, now
from matchmaker.models import (
    Claim,
    Evaluation,
    Event,
    Invitation,
    Job,
    Mark,
    MatchMark,
    Membership,
    Notification,
    Partnership,
    PlanRun,
    ProposalVersion,
    Remark,
    SavedFilter,
    TermReport,
    UnmetAnswer,
    Upload,
    UserSession,
)
from matchmaker.policy import Role
from matchmaker.services.partnerships import versions
from matchmaker.services.search import listings
from matchmaker.terms import Frequency, OrganizationKind, SavedPage, Side, UnmetOccasion, UnmetReason
from matchmaker.workflow import OrganizationState, PartnershipState, PostingState, ProposalState
from tests import classes
from tests.factories import JINSHUI, ZHENGZHOU, Batch
from tests.web.routes import Route

TERMS = {
    "gives": [{"giver": "enterprise", "item": "企业导师", "amount": 3, "unit": "人"}],
    "gates": [{"name": "posts", "status": "failed", "have": 17.0, "want": 20.0, "is_limit": False}],
    "note": "示例",
}
CHECKED = {
    "finished_at": now(),
    "counts": {"created": 3, "updated": 0, "unchanged": 1, "kept": 0},
    "faults": [{"row": 2, "column": "毕业日期", "value": "明年", "message": "示例", "values": {}}],
}
FIGURE = {"value": 90.0, "bound": 100.0, "filled": 20, "blocking": 0}


class Crowd:
    """A school and an enterprise that meet `size` others each; `numbers` are those of addresses."""

    def __init__(self, database: Database, settings, size: int) -> None:
        with database.transaction() as session:
            self.make, self.settings, self.each = Batch(session), settings, range(size)
            self.numbers: dict[str, int] = {}
            self.instead: dict[str, dict[str, int]] = {}  # Other numbers for a room or for one of its pages.
            self._organizations()
            self._postings()
            self._marks()
            self._proposals()
            self._talks()
            self._class()
            self._papers()
            self._letters()
            listings.refresh_all(session)

    def address(self, route: Route) -> str:
        """Return where a route shows a record of the crowd."""
        assert route.variables <= self.numbers.keys(), f"the crowd has no record for {route.pattern}"
        room = route.endpoint.partition(".")[0]
        return route.address(self.numbers | self.instead.get(route.endpoint, self.instead.get(room, {})))

    def _know(self, **rows):
        self.numbers |= {f"{name}_id": row.id for name, row in rows.items()}

    def _organizations(self):
        make = self.make
        self.school, self.enterprise = make.school(summary="示例"), make.enterprise(staff_total=300)
        self.authority = make.authority()
        self.schools = [make.school(region_code=JINSHUI) for _ in self.each]
        self.enterprises = [make.enterprise(region_code=JINSHUI) for _ in self.each]
        for _ in self.each:
            make.school(state=OrganizationState.UNVERIFIED)
        self.people = {
            "school": make.editor(self.school),
            "enterprise": make.editor(self.enterprise),
            "reviewer": make.reviewer(self.authority),
            "administrator": make.administrator(),
        }
        for _ in self.each:
            colleague = {"user_id": make.user().id, "organization_id": self.school.id}
            membership = make.save(Membership(**colleague, role=Role.EDITOR))
            make.editor(self.enterprise)
            make.reviewer(self.authority)
        self._know(organization=self.school, user=self.people["school"], membership=membership)

    def _postings(self):
        make = self.make
        self.programmes = [make.programme(self.school) for _ in self.each]
        self.demands = [make.demand(self.enterprise) for _ in self.each]
        self.offers = [make.programme(school) for school in self.schools]
        self.needs = [make.demand(enterprise) for enterprise in self.enterprises]
        for state in (PostingState.RETURNED, PostingState.EXPIRED, PostingState.PAUSED, PostingState.DRAFT):
            for _ in self.each:
                one = make.programme(self.school, state=state)
                other = make.demand(self.enterprise, state=state)
        self.instead |= {"programmes.edit": {"programme_id": one.id}, "demands.edit": {"demand_id": other.id}}
        taken = {"taken_by_id": self.people["reviewer"].id, "taken_at": now()}
        for _ in self.each:
            mine = make.programme(self.school, state=PostingState.SUBMITTED)
            theirs = make.demand(self.enterprise, state=PostingState.SUBMITTED)
            make.review(programme_id=mine.id)
            review = make.review(demand_id=theirs.id, due_at=now(), **taken)
        self._know(programme=self.programmes[0], demand=self.demands[0], posting=mine, review=review)

    def _marks(self):
        make, school = self.make, self.people["school"]
        pairs = {(offer.id, self.demands[0].id) for offer in (*self.programmes, *self.offers)}
        pairs |= {(self.programmes[0].id, need.id) for need in (*self.demands, *self.needs)}
        make.matches(sorted(pairs))
        mark = {"mark": Mark.DISMISSED, "organization_id": self.school.id, "user_id": school.id}
        for need in self.needs:
            make.matches([(self.programmes[1].id, need.id)])
            make.save(MatchMark(programme_id=self.programmes[1].id, demand_id=need.id, **mark))

    def _proposals(self):
        pairs = [*zip(self.programmes, self.needs, strict=True), *zip(self.offers, self.demands, strict=True)]
        for offer, need in pairs:
            states = ProposalState.DRAFT, ProposalState.SENT, ProposalState.IN_REVIEW, ProposalState.AGREED
            made = [self.make.proposal(offer, need, state=state, **TERMS) for state in states]
            self.make.review(proposal_id=made[2].id)
            running = self._running(made[3])
            self.instead.setdefault("reports.new", {"partnership_id": running.id})
        self.instead |= {"answers.veto": {"proposal_id": made[0].id}}

    def _running(self, proposal, **facts):
        begun = {"state": PartnershipState.RUNNING, "started_at": now() - 2 * classes.YEAR}
        return self.make.save(Partnership(proposal_id=proposal.id, **begun | facts))

    def _talks(self):
        make, everybody = self.make, (self.demands[0], *self.needs)
        facts = {name: value * len(self.each) for name, value in TERMS.items()}
        facts |= {"students": 20 * len(everybody), "state": ProposalState.DISCUSSING}
        proposal = make.proposal(self.programmes[0], *everybody, number=len(self.each), **facts)
        author = {"organization_id": self.school.id, "user_id": self.people["school"].id}
        for number in self.each:
            about = {"proposal_id": proposal.id, "number": number + 1}
            content = versions.snapshot(proposal) | {"note": f"第 {number + 1} 版"}
            make.save(ProposalVersion(**about, content=content))
            question = make.save(Remark(**about, **author, text="几名师傅？"))
            make.save(Remark(**about, **author, question_id=question.id, text="三名。"))
        self._know(proposal=proposal)

    def _class(self):
        make, everybody = self.make, (self.demands[0], *self.needs)
        facts = {"students": 20 * len(everybody), "state": ProposalState.AGREED} | TERMS
        agreed = make.proposal(self.programmes[0], *everybody, **facts)
        partnership = self._running(agreed, ended_at=now() - timedelta(days=300))
        self._know(partnership=partnership)
        self.instead |= {"agreements": {"proposal_id": agreed.id}}
        done = make.proposal(self.programmes[0], self.demands[0], state=ProposalState.AGREED, **TERMS)
        evaluated = self._running(done, ended_at=now(), state=PartnershipState.EVALUATED)
        self.instead |= {"evaluations.archive": {"partnership_id": evaluated.id}}
        next_ = make.proposal(self.programmes[0], self.demands[0], state=ProposalState.AGREED, **TERMS)
        to_start = self._running(next_, state=PartnershipState.AGREED, started_at=None)
        self.instead |= {"partnerships.start": {"partnership_id": to_start.id}}
        about = {"partnership_id": partnership.id}
        for party in (self.school, self.enterprise, *self.enterprises):
            told = {"ratings": {}, "would_repeat": True, "went_well": "按计划开课"}
            make.save(Evaluation(**about, organization_id=party.id, **told))
        about["organization_id"] = self.school.id
        for number in self.each:
            paper = b"%%PDF-1.7\n%d\n%%%%EOF\n" % number
            scan = make.scan(partnership.id, self.school, self.settings, content=paper, number=number + 1)
            report = make.save(TermReport(**about, period=f"{2000 + number}-1", **asdict(classes.FULL)))
        self._know(scan=scan, report=report)

    def _papers(self):
        make, editor = self.make, self.people["school"]
        host = {"organization_id": self.school.id, "invited_by_id": editor.id, "role": Role.EDITOR}
        told = {"actor_id": editor.id, "region_code": ZHENGZHOU, "subject_type": "programme"}
        change = {"action": "edit", "before": {"title": "旧"}, "after": {"title": "新"}}
        lack = {"reason": UnmetReason.OTHER, "occasion": UnmetOccasion.PROPOSAL_DECLINED}
        where = {"major_class": "5401", "region_code": ZHENGZHOU, "side": OrganizationKind.SCHOOL}
        plan = {"region_code": ZHENGZHOU, "mode": "optimal", "figures": {"optimal": FIGURE, "stable": FIGURE}}
        for number, school in enumerate(self.schools):
            guest = {"email": f"guest{number}@test.example", "token_hash": f"guest{number}", **in_days(7)}
            claim = make.save(Claim(organization_id=school.id, user_id=make.user().id, evidence="校办"))
            invitation = make.save(Invitation(**host, **guest))
            make.save(Event(**told, **change, subject_id=self.programmes[number].id))
            make.save(UnmetAnswer(**lack, **where, amount=number, day=now().date()))
            make.save(PlanRun(**plan, drafts=number))
            table = {"side": Side.PROGRAMMES, "name": "table.csv", "content": b"a\nb", "is_whole": False}
            upload = make.save(Upload(organization_id=self.school.id, **table, **CHECKED))
        job = make.save(Job(name="plan", key="plan:410100", user_id=self.people["reviewer"].id))
        self._know(claim=claim, invitation=invitation, job=job, upload=upload)

    def _letters(self):
        make = self.make
        about = {"subject_type": "proposal", "subject_id": self.numbers["proposal_id"]}
        notice = {"name": "proposal_sent", "topic": "proposal", "values": {"kind": "order_class"}} | about
        filters = {"page": SavedPage.SEARCH, "values": {"side": "demands"}, "frequency": Frequency.OFF}
        for role, person in self.people.items():
            for number in self.each:
                key = f"{role}{number}"
                letter = make.save(Notification(user_id=person.id, key=key, **notice))
                browser = {"token_hash": key, "agent": "Firefox", "address": "127.0.0.1", **in_days(7)}
                saved = make.save(SavedFilter(user_id=person.id, name=key, **filters))
                session = make.save(UserSession(user_id=person.id, **browser))
        self._know(notification=letter, session=session, saved=saved)


def in_days(days):
    return {"expires_at": now() + timedelta(days=days)}
