"""One programme with matches, as its school finds them."""

from __future__ import annotations

from matchmaker.policy import Identity
from matchmaker.services.matches import lists
from matchmaker.services.matches.lists import Filters


class Market:
    """One programme and three demands that match it."""

    def __init__(self, make, session):
        self.make, self.session = make, session
        self.programme = make.programme()
        self.demands = [make.demand(title=title) for title in ("前厅", "客房", "餐饮")]
        for demand, score in zip(self.demands, (60.0, 90.0, 75.0), strict=True):
            make.match(self.programme, demand, score=score)
        self.school = Identity(user_id=1, editor_of=frozenset({self.programme.organization_id}))

    def titles(self, identity=None, **filters):
        page = lists.of_posting(
            self.session, self.programme, identity or self.school, Filters(**filters)
        ).page
        found = [match.demand.title for match in page.items]
        self.session.commit()
        return found
