"""What tests of the audit trail do: record, look, and write past the application."""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from matchmaker.models import EventLink, Organization
from matchmaker.services import events
from matchmaker.services.events import SYSTEM
from matchmaker.services.upkeep import audit

TRIGGERS = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")


def write(store, subject, *names, values=(1.0, "二")):
    """Record something with each name, each in a transaction of its own."""
    for name in names:
        with store.transaction() as session:
            found = session.get_one(Organization, subject.id)
            changes = {"summary": (None, name), "figures": (None, list(values))}
            events.record(session, found, name, actor=SYSTEM, changes=changes, reason="因为")


def faults(store, kept=None):
    with store.reading() as session:
        return list(audit.verify(session, kept=kept).faults)


def event_of(store, link):
    with store.reading() as session:
        return session.scalar(select(EventLink.event_id).where(EventLink.number == link))


def end(store):
    with store.reading() as session:
        return events.head(session)


def tamper(store, *statements):
    """Do what somebody with the database's own password could do: switch the guard off and write."""
    with store.engine.begin() as connection:
        guard(connection, is_on=False)
        for statement in statements:
            connection.execute(statement)
        guard(connection, is_on=True)


def guard(connection: Connection, *, is_on: bool) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET session_replication_role = {'origin' if is_on else 'replica'}"))
    elif not is_on:
        for (name,) in connection.execute(TRIGGERS).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
