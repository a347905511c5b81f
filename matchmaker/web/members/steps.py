"""Which step of a proposal is this viewer's next, and which others are possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from matchmaker.models import Proposal, ProposalParty
from matchmaker.policy import Identity, Permission, permits
from matchmaker.workflow import PROPOSAL, Answer, ProposalState

# The life of a proposal as its page shows it, and where each state stands in it.
STAGES = (_("拟定"), _("各方答复"), _("主管部门审核"), _("各方确认"), _("达成合作"))
STAGE: Mapping[ProposalState, int] = {
    ProposalState.DRAFT: 0,
    ProposalState.SENT: 1,
    ProposalState.DISCUSSING: 1,
    ProposalState.RETURNED: 1,
    ProposalState.IN_REVIEW: 2,
    ProposalState.APPROVED: 3,
    ProposalState.AGREED: 5,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A button: what it says, where it leads, and whether it acts at once or opens a form first."""

    action: str
    word: object
    endpoint: str
    is_form: bool = False  # It opens a page that asks for more.
    is_danger: bool = False


# In the order of importance: the first one possible is the page's primary button.
STEPS: tuple[Step, ...] = (
    Step("show_interest", _("表示有意向"), "answers.show_interest"),
    Step("confirm", _("确认当前版本"), "answers.confirm"),
    Step("send", _("发送各方"), "answers.send"),
    Step("resend", _("重新发送各方"), "answers.resend"),
    Step("edit", _("修改方案"), "proposals.edit", is_form=True),
    Step("discuss", _("提问或洽谈"), "answers.discuss", is_form=True),
    Step("decline", _("谢绝"), "answers.decline", is_form=True, is_danger=True),
    Step("veto", _("否决"), "answers.veto", is_form=True, is_danger=True),
    Step("withdraw", _("撤回方案"), "answers.withdraw", is_form=True, is_danger=True),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The buttons of a proposal's page."""

    primary: Step | None
    others: tuple[Step, ...]
    organization_id: int | None  # For whom the viewer presses them.


def choose(proposal: Proposal, identity: Identity) -> Choice:
    """Return the viewer's steps: at most one is primary, and only one that is due."""
    party = _due_party(proposal, identity)
    possible = [step for step in STEPS if _is_possible(step, proposal, identity, party)]
    due = [step for step in possible if _is_due(step, proposal)]
    primary = due[0] if due else None
    others = tuple(step for step in possible if step is not primary)
    return Choice(primary, others, party.organization_id if party else None)


def _due_party(proposal: Proposal, identity: Identity) -> ProposalParty | None:
    """Return the viewer's party: the first that still has to say something, else the first of all."""
    mine = [party for party in proposal.parties if party.organization_id in identity.editor_of]
    waiting = [party for party in mine if _waits(party, proposal)]
    return next(iter(waiting or mine), None)


def _waits(party: ProposalParty, proposal: Proposal) -> bool:
    if proposal.state is ProposalState.APPROVED:
        return party.confirmed_number != proposal.number
    return party.answer is not Answer.INTERESTED


def _is_possible(step: Step, proposal: Proposal, identity: Identity, party: ProposalParty | None) -> bool:
    permission = PROPOSAL.actions(proposal.state).get(step.action)
    if permission is None or not permits(identity, permission, proposal):
        return False
    if permission is Permission.PROPOSAL_ANSWER and party is None:
        return False
    if step.action in {"show_interest", "confirm"}:
        return party is not None and _waits(party, proposal)
    if step.action in {"decline", "withdraw"} and "decline" in PROPOSAL.actions(proposal.state):
        # Either ends the proposal: who made it takes it back, who was asked declines.
        is_mine = party is not None and party.organization.kind.value == proposal.author
        return is_mine == (step.action == "withdraw")
    return True


def _is_due(step: Step, proposal: Proposal) -> bool:
    """Tell whether the proposal waits for this step; a returned one is mended before it goes out again."""
    if proposal.state is ProposalState.RETURNED:
        is_mended = all(party.answer is Answer.PENDING for party in proposal.parties)
        return step.action == ("resend" if is_mended else "edit")
    return step.action in {"show_interest", "confirm", "send"}
