"""A backup restores every row into an empty place, and nowhere else."""

import gzip

import pytest
from sqlalchemy import func, select

from matchmaker.db import Base, Database, now
from matchmaker.models import Source
from matchmaker.services.upkeep import backups, schema
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import OrganizationState


def counts(database):
    with database.reading() as session:
        tables = Base.metadata.sorted_tables
        return {t.name: session.scalar(select(func.count()).select_from(t)) for t in tables}


def quiet(_done, _total):
    """Show no progress."""


@pytest.fixture
def full(tmp_path, make, database):
    old = make.enterprise()
    make.enterprise(merged_into_id=old.id)
    programme, demand = make.programme(), make.demand()
    make.match(programme, demand)
    make.proposal(programme, demand)
    make.reviewer()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        database = Database(request.getfixturevalue("postgres_url"))
    yield database
    schema.downgrade(database)
    database.engine.dispose()


def test_every_row_comes_back_and_new_rows_get_new_ids(full, empty, tmp_path):
    told = backups.backup(full, tmp_path / "copy.gz", progress=quiet)
    restored = backups.restore(empty, tmp_path / "copy.gz", progress=quiet)
    assert told == restored == counts(empty) == counts(full)
    assert schema.differences(empty) == []
    with empty.transaction() as session:
        organization = Base.metadata.tables["organization"]
        newest = session.scalar(select(func.max(organization.c.id)))
        fresh = session.execute(
            organization.insert().values(
                kind=OrganizationKind.SCHOOL,
                name="新学校",
                state=OrganizationState.UNVERIFIED,
                source=Source.ENTERED,
                created_at=now(),
                address="",
                summary="",
                is_example=False,
            )
        )
        assert fresh.inserted_primary_key[0] > newest


def test_a_full_database_is_not_overwritten(full, tmp_path):
    backups.backup(full, tmp_path / "copy.gz", progress=quiet)
    before = counts(full)
    with pytest.raises(backups.BackupError):
        backups.restore(full, tmp_path / "copy.gz", progress=quiet)
    assert counts(full) == before


def test_a_cut_file_restores_nothing(full, empty, tmp_path):
    backups.backup(full, tmp_path / "copy.gz", progress=quiet)
    with gzip.open(tmp_path / "copy.gz", "rt", encoding="utf-8") as file:
        lines = file.readlines()
    with gzip.open(tmp_path / "cut.gz", "wt", encoding="utf-8") as file:
        file.writelines(lines[:-2])
    with pytest.raises(backups.BackupError):
        backups.restore(empty, tmp_path / "cut.gz", progress=quiet)
    assert counts(empty)["organization"] == 0


def test_another_file_is_refused(empty, tmp_path):
    (tmp_path / "text.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(backups.BackupError):
        backups.restore(empty, tmp_path / "text.txt", progress=quiet)
