"""One record of every sort that moves, somebody of every role, and where each action is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import delete, update

from matchmaker.db import now
from matchmaker.models import (
    Organization,
    Partnership,
    Programme,
    Proposal,
    ProposalParty,
    ProposalVersion,
    Report,
    ReportConfirmation,
    Review,
    User,
)
from matchmaker.policy import VISITOR, permits
from matchmaker.services.people.sessions import identify
from matchmaker.terms import Criterion
from matchmaker.workflow import (
    ORGANIZATION,
    PARTNERSHIP,
    POSTING,
    PROPOSAL,
    REPORT,
    Answer,
    Decision,
    Workflow,
)
from tests.classes import FULL, Class
from tests.factories import LINYI
from tests.web.test_posting_forms import FORM as POSTING_FORM

DECISIONS = tuple(decision.value for decision in Decision)
ROLES = (
    *("visitor", "newcomer", "school", "enterprise", "stranger"),
    *("reviewer", "reviewer elsewhere", "administrator"),
)
REVIEW = "/reviews/{review}/decide"


@dataclass(frozen=True)
class Walk:
    """A table of moves, on whose record it is tried, and where each action is taken."""

    workflow: Workflow[Any]
    table: type[Any]
    ways: Mapping[str, str]
    sides: Mapping[str, str] = field(default_factory=dict)  # What only one of the parties does, and which.
    elsewhere: frozenset[str] = frozenset()  # What a test of its own tries.


def under(path: str, *actions: str) -> dict[str, str]:
    """Return where actions are taken that are called in the address as in the table."""
    return {action: f"{path}/{action.replace('_', '-')}" for action in actions}


WALKS = {
    "organization": Walk(
        ORGANIZATION,
        Organization,
        dict.fromkeys(("verify", "refuse", "suspend"), "/organizations/{key}/decision")
        | under("/organizations/{key}", "apply", "merge"),
    ),
    "posting": Walk(
        POSTING,
        Programme,
        dict.fromkeys(DECISIONS, REVIEW)
        | under("/programmes/{key}/actions", "submit", "withdraw", "extend", "resume", "renew", "pause")
        | under("/programmes/{key}/actions", "expire", "pause_silent")  # The system's own: no button does it.
        | under("/programmes/{key}", "edit", "close", "take_down"),
        elsewhere=frozenset({"key_in"}),
    ),
    "proposal": Walk(
        PROPOSAL,
        Proposal,
        dict.fromkeys(DECISIONS, REVIEW)
        | {"show_interest": "/proposals/{key}/interest"}
        | under("/proposals/{key}", "edit", "confirm", "discuss", "decline", "withdraw")
        | under("/proposals/{key}", "send", "resend", "veto"),
        elsewhere=frozenset({"endorse"}),  # An approval while others have still to read.
    ),
    "partnership": Walk(
        PARTNERSHIP,
        Partnership,
        under("/partnerships/{key}", "start", "finish", "terminate")
        | {
            "archive": "/partnerships/{key}/evaluation/archive",
            "evaluate": "/partnerships/{key}/evaluation/mine",
        },
    ),
    "report": Walk(
        REPORT,
        Report,
        under("/partnerships/{running}/reports/{key}", "edit", "confirm", "return"),
        sides={"edit": "school", "confirm": "enterprise", "return": "enterprise"},
    ),
}


class Scene:
    """A school and an enterprise with records of every sort, and a browser for somebody of every role."""

    def __init__(self, make, sign_in, visitor):
        self.database, self._numbers = make.database, count(1)
        group = Class(make, ended_at=now())
        school, enterprise, _other, authority = group.parties
        self.people = {
            "newcomer": make.user(),
            "school": group.people[0],
            "enterprise": group.people[1],
            "stranger": make.editor(make.enterprise()),
            "reviewer": group.people[3],
            "reviewer elsewhere": make.reviewer(make.authority(region_code=LINYI)),
            "administrator": make.administrator(),
        }
        self.clients = {"visitor": visitor} | {role: sign_in(user) for role, user in self.people.items()}
        self.owner = dict.fromkeys(ROLES, school.id) | {"enterprise": enterprise.id}
        programme = make.programme(school, practice_share=60, contact_email="a@test.example")
        self.demand = make.demand(enterprise)
        agreed = make.proposal(programme, make.demand(enterprise), state="agreed")
        self.records = {
            Organization: school.id,
            Programme: programme.id,
            Proposal: make.proposal(programme, self.demand).id,
            Partnership: make.save(Partnership(proposal_id=agreed.id, ended_at=now())).id,
            Report: group.filed().id,
        }
        self.running, self.twin = group.partnership.id, make.school().id
        assert authority.region_code == school.region_code

    def put(self, table, state) -> int:
        """Bring the record into a state as if nothing had happened to it before; return its number."""
        key = self.records[table]
        with self.database.transaction() as session:
            for rows in (Review, ProposalVersion, ReportConfirmation):
                session.execute(delete(rows))
            session.execute(update(table).where(table.id == key).values(state=state))
            if table is Proposal:
                blank = {"answer": Answer.PENDING, "confirmed_number": None}
                mine = ProposalParty.proposal_id == key
                session.execute(update(ProposalParty).where(mine).values(**blank))
                session.execute(update(Proposal).where(Proposal.id == key).values(number=1))
        return key

    def press(self, walk: Walk, key, role, action) -> int:
        """Take the action as somebody of the role; return the status of the answer."""
        way = walk.ways[action]
        review = self._ask_for_review(walk.table, key, role) if way == REVIEW else None
        path = way.format(key=key, review=review, running=self.running)
        return self.clients[role].post(path, data=self._facts(walk.table, key, role, action)).status_code

    def seen(self, table, key, role):
        """Return the state of the record, and what the person may do with it, as the database has it now."""
        with self.database.reading() as session:
            user = self.people.get(role)
            person = identify(session, session.get_one(User, user.id)) if user else VISITOR
            record = session.get_one(table, key)
            scope = record.partnership if table is Report else record
            return record.state, lambda permission: permits(person, permission, scope)

    def _facts(self, table, key, role, action) -> dict[str, Any]:
        facts = {
            "number": 1,
            "version": 1,
            "organization_id": self.owner[role],
            "reason": "因为",
            "why": "other",
        }
        if action in DECISIONS and table is not Report:
            return facts | {"decision": action}
        if table is Organization:
            return facts | {"action": action, "into_id": self.twin}
        if table is Partnership:
            return facts | {"would_repeat": "yes"} | dict.fromkeys(Criterion, 4)
        if table is Proposal and action == "edit":
            students = 20 + next(self._numbers) % 10
            rows = {"give_0_giver": "enterprise", "give_0_item": "企业导师", "give_0_amount": 3}
            terms = {"kind": "order_class", "students": students, f"posts_{self.demand.id}": students}
            return facts | rows | terms
        if table in {Programme, Report}:
            with self.database.reading() as session:
                facts["version"] = session.get_one(table, key).version
        if table is Report and action == "edit":
            return facts | asdict(FULL) | {"mentors": next(self._numbers)}
        return facts | (POSTING_FORM | {"action": "save"} if action == "edit" else {})

    def _ask_for_review(self, table, key, role) -> int:
        """Put the record into the queue, taken by the person; return the review's number."""
        with self.database.transaction() as session:
            user = self.people.get(role)
            about = {f"{table.__tablename__}_id": key}
            review = Review(**about, region_code="410100", due_at=now(), comments={})
            review.taken_by_id, review.taken_at = (user.id, now()) if user else (None, None)
            session.add(review)
            session.flush()
            return review.id
