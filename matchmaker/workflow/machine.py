"""How a move between states is looked up, guarded and refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from matchmaker.errors import UserError, translatable
from matchmaker.policy import Permission

S = TypeVar("S", bound=StrEnum)


class Guard(StrEnum):
    """A condition that the service establishes before a move."""

    ORGANIZATION_VERIFIED = "organization_verified"
    COMPLETE = "complete"
    CONFIRMED_BY_OWNER = "confirmed_by_owner"
    ALL_INTERESTED = "all_interested"
    ALL_CONFIRMED = "all_confirmed"
    HAS_BEGUN = "has_begun"
    HAS_ENDED = "has_ended"
    ALL_EVALUATED = "all_evaluated"
    OUTCOME_SETTLED = "outcome_settled"
    ALL_READ = "all_read"
    REASON_GIVEN = "reason_given"


GUARD_MESSAGES: Mapping[Guard, str] = {
    Guard.ORGANIZATION_VERIFIED: translatable("单位尚未通过审核，不能进行此操作。"),
    Guard.COMPLETE: translatable("必填内容尚未填写完整，不能提交。"),
    Guard.CONFIRMED_BY_OWNER: translatable("该需求由主管部门代录，请先由企业确认。"),
    Guard.ALL_INTERESTED: translatable("还有参与方没有表示有意向。"),
    Guard.ALL_CONFIRMED: translatable("还有参与方没有确认当前版本。"),
    Guard.HAS_BEGUN: translatable("还没有到约定的开始日期，不能结课；合作不再进行的，请终止合作。"),
    Guard.HAS_ENDED: translatable("合作期结束后才能评价；提前结束的，请先点“结课”。"),
    Guard.ALL_EVALUATED: translatable("还有参与方或主管部门没有评价。"),
    Guard.OUTCOME_SETTLED: translatable("还有成效数据没有填报或核对。"),
    Guard.ALL_READ: translatable("还有主管部门没有审核。"),
    Guard.REASON_GIVEN: translatable("请填写理由。"),
}


class IllegalMoveError(UserError):
    """The record is not in a state from which this action is possible."""

    status = 409

    def __init__(self, state: StrEnum, action: str) -> None:
        super().__init__(translatable("当前状态下不能进行此操作，请刷新页面查看最新状态。"))
        self.state = state
        self.action = action


class GuardError(UserError):
    """A condition of the move does not hold."""

    def __init__(self, action: str, guard: Guard) -> None:
        super().__init__(GUARD_MESSAGES[guard])
        self.action = action
        self.guard = guard


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """Where an action leads, who may take it (None: the system alone), and under which condition."""

    to: S
    permission: Permission | None
    guard: Guard | None = None


@dataclass(frozen=True)
class Workflow(Generic[S]):
    """A table of moves; what is not listed is illegal."""

    moves: Mapping[tuple[S, str], Move[S]]

    def move(self, state: S, action: str, *, holds: Collection[Guard] = ()) -> S:
        """Return the state that `action` leads to; raise IllegalMoveError or GuardError."""
        found = self.moves.get((state, action))
        if found is None:
            raise IllegalMoveError(state, action)
        if found.guard is not None and found.guard not in holds:
            raise GuardError(action, found.guard)
        return found.to

    def actions(self, state: S) -> dict[str, Permission]:
        """Return the actions that people may take in `state`, in the table's order, with their permission."""
        return {
            action: found.permission
            for (origin, action), found in self.moves.items()
            if origin == state and found.permission is not None
        }
