"""The to-dos of each role: their words and the lists they lead to, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _

from matchmaker.services.outcomes.owed import Owed, Step


@dataclass(frozen=True)
class Task:
    """Something that may wait: `name` is its count's, `values` go into the list's address."""

    name: str
    word: object
    action: object  # What its button says where it is the next step.
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the list is."""
        values: dict[str, Any] = dict(self.values)
        return url_for(self.endpoint, **values)


_CONTINUE, _CORRECT, _LOOK = _("继续填写"), _("修改并重新提交"), _("去查看")
_CLASSES = Task(
    "partnerships_waiting",
    _("等待我方处理的合作项目"),
    _("去处理"),
    "partnerships.index",
    {"show": "waiting"},
)
PARTY: tuple[Task, ...] = (
    Task(
        "proposals_waiting",
        _("等待我方答复或确认的合作方案"),
        _("去答复"),
        "proposals.index",
        {"show": "waiting"},
    ),
    _CLASSES,
    Task(
        "demands_unconfirmed",
        _("主管部门代录、待本单位确认的需求"),
        _("去确认"),
        "demands.mine",
        {"show": "unconfirmed"},
    ),
    Task("programmes_returned", _("被退回的专业"), _CORRECT, "programmes.mine", {"state": "returned"}),
    Task("demands_returned", _("被退回的需求"), _CORRECT, "demands.mine", {"state": "returned"}),
    Task("programmes_draft", _("未提交的专业草稿"), _CONTINUE, "programmes.mine", {"state": "draft"}),
    Task("demands_draft", _("未提交的需求草稿"), _CONTINUE, "demands.mine", {"state": "draft"}),
    Task("programmes_expired", _("已到期的专业"), _("重新发布"), "programmes.mine", {"state": "expired"}),
    Task("demands_expired", _("已到期的需求"), _("重新发布"), "demands.mine", {"state": "expired"}),
    Task("notifications", _("未读通知"), _LOOK, "notifications.index", {"show": "unread"}),
)
OFFICIAL: tuple[Task, ...] = (
    Task("reviews_overdue", _("已超过期限的审核"), _("马上审核"), "reviews.queue", {"show": "overdue"}),
    Task("reviews_mine", _("我已领取的审核"), _("继续审核"), "reviews.queue", {"show": "mine"}),
    Task("reviews_waiting", _("待审核"), _("开始审核"), "reviews.queue"),
    Task(
        "organizations_unverified",
        _("待核验的单位"),
        _("去核验"),
        "organizations.index",
        {"state": "unverified"},
    ),
    Task("claims_waiting", _("待处理的认领申请"), _("去处理"), "organizations.list_claims"),
    _CLASSES,
    Task("drafts_waiting", _("待发送的方案草案"), _("查看草案"), "proposals.index", {"show": "waiting"}),
    Task("notifications", _("未读通知"), _LOOK, "notifications.index", {"show": "unread"}),
)


@dataclass(frozen=True)
class Move:
    """What a partnership waits for: its words, what its button says, and what there is to do."""

    word: object
    action: object
    note: object


MOVES: Mapping[Step, Move] = {
    Step.CONFIRM: Move(_("核对对方的报告"), _("去核对"), _("核对人数后确认，或说明原因请对方修改。")),
    Step.CORRECT: Move(_("修改被退回的报告"), _("去修改"), _("对方写明了要修改什么，改好后由对方重新核对。")),
    Step.FILE: Move(_("填报人数"), _("去填报"), _("只填人数，由对方核对。")),
    Step.EVALUATE: Move(_("填写评价"), _("去评价"), _("各方都评价后才能看到彼此的评价。")),
}


def moves(owed: Sequence[Owed]) -> list[Move]:
    """Return what there is to do of a partnership, each once; a start has a button of its own."""
    return [MOVES[step] for step in dict.fromkeys(one.step for one in owed) if step in MOVES]


@dataclass(frozen=True)
class Waiting:
    """A task and how much of it waits."""

    task: Task
    count: int


def waiting(tasks: Sequence[Task], counts: Mapping[str, int]) -> list[Waiting]:
    """Return the tasks that were counted, in the table's order."""
    return [Waiting(task, counts[task.name]) for task in tasks if task.name in counts]


def first(lines: Sequence[Waiting]) -> Waiting | None:
    """Return what to do next: the first that waits; what is only to be read is no step."""
    return next((line for line in lines if line.count and line.task.name != "notifications"), None)
