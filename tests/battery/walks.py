"""Long walks through the life of proposals on both databases; the variable WALKS says how many."""

from __future__ import annotations

import os

from tests.services import proposal_walks

WALKS = int(os.environ.get("WALKS", "500"))
STEPS = 50


def test_no_walk_reaches_an_illegal_state_or_an_unbalanced_ledger(store):
    proposal_walks.walk(store, examples=WALKS, steps=STEPS)
