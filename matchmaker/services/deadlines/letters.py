"""The wording of the mails that remind, in both languages because a mail is read outside the application."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject and text."""

    subject: str
    body: str


FOOT = """
本邮件由系统发出，请勿回复。/ This mail was sent by a machine that reads no answers.
"""


def answer(link: str, *, number: int, days: int) -> Letter:
    """Word the mail that an answer to a proposal is still open."""
    return Letter(
        f"产教对接平台：合作方案 #{number} 等待您答复 / Proposal #{number} awaits your answer",
        f"""您好：

合作方案 #{number} 已发出 {days} 个工作日，仍在等待贵单位答复：
Proposal #{number} went out {days} working days ago and still awaits your organization's answer:

{link}
{FOOT}""",
    )


def confirmation(link: str, *, number: int, days: int) -> Letter:
    """Word the mail that a confirmation of an approved proposal is still open."""
    return Letter(
        f"产教对接平台：合作方案 #{number} 等待您确认 / Proposal #{number} awaits your confirmation",
        f"""您好：

合作方案 #{number} 通过审核已 {days} 个工作日，仍在等待贵单位确认：
Proposal #{number} was approved {days} working days ago and still awaits your organization's confirmation:

{link}
{FOOT}""",
    )


def expiry(link: str, *, title: str, day: str) -> Letter:
    """Word the mail that a posting ends soon."""
    return Letter(
        f"产教对接平台：“{title}”即将到期 / {title} expires soon",
        f"""您好：

“{title}”将于 {day} 到期，到期后不再参与匹配。打开以下链接，点“续期”即可：
{title} expires on {day} and is not matched afterwards. Open this link and press "Extend":

{link}
{FOOT}""",
    )


def review(link: str, *, day: str, is_late: bool) -> Letter:
    """Word the mail that a review falls due, or has."""
    state, said = ("已逾期", "is overdue") if is_late else ("即将到期", "falls due soon")
    return Letter(
        f"产教对接平台：有审核任务{state} / A review {said}",
        f"""您好：

有一项审核应于 {day} 前完成，{state}：
A review was to be decided by {day} and {said}:

{link}
{FOOT}""",
    )


def evaluation(link: str, *, number: int, days: int) -> Letter:
    """Word the mail that a partnership has ended and waits for an evaluation."""
    return Letter(
        f"产教对接平台：合作项目 #{number} 等待您评价 / Partnership #{number} awaits your evaluation",
        f"""您好：

合作项目 #{number} 已结束 {days} 个工作日，仍在等待贵单位评价：
Partnership #{number} ended {days} working days ago and still awaits your organization's evaluation:

{link}
{FOOT}""",
    )


def report(link: str, *, number: int, days: int) -> Letter:
    """Word the mail that a report of a partnership is due: of a term, or of its outcome."""
    return Letter(
        f"产教对接平台：合作项目 #{number} 等待填报 / Partnership #{number} awaits your report",
        f"""您好：

合作项目 #{number} 有一份报告已到填报时间 {days} 个工作日，仍在等待贵单位填报（只填人数和数额）：
A report on partnership #{number} has been due for {days} working days and still awaits your figures:

{link}
{FOOT}""",
    )
