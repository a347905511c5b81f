"""The revisions lead to the models, up and down, on both databases."""

import pytest
from sqlalchemy import inspect

from matchmaker.db import Database
from matchmaker.services.upkeep import schema


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request, tmp_path):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    else:
        database = Database(request.getfixturevalue("postgres_url"))
    yield database
    database.engine.dispose()


def test_the_newest_revision_equals_the_models(fresh):
    schema.migrate(fresh)
    assert schema.differences(fresh) == []


def test_every_revision_goes_down_and_up_again(fresh):
    schema.migrate(fresh)
    schema.downgrade(fresh)
    assert set(inspect(fresh.engine).get_table_names()) <= {"alembic_version"}
    schema.migrate(fresh)
    assert schema.differences(fresh) == []
