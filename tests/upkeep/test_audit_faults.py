"""Whatever somebody changes in the audit trail past the application is found, and named."""

from __future__ import annotations

from sqlalchemy import delete, insert, text, update

from matchmaker.db import Base, now
from matchmaker.models import Event, EventLink
from tests.upkeep.trails import end, event_of, faults, tamper, write


def test_a_changed_event_is_named(store, school):
    write(store, school, "a", "b", "c")
    tamper(store, update(Event).where(Event.action == "b").values(reason="anderes"))
    number = event_of(store, 2)
    assert faults(store) == [f"event {number}: changed, or its link 2 was (organization {school.id}, b)"]


def test_a_changed_link_is_found(store, school):
    write(store, school, "a", "b", "c")
    tamper(store, update(EventLink).where(EventLink.number == 2).values(hash="0" * 64))
    assert [fault.split(" (")[0].split("link ")[1] for fault in faults(store)] == ["2 was", "3 was"]


def test_a_removed_event_is_named(store, school):
    write(store, school, "a", "b", "c")
    number = event_of(store, 2)
    if store.is_sqlite:
        with store.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute(text("DROP TRIGGER event_no_delete"))
            connection.execute(delete(Event).where(Event.id == number))
            connection.commit()
    else:
        tamper(store, delete(Event).where(Event.id == number))
    assert faults(store) == [f"event {number}: removed (link 2)"]


def test_an_event_removed_with_its_link_leaves_a_gap(store, school):
    write(store, school, "a", "b", "c", "d")
    middle = EventLink.number.in_((2, 3))
    numbers = [event_of(store, 2), event_of(store, 3)]
    tamper(store, delete(EventLink).where(middle), delete(Event).where(Event.id.in_(numbers)))
    assert faults(store) == ["link 2–3: removed, with the event"]


def test_an_inserted_event_is_named(store, school):
    write(store, school, "a")
    row = {"action": "verify", "subject_type": "organization", "subject_id": school.id}
    filler = {"at": now(), "before": {}, "after": {}, "reason": "", "request_id": ""}
    with store.engine.begin() as connection:
        connection.execute(insert(Base.metadata.tables["event"]).values(**row, **filler))
    write(store, school, "b")
    (fault,) = faults(store)
    assert "inserted past the application" in fault
    assert f"(organization {school.id}, verify)" in fault


def test_a_cut_off_end_shows_against_a_head_kept_elsewhere(store, school):
    write(store, school, "a", "b")
    kept = end(store)
    assert faults(store, kept) == []
    number = event_of(store, 2)
    tamper(store, delete(EventLink).where(EventLink.number == 2), delete(Event).where(Event.id == number))
    assert faults(store) == []
    assert faults(store, kept) == ["link 2: cut off"]
    write(store, school, "other")
    assert faults(store, kept) == ["link 2: not the one that was kept"]
