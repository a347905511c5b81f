"""Questions about a version of a proposal and their answers, among its parties and their authorities."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import Proposal, Remark
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications
from matchmaker.services.partnerships import moves
from matchmaker.workflow import HIDDEN_FROM_PARTIES, HOLDING, IllegalMoveError, ProposalState

# While one of these stands there is something to talk about; what has ended is only read.
OPEN = HOLDING | {ProposalState.SENT, ProposalState.DISCUSSING, ProposalState.RETURNED}
# An address of mail, the number of a telephone, or of a service that stands for one.
CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|(?<!\d)1[3-9](?:[\s-]?\d){9}(?!\d)|(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)"
    r"|(?:微信|QQ|wechat)\s*号?\s*[:是为]?\s*[\w-]{5,}",
    re.IGNORECASE,
)


class EmptyRemarkError(UserError):
    """Nothing was written."""

    field = "text"

    def __init__(self) -> None:
        super().__init__(translatable("请填写内容。"))


class ContactError(UserError):
    """Contacts are exchanged once all are interested, not before and not in passing."""

    field = "text"

    def __init__(self) -> None:
        super().__init__(
            translatable("各方均有意向后才会互相显示联系方式，请不要在提问中填写电话、邮箱或微信。")
        )


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said, about which version, and in answer to what."""

    text: str
    number: int
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What was said as the others read it; contacts are hidden where the proposal hides them."""

    id: int
    speaker: str
    number: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, the oldest first."""

    line: Line
    answers: list[Line] = field(default_factory=list)


def write(
    session: Session, proposal: Proposal, saying: Saying, *, organization_id: int, actor: Actor
) -> Remark:
    """Ask or answer something for an organization, and tell the others who take part.

    A question belongs to the version that its author saw, even if there is a newer one. Raises
    IllegalMoveError, EmptyRemarkError and ContactError; NoResultFound for another proposal's question.
    """
    proposal = moves.lock(session, proposal)
    if proposal.state not in OPEN:
        raise IllegalMoveError(proposal.state, "ask")
    _check(saying.text, proposal)
    if saying.question_id is not None:
        theirs = (Remark.proposal_id == proposal.id) & Remark.question_id.is_(None)
        session.scalars(select(Remark).where(Remark.id == saying.question_id, theirs)).one()
    remark = Remark(
        proposal_id=proposal.id,
        number=min(saying.number, proposal.number),
        question_id=saying.question_id,
        organization_id=organization_id,
        user_id=actor.user_id,
        text=saying.text.strip(),
    )
    session.add(remark)
    action = "ask" if saying.question_id is None else "reply"
    event = events.record(session, proposal, action, actor=actor, changes={"remark": (None, remark.number)})
    notifications.tell(
        session,
        event,
        organization_ids=sorted(proposal.owner_ids | _speakers(session, proposal)),
        name="proposal_asked" if action == "ask" else "proposal_replied",
        values={"kind": proposal.kind.value},
    )
    return remark


def thread(session: Session, proposal: Proposal) -> list[Question]:
    """Return the questions, the newest first, each with its answers."""
    mine = select(Remark).where(Remark.proposal_id == proposal.id).order_by(Remark.id)
    questions: dict[int, Question] = {}
    for remark in session.scalars(mine):
        text = remark.text if proposal.shows_contacts else CONTACT.sub("…", remark.text)
        line = Line(remark.id, remark.organization.name, remark.number, remark.at, text)
        if remark.question_id is None:
            questions[remark.id] = Question(line)
        else:
            questions[remark.question_id].answers.append(line)
    return list(questions.values())[::-1]


def is_open(proposal: Proposal) -> bool:
    """Tell whether there is still something to ask."""
    return proposal.state in OPEN - HIDDEN_FROM_PARTIES


def _speakers(session: Session, proposal: Proposal) -> set[int]:
    """Return the organizations that have said something, the authorities among them."""
    return set(session.scalars(select(Remark.organization_id).where(Remark.proposal_id == proposal.id)))


def _check(text: str, proposal: Proposal) -> None:
    if not text.strip():
        raise EmptyRemarkError
    if not proposal.shows_contacts and CONTACT.search(unicodedata.normalize("NFKC", text)):
        raise ContactError
