"""A reviewer at work, a colleague and one from elsewhere, and something to review."""

from __future__ import annotations

from sqlalchemy import select

from matchmaker.models import Membership, Programme, Review
from matchmaker.workflow import PostingState
from tests.factories import LINYI


class Desk:
    """A reviewer of 郑州, a colleague and one from elsewhere, and something to review."""

    def __init__(self, make, sign_in):
        self.make = make
        authority = make.authority()
        self.user, self.colleague_user = make.reviewer(authority), make.reviewer(authority)
        self.reviewer, self.colleague = sign_in(self.user), sign_in(self.colleague_user)
        self.elsewhere = sign_in(make.reviewer(make.authority(region_code=LINYI)))
        self.administrator = sign_in(make.administrator())
        self.programme = make.programme(state=PostingState.SUBMITTED, grade=2025, practice_share=40)
        self.editor = sign_in(make.editor(self.stored(Programme, self.programme.id).organization))
        self.review = make.review(programme_id=self.programme.id)
        self.path = f"/reviews/{self.review.id}"

    def memberships(self):
        with self.make.database.reading() as session:
            return session.scalars(
                select(Membership.organization_id).where(Membership.user_id == self.user.id)
            ).all()

    def stored(self, table, key):
        with self.make.database.reading() as session:
            return session.get_one(table, key)

    def decide(self, client, decision="approve", **facts):
        version = self.stored(Review, self.review.id).version
        return client.post(f"{self.path}/decide", data={"decision": decision, "version": version} | facts)


def text(response):
    return response.get_data(as_text=True)
