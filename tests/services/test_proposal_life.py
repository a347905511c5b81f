"""Whatever people do to a proposal in whatever order, its state is legal and the ledger balances."""

from __future__ import annotations

from matchmaker.db import Base, Database
from tests.factories import catalogue
from tests.services import proposal_walks


def test_any_sequence_of_steps_keeps_the_state_legal_and_the_ledger_balanced_on_sqlite(database):
    proposal_walks.walk(database, examples=25, steps=25)


def test_any_sequence_of_steps_keeps_the_state_legal_and_the_ledger_balanced_on_postgresql(postgres_url):
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    try:
        with database.transaction() as session:
            session.add_all(catalogue())
        proposal_walks.walk(database, examples=10, steps=25)
    finally:
        database.engine.dispose()
