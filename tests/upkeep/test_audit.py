"""The audit trail cannot be changed, and a change that was made past the database's guard is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from matchmaker.cli import cli
from matchmaker.db import Base, Database
from matchmaker.models import Event, EventLink, Organization
from matchmaker.services import events
from matchmaker.services.events import SYSTEM
from matchmaker.services.upkeep import backups, schema
from tests.upkeep.trails import end, faults, tamper, write

WRITERS, EACH = 8, 10
LOOK = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'event%' ORDER BY 1",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
}


@pytest.mark.parametrize("table", [Event, EventLink])
def test_the_database_refuses_to_change_or_remove_an_event(store, school, table):
    write(store, school, "edit")
    column = "action" if table is Event else "hash"
    statements = [update(table).values({column: "x"}), delete(table)]
    if not store.is_sqlite:
        statements.append(text(f"TRUNCATE {table.__tablename__} CASCADE"))
    for statement in statements:
        with pytest.raises(IntegrityError, match="only ever added"), store.transaction() as session:
            session.execute(statement)
    assert faults(store) == []
    assert end(store).number == 1


def test_what_nobody_touched_has_no_fault(store, school):
    write(store, school, "edit", "suspend", "verify")
    assert faults(store) == []
    assert end(store).number == 3


def test_several_events_of_one_transaction_are_linked_in_their_order(store, school):
    with store.transaction() as session:
        found = session.get_one(Organization, school.id)
        for name in ("a", "b"):
            events.record(session, found, name, actor=SYSTEM)
        row = {"action": "import", "subject_type": "organization", "subject_id": school.id}
        events.record_many(session, [{**row, "before": {}, "after": {"n": n}} for n in range(3)])
    with store.reading() as session:
        chain = select(Event.action).join(EventLink).order_by(EventLink.number)
        assert session.scalars(chain).all() == ["a", "b", "import", "import", "import"]
    assert faults(store) == []


def test_what_an_import_writes_is_linked_some_at_a_time(store, school, monkeypatch):
    monkeypatch.setattr(events, "BATCH", 3)
    row = {"action": "import", "subject_type": "organization", "subject_id": school.id, "before": {}}
    for count in (7, 6):
        with store.transaction() as session:
            events.record_many(session, [{**row, "after": {"n": n}} for n in range(count)])
    assert end(store).number == 13
    assert faults(store) == []


def test_what_was_rolled_back_leaves_no_link(store, school):
    with store.sessions() as session:
        found = session.get_one(Organization, school.id)
        events.record(session, found, "kept", actor=SYSTEM)
        inner = session.begin_nested()
        events.record(session, found, "dropped", actor=SYSTEM)
        inner.rollback()
        session.commit()
        events.record(session, found, "dropped", actor=SYSTEM)
        session.rollback()
    write(store, school, "later")
    assert end(store).number == 2
    assert faults(store) == []


def test_many_writers_make_one_chain(store, school):
    barrier = Barrier(WRITERS)

    def work(number):
        barrier.wait()
        write(store, school, *(f"w{number}-{turn}" for turn in range(EACH)))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    assert end(store).number == WRITERS * EACH
    assert faults(store) == []


def test_a_restored_backup_has_the_same_chain(store, school, tmp_path):
    write(store, school, "a", "b", values=(1.0, 1e16, 0.1, "三", None, True))
    with store.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    told = {"scans": tmp_path / "scans", "progress": lambda _done, _total: None}
    backups.backup(store, tmp_path / "copy.gz", **told)
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    copy = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    backups.restore(copy, tmp_path / "copy.gz", **told)
    assert end(copy) == end(store)
    assert faults(copy) == []
    write(copy, school, "c")
    assert faults(copy) == []
    copy.engine.dispose()


def test_the_revision_makes_the_same_guard_as_the_models(store, tmp_path, request):
    def guards(database):
        with database.engine.connect() as connection:
            found = connection.execute(text(LOOK[connection.dialect.name])).all()
        return [(name, " ".join(sql.split())) for name, sql in found]

    modeled = guards(store)
    assert len(modeled) == 4
    if store.is_sqlite:
        migrated = Database(f"sqlite:///{tmp_path / 'migrated.db'}")
        schema.migrate(migrated)
        assert guards(migrated) == modeled
    else:
        Base.metadata.drop_all(store.engine)
        schema.migrate(store)
        assert guards(store) == modeled
        schema.downgrade(store)
        assert "event" not in inspect(store.engine).get_table_names()
        Base.metadata.create_all(store.engine)
        return
    migrated.engine.dispose()


@pytest.fixture
def command(database, settings, monkeypatch):
    monkeypatch.setenv("MATCHMAKER_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MATCHMAKER_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MATCHMAKER_LOG_LEVEL", "ERROR")
    return lambda *words: CliRunner().invoke(cli, ["audit", "verify", *words])


def test_the_command_says_which_event_was_changed_and_ends_with_1(command, database, make):
    school = make.school()
    write(database, school, "a", "b")
    good = command()
    assert good.exit_code == 0, good.output
    head = end(database)
    assert good.output.splitlines() == ["2 links, 0 faults", f"head 2:{head.hash}"]
    assert command("--head", f"2:{head.hash}").exit_code == 0
    tamper(database, update(Event).where(Event.action == "a").values(action="z"))
    bad = command()
    assert bad.exit_code == 1
    assert "event 1: changed" in bad.output


def test_the_command_reads_no_other_head(command):
    assert command("--head", "2:short").exit_code == 2
    assert command("--head", f"3:{'0' * 64}").exit_code == 1
