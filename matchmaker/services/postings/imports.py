"""Postings loaded from a file, all or nothing; the same file twice creates nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Base, now
from matchmaker.models import Demand, Event, Programme, Source
from matchmaker.services import jobs
from matchmaker.services.events import Actor
from matchmaker.services.postings import columns, sheets
from matchmaker.services.postings.cells import Lists
from matchmaker.services.postings.owners import Owner, Owners, note
from matchmaker.services.postings.records import ImportFaultsError, Reader, Record, Side
from matchmaker.services.postings.sheets import Progress
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import PostingState

BATCH = 1000
PROGRAMMES = Side(
    model=Programme,
    owner=OrganizationKind.SCHOOL,
    columns=columns.OFFERS,
    identity=("major_code", "level", "campus", "grade"),
    capacity="places",
    default=0,
)
DEMANDS = Side(
    model=Demand,
    owner=OrganizationKind.ENTERPRISE,
    columns=columns.NEEDS,
    identity=("title", "region_code", "address"),
    capacity="headcount",
    default=0,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, in rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0  # Changed by their owner since: the file no longer decides.
    organizations: int = 0  # Entered, unverified.
    assumed: int = 0  # Capacities that the file does not tell.
    unknown_regions: int = 0
    repeated: int = 0  # The same row again, its organization written with stray marks.

    def __str__(self) -> str:
        return (
            f"created {self.created}, updated {self.updated}, unchanged {self.unchanged}, "
            f"kept as their owners edited them {self.kept}; organizations created {self.organizations}; "
            f"numbers assumed {self.assumed}; regions not recognized {self.unknown_regions}; "
            f"rows repeated {self.repeated}"
        )


def import_offers(
    session: Session,
    path: Path,
    *,
    default_places: int,
    actor: Actor,
    progress: Progress | None = None,
    days: int = Settings.posting_days,
) -> Outcome:
    """Publish the programmes of a file; raise SheetError or ImportFaultsError and write nothing."""
    side = replace(PROGRAMMES, default=default_places)
    return _load(session, side, sheets.read(path, progress=progress), actor=actor, days=days)


def import_needs(
    session: Session,
    path: Path,
    *,
    default_headcount: int,
    actor: Actor,
    progress: Progress | None = None,
    days: int = Settings.posting_days,
) -> Outcome:
    """Publish the demands of a file; raise SheetError or ImportFaultsError and write nothing."""
    side = replace(DEMANDS, default=default_headcount)
    return _load(session, side, sheets.read(path, progress=progress), actor=actor, days=days)


def _load(session: Session, side: Side, rows: Iterator[sheets.Row], *, actor: Actor, days: int) -> Outcome:
    lists = Lists(session)
    reader = Reader(side, lists)
    with session.begin_nested():
        owners = Owners(session, side.owner, lists.localities, actor=actor)
        writer = _Writer(session, side, owners, actor=actor, days=days)
        records = reader.records(rows)
        while batch := list(islice(records, BATCH)):
            if not reader.faults:  # After a fault the rest is only read for more of them.
                writer.write(batch)
        if reader.faults:
            raise ImportFaultsError(reader.faults)
    outcome = writer.outcome
    if outcome.created or outcome.updated:
        jobs.enqueue(session, name="match", key="match:all", user_id=actor.user_id)
    return replace(
        outcome,
        organizations=owners.created,
        assumed=reader.assumed,
        unknown_regions=reader.unknown_regions,
        repeated=reader.repeated,
    )


class _Writer:
    """Writes sound rows: new ones are published, those that are known are brought up to date."""

    def __init__(self, session: Session, side: Side, owners: Owners, *, actor: Actor, days: int) -> None:
        self.outcome = Outcome()
        self._session, self._side, self._owners, self._actor = session, side, owners, actor
        self._table = Base.metadata.tables[side.model.__tablename__]
        self._blank = {
            name: value
            for name, value in columns.blank(side.columns).items()
            if name not in {"organization", "key"}
        }
        at = now()
        self._published = {
            "state": PostingState.PUBLISHED,
            "source": Source.IMPORTED,
            "published_at": at,
            "expires_at": at + timedelta(days=days),
        }

    def write(self, batch: Sequence[Record]) -> None:
        """Write some rows with a handful of statements."""
        known = self._known([record.key for record in batch])
        edited = self._edited([row["id"] for row in known.values()])
        self._insert([record for record in batch if record.key not in known])
        changed = [
            {**held, **values}
            for record in batch
            if (held := known.get(record.key)) is not None
            and held["id"] not in edited
            and (values := _differing(record.values, held))
        ]
        self._update(changed)
        kept = sum(row["id"] in edited for row in known.values())
        self.outcome = replace(
            self.outcome,
            created=self.outcome.created + len(batch) - len(known),
            updated=self.outcome.updated + len(changed),
            kept=self.outcome.kept + kept,
            unchanged=self.outcome.unchanged + len(known) - len(changed) - kept,
        )

    def _known(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        names = ["id", "source_key", *self._blank, f"is_{self._side.capacity}_assumed"]
        chosen = select(*(self._table.c[name] for name in names))
        rows = self._session.execute(chosen.where(self._table.c.source_key.in_(keys))).mappings()
        return {row["source_key"]: dict(row) for row in rows}

    def _edited(self, ids: Sequence[int]) -> set[int]:
        """Return which postings a person changed."""
        if not ids:
            return set()
        is_about = (Event.subject_type == self._table.name) & Event.subject_id.in_(ids)
        return set(self._session.scalars(select(Event.subject_id).where(is_about, Event.action == "edit")))

    def _insert(self, records: Sequence[Record]) -> None:
        if not records:
            return
        owners = self._owners.find({record.owner: record.values for record in reversed(records)})
        rows = [self._row(record, owners[record.owner]) for record in records]
        # Asking for the ids afterwards is much faster than an insert that returns them: such an insert
        # writes all rows into one statement, which the driver of PostgreSQL parses slowly.
        self._session.execute(insert(self._table), rows)
        table = self._table.c
        made = select(table.id, table.region_code).where(
            table.source_key.in_(row["source_key"] for row in rows)
        )
        subjects = [Owner(number, region) for number, region in self._session.execute(made)]
        note(self._session, self._side.model, subjects, self._actor)

    def _row(self, record: Record, owner: Owner) -> dict[str, Any]:
        row = {**self._blank, **self._published, **record.values}
        row["region_code"] = row["region_code"] or owner.region_code
        return {**row, "source_key": record.key, "organization_id": owner.id}

    def _update(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if not rows:
            return
        names = [name for name in rows[0] if name not in {"id", "source_key"}]
        values = {name: bindparam(f"new_{name}", type_=self._table.c[name].type) for name in names}
        statement = (
            update(self._table)
            .where(self._table.c.id == bindparam("row_id"))
            .values(**values, version=self._table.c.version + 1)
        )
        parameters = [{"row_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
        self._session.connection().execute(statement, parameters)
        note(
            self._session,
            self._side.model,
            [Owner(row["id"], row["region_code"]) for row in rows],
            self._actor,
        )


def _differing(values: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the file tells anew; a region that it does not tell was its organization's."""
    return {
        name: value
        for name, value in values.items()
        if held[name] != value and not (name == "region_code" and value is None)
    }
