"""The revisions lead to the models, up and down, on both databases."""

import pytest
from sqlalchemy import inspect, text

from matchmaker.db import Base, Database
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


# What finds words is no table that models and revisions could be compared by.
LOOK = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql LIKE '%listing_words%' ORDER BY name",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = 'listing_words'",
}


def test_words_are_found_in_a_migrated_database_as_the_models_say(fresh):
    def tools():
        with fresh.engine.connect() as connection:
            return connection.execute(text(LOOK[connection.dialect.name])).all()

    schema.migrate(fresh)
    migrated = tools()
    schema.downgrade(fresh)
    assert tools() == []
    Base.metadata.create_all(fresh.engine)
    assert tools() == migrated != []
    Base.metadata.drop_all(fresh.engine)
