"""Links in mails, as the tests write and read them."""

from __future__ import annotations

from sqlalchemy import select

from matchmaker.models import Mail


def link(token):
    return f"https://site.example/link?token={token}"


def sent_token(session):
    """Return the token of the latest mail."""
    body = session.scalars(select(Mail.body).order_by(Mail.id.desc())).first()
    return body.split("token=")[1].split()[0]
