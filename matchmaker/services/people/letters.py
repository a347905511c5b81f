"""The wording of the mails about accounts, in both languages because the reader's is often not known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject and text."""

    subject: str
    body: str


FOOT = """
如非本人操作，请忽略本邮件。本邮件由系统发出，请勿回复。
If this was not you, ignore this mail. It was sent by a machine that reads no answers.
"""


def password_reset(link: str, *, minutes: int) -> Letter:
    """Word the mail with the link to set a new password."""
    return Letter(
        "产教对接平台：重置密码 / Reset your password",
        f"""您好：

请在 {minutes} 分钟内打开以下链接设置新密码，链接只能使用一次：
Open this link within {minutes} minutes to set a new password; it works once:

{link}
{FOOT}""",
    )


def new_account(link: str, *, days: int) -> Letter:
    """Word the mail to a person for whom an administrator made an account."""
    return Letter(
        "产教对接平台：账号已开通 / Your account is ready",
        f"""您好：

管理员已为您开通账号。请在 {days} 天内打开以下链接设置密码，链接只能使用一次：
An administrator made an account for you. Set your password within {days} days; the link works once:

{link}
{FOOT}""",
    )


def invitation(link: str, *, inviter: str, organization: str, days: int) -> Letter:
    """Word the mail that invites a person to act for an organization."""
    return Letter(
        f"产教对接平台：{organization} 邀请您加入 / Invitation",
        f"""您好：

{inviter} 邀请您代表“{organization}”使用产教对接平台。请在 {days} 天内打开以下链接，链接只能使用一次：
{inviter} invites you to act for {organization}. Open this link within {days} days; it works once:

{link}
{FOOT}""",
    )


def claim_decided(organization: str, *, is_accepted: bool, reason: str) -> Letter:
    """Word the mail that tells a person what became of a claim."""
    outcome = "已通过" if is_accepted else "未通过"
    result = "accepted" if is_accepted else "refused"
    said = f"\n\n说明 / Reason: {reason}" if reason else ""
    return Letter(
        f"产教对接平台：认领申请{outcome} / Claim {result}",
        f"""您好：

您对“{organization}”的认领申请{outcome}。
Your claim of {organization} was {result}.{said}
{FOOT}""",
    )
