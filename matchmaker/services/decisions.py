"""A reviewer's decision: checked, carried out on what was reviewed, and written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from matchmaker.errors import StaleError, UserError, translatable
from matchmaker.models import Organization, Proposal, Review
from matchmaker.services import events, regulations, reviews, trail
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import moves, proposals
from matchmaker.services.people import organizations
from matchmaker.services.postings import moves as posting_moves
from matchmaker.services.working_days import today
from matchmaker.workflow import Decision

# What ends a round of reading: what was edited after it is new to the next reader.
ROUND_ENDS = ("approve", "return", "reject", "verify", "refuse", "take_down")


class BlockedError(UserError):
    """A rule that must hold is broken: nothing helps but a change."""

    def __init__(self, text: str) -> None:
        super().__init__(translatable("不符合必须满足的规定，不能通过：%(rule)s"), rule=(text,))


class UnreasonedError(UserError):
    """A rule is broken, and nobody said why it may be so here."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        super().__init__(translatable("不符合规定：%(rules)s。确需通过的，请填写理由。"), rules=texts)


class UnexplainedError(UserError):
    """Something goes back, or is rejected, without a word."""

    def __init__(self) -> None:
        super().__init__(translatable("退回或不通过时，请填写理由或逐项意见。"))


class NotCleanError(UserError):
    """Something to be approved in passing breaks a rule."""

    def __init__(self) -> None:
        super().__init__(translatable("所选内容中有不符合规则或条件的，请逐项审核。"))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the reviewer decided, and what is said of the whole and of single fields."""

    decision: Decision
    reason: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    seen: int | None = None  # The last event of the subject that the reviewer saw; None: whatever there is.


def decide(session: Session, review: Review, ruling: Ruling, *, version: int, actor: Actor) -> None:
    """Carry out a decision.

    1. The reviewer holds the review, it is undecided, and as the reviewer saw it.
    2. What goes back or is rejected needs a word; what breaks a rule needs a reason to pass, and what
       breaks a blocking one does not pass.
    3. The review keeps decision, reason and comments, and the subject moves.

    Raises DecidedError, NotTakenError, TakenError, StaleError, UnexplainedError, BlockedError,
    UnreasonedError, and what the subject's own move raises.
    """
    if isinstance(review.subject, Proposal):
        # Of two authorities that read it, the second sees what the first decided.
        moves.lock(session, review.subject)
        session.refresh(review)
    reviews.check_deciding(review, version=version, actor=actor)
    if ruling.seen is not None and trail.changes_since(session, review.subject, ruling.seen):
        raise StaleError
    comments = {name: text.strip() for name, text in ruling.comments.items() if text.strip()}
    reason = ruling.reason.strip()
    if ruling.decision is Decision.APPROVE:
        _check_rules(session, review, reason, actor=actor)
    elif not reason:
        reason = "；".join(comments.values())
        if not reason:
            raise UnexplainedError
    reviews.settle(review, ruling.decision, reason=reason, actor=actor)
    review.comments = comments
    _carry_out(session, review, Ruling(ruling.decision, reason, comments), actor=actor)


def approve_clean(session: Session, chosen: Sequence[Review], *, actor: Actor) -> int:
    """Take and approve several reviews at once, all or none; return how many.

    Raises NotCleanError where a rule or a gate is broken: such a one is looked at by itself.
    """
    for review in chosen:
        if not regulations.is_clean(review.subject, on=today()):
            raise NotCleanError
        reviews.take(session, review, actor=actor)
        session.flush()  # Taking makes a new version, which the decision refers to.
        decide(session, review, Ruling(Decision.APPROVE), version=review.version, actor=actor)
    return len(chosen)


def _check_rules(session: Session, review: Review, reason: str, *, actor: Actor) -> None:
    """Stop what must not pass; write down which rules a reason set aside."""
    findings = regulations.examine(review.subject, on=today())
    for finding in findings:
        if finding.blocks:
            raise BlockedError(finding.rule.text)
    broken = [finding.rule for finding in findings if finding.needs_reason]
    if not broken:
        return
    if not reason:
        raise UnreasonedError(tuple(rule.text for rule in broken))
    codes = [rule.code for rule in broken]
    changes: dict[str, tuple[list[str], list[str]]] = {"rules": ([], codes)}
    events.record(session, review, "override_rules", actor=actor, changes=changes, reason=reason)


def _carry_out(session: Session, review: Review, ruling: Ruling, *, actor: Actor) -> None:
    subject, decision, reason = review.subject, ruling.decision, ruling.reason
    if isinstance(subject, Organization):
        organizations.apply_decision(session, subject, decision=decision, reason=reason, actor=actor)
    elif isinstance(subject, Proposal):
        proposals.apply_decision(
            session, subject, decision=decision, reason=reason, comments=ruling.comments, actor=actor
        )
    else:
        posting_moves.apply_decision(
            session, subject, decision=decision, reason=reason, comments=ruling.comments, actor=actor
        )
