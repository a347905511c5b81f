"""Whatever people do to a proposal in whatever order, its state is legal and the ledger balances."""

from __future__ import annotations

from tests.services import proposal_walks


def test_any_sequence_of_steps_keeps_the_state_legal_and_the_ledger_balanced_on_sqlite(database):
    proposal_walks.walk(database, examples=25, steps=25)


def test_any_sequence_of_steps_keeps_the_state_legal_and_the_ledger_balanced_on_postgresql(postgres_database):
    proposal_walks.walk(postgres_database, examples=10, steps=25)
