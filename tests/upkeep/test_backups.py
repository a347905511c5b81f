"""A backup restores every row and every scan into an empty place, and nowhere else."""

import base64
import gzip
import hashlib

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from matchmaker.cli.records import backup
from matchmaker.db import Base, Database, now
from matchmaker.models import Partnership, Source
from matchmaker.services.agreements import storage
from matchmaker.services.upkeep import backups, schema
from matchmaker.services.upkeep.backups import BackupError
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import OrganizationState

SIGNED, AGAIN = (f"%PDF-1.7 {word}\n%%EOF\n".encode() for word in ("signed", "again"))


def counts(database):
    with database.reading() as session:
        tables = Base.metadata.sorted_tables
        return {t.name: session.scalar(select(func.count()).select_from(t)) for t in tables}


def quiet(_done, _total):
    """Show no progress."""


def rewrite(path, change):
    """Change the lines of a backup."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = change(file.readlines())
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(lines)


@pytest.fixture
def full(make, database, settings):
    old = make.enterprise()
    make.enterprise(merged_into_id=old.id)
    school, enterprise = make.school(), make.enterprise()
    programme, demand = make.programme(school), make.demand(enterprise)
    make.match(programme, demand)
    proposal = make.proposal(programme, demand)
    make.reviewer()
    partnership = make.save(Partnership(proposal_id=proposal.id))
    for owner, content in ((school, SIGNED), (enterprise, SIGNED), (enterprise, AGAIN)):
        make.scan(partnership.id, owner, settings, content)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
    return database


@pytest.fixture
def copy(full, settings, tmp_path):
    """Return a function that makes a backup and returns what it told."""
    path = tmp_path / "copy.gz"
    return lambda: backups.backup(full, path, scans=settings.scans_dir, progress=quiet)


@pytest.fixture
def bring_back(tmp_path):
    """Return a function that restores the backup with the scans beside it."""
    path, scans = tmp_path / "copy.gz", tmp_path / "restored"
    return lambda database: backups.restore(database, path, scans=scans, progress=quiet)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        database = Database(request.getfixturevalue("postgres_url"))
    yield database
    schema.downgrade(database)
    database.engine.dispose()


def test_every_row_and_scan_comes_back_and_new_rows_get_new_ids(full, empty, copy, bring_back, tmp_path):
    told, restored = copy(), bring_back(empty)
    assert told == restored
    assert told.rows == counts(empty) == counts(full)
    assert (told.scans, told.damaged) == (2, ())
    kept = [hashlib.sha256(content).hexdigest() for content in (SIGNED, AGAIN)]
    assert [storage.read(tmp_path / "restored", sha256) for sha256 in kept] == [SIGNED, AGAIN]
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


def test_a_full_database_is_not_overwritten(full, copy, bring_back):
    copy()
    before = counts(full)
    with pytest.raises(BackupError):
        bring_back(full)
    assert counts(full) == before


@pytest.mark.parametrize("left_out", [1, 4])
def test_a_cut_file_restores_nothing(empty, copy, bring_back, tmp_path, left_out):
    copy()
    rewrite(tmp_path / "copy.gz", lambda lines: lines[:-left_out])
    with pytest.raises(BackupError):
        bring_back(empty)
    assert counts(empty)["organization"] == 0


def test_a_scan_that_was_changed_or_lost_is_named_and_the_rest_is_kept(
    empty, copy, bring_back, settings, tmp_path
):
    changed, lost = (path for path in sorted(settings.scans_dir.rglob("*")) if path.is_file())
    changed.write_bytes(b"%PDF-1.7 forged\n%%EOF\n")
    lost.unlink()
    told = copy()
    assert (told.scans, told.damaged) == (0, (changed.name, lost.name))
    assert bring_back(empty) == told
    assert counts(empty)["agreement_scan"] == 3
    assert not (tmp_path / "restored").exists()


def test_a_scan_that_was_changed_in_the_backup_restores_nothing(empty, copy, bring_back, tmp_path):
    copy()
    was, forged = (base64.b64encode(text).decode()[:16] for text in (AGAIN, SIGNED))
    rewrite(tmp_path / "copy.gz", lambda lines: [line.replace(was, forged) for line in lines])
    with pytest.raises(BackupError, match="哈希"):
        bring_back(empty)
    assert counts(empty)["organization"] == 0


def test_another_file_is_refused(empty, bring_back, tmp_path):
    (tmp_path / "copy.gz").write_text("hello", encoding="utf-8")
    with pytest.raises(BackupError):
        bring_back(empty)


def test_the_command_ends_with_a_failure_where_a_scan_is_gone(full, settings, monkeypatch, tmp_path):
    for path in settings.scans_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    monkeypatch.setenv("MATCHMAKER_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", settings.database_url)
    result = CliRunner().invoke(backup, [str(tmp_path / "copy.gz")])
    assert result.exit_code == 1
    assert "0 scans" in result.output
    assert result.output.count("scan lost or changed") == 2
