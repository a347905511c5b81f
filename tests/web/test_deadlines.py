"""Deadlines on pages: in working days, and how they were counted where holidays are not known."""

from __future__ import annotations

from datetime import timedelta

from matchmaker.db import now
from matchmaker.workflow import PostingState


def test_a_deadline_beyond_the_known_holidays_says_how_it_was_counted(make, sign_in):
    reviewer = sign_in(make.reviewer())
    programmes = [make.programme(state=PostingState.SUBMITTED) for _ in range(2)]
    make.review(programme_id=programmes[0].id)
    assert "只扣除了周末" not in reviewer.get("/reviews").text
    late = make.review(programme_id=programmes[1].id, due_at=now() + timedelta(days=3650))
    for path in ("/reviews", f"/reviews/{late.id}"):
        assert "只扣除了周末" in reviewer.get(path).text
