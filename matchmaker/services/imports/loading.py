"""Rows written as postings; the same file twice creates nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Base, now
from matchmaker.models import Demand, Event, Programme, Source
from matchmaker.services import jobs
from matchmaker.services.events import Actor
from matchmaker.services.imports import columns
from matchmaker.services.imports.cells import Lists
from matchmaker.services.imports.filling import Defaults
from matchmaker.services.imports.owners import Owner, Owners, note
from matchmaker.services.imports.records import ImportFaultsError, Reader, Record, Side, Terms
from matchmaker.services.imports.sheets import Row
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import PostingState

BATCH = 1000
NOTHING = Defaults()
# From the names of owners, with what is known of their place, to the owners.
Find = Callable[[Mapping[str, Mapping[str, Any]]], Mapping[str, Owner]]
PROGRAMMES = Side(
    model=Programme,
    owner=OrganizationKind.SCHOOL,
    columns=columns.OFFERS,
    identity=("major_code", "level", "campus", "grade"),
    capacity="places",
)
DEMANDS = Side(
    model=Demand,
    owner=OrganizationKind.ENTERPRISE,
    columns=columns.NEEDS,
    identity=("title", "region_code", "address"),
    capacity="headcount",
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


def load(
    session: Session,
    side: Side,
    rows: Iterable[Row],
    *,
    default: int,
    actor: Actor,
    days: int = Settings.posting_days,
) -> Outcome:
    """Publish rows, all or none; raise ImportFaultsError, or what reading them raises, and write nothing."""
    lists = Lists(session)
    reader = Reader(side, lists, Terms(default=default))
    with session.begin_nested():
        owners = Owners(session, side.owner, lists.localities, actor=actor)
        writer = Writer(session, side, owners.find, actor=actor, made=_published(days))
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


def _published(days: int) -> dict[str, Any]:
    at = now()
    return {
        "state": PostingState.PUBLISHED,
        "source": Source.IMPORTED,
        "published_at": at,
        "expires_at": at + timedelta(days=days),
    }


class Writer:
    """Writes sound rows: new ones begin as told by `made`, those that are known are brought up to date."""

    def __init__(
        self,
        session: Session,
        side: Side,
        find: Find,
        *,
        actor: Actor,
        made: Mapping[str, Any],
        defaults: Defaults = NOTHING,
    ) -> None:
        self.outcome = Outcome()
        self._session, self._side, self._find, self._actor = session, side, find, actor
        self._table = Base.metadata.tables[side.model.__tablename__]
        self._blank = {
            name: value
            for name, value in columns.blank(side.columns).items()
            if name not in {"organization", "key"}
        }
        self._made, self._defaults = made, defaults

    def write(self, batch: Sequence[Record]) -> None:
        """Write some rows with a handful of statements; what is known of them is locked until the end."""
        known = self._known([record.key for record in batch])
        settled = self._settled(known.values())
        self._insert([record for record in batch if record.key not in known])
        changed = [
            (held, values)
            for record in batch
            if (held := known.get(record.key)) is not None
            and held["id"] not in settled
            and (values := self._defaults.news(record.values, held, self._blank))
        ]
        self._update(changed)
        kept = sum(row["id"] in settled for row in known.values())
        self.outcome = replace(
            self.outcome,
            created=self.outcome.created + len(batch) - len(known),
            updated=self.outcome.updated + len(changed),
            kept=self.outcome.kept + kept,
            unchanged=self.outcome.unchanged + len(known) - len(changed) - kept,
        )

    def _known(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        names = ["id", "source_key", "state", *self._blank, f"is_{self._side.capacity}_assumed"]
        chosen = select(*(self._table.c[name] for name in names))
        mine = chosen.where(self._table.c.source_key.in_(keys)).order_by(self._table.c.id)
        # Whoever edits one of them at this moment is waited for, and then the edit counts.
        rows = self._session.execute(mine.with_for_update(key_share=True)).mappings()
        return {row["source_key"]: dict(row) for row in rows}

    def _settled(self, rows: Collection[Mapping[str, Any]]) -> set[int]:
        """Return which postings the file does not decide on any more.

        A person changed them since; or they were handed in for review, and what the file writes are drafts.
        """
        if not rows:
            return set()
        ids = [row["id"] for row in rows]
        is_about = (Event.subject_type == self._table.name) & Event.subject_id.in_(ids)
        edited = set(self._session.scalars(select(Event.subject_id).where(is_about, Event.action == "edit")))
        if self._made["state"] is not PostingState.DRAFT:
            return edited
        return edited | {row["id"] for row in rows if row["state"] is not PostingState.DRAFT}

    def _insert(self, records: Sequence[Record]) -> None:
        if not records:
            return
        owners = self._find({record.owner: record.values for record in reversed(records)})
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
        row = {**self._blank, **self._made, **self._defaults.fill(record.values)}
        row["region_code"] = row["region_code"] or owner.region_code
        return {**row, "source_key": record.key, "organization_id": owner.id}

    def _update(self, changed: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
        """Write what differs: rows in which the same columns do share a statement."""
        rows: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for held, values in changed:
            told = {f"new_{name}": value for name, value in values.items()}
            rows[tuple(values)].append({"row_id": held["id"], **told})
        for names, parameters in rows.items():
            new = {name: bindparam(f"new_{name}", type_=self._table.c[name].type) for name in names}
            statement = (
                update(self._table)
                .where(self._table.c.id == bindparam("row_id"))
                .values(**new, version=self._table.c.version + 1)
            )
            self._session.connection().execute(statement, parameters)
        subjects = [
            Owner(held["id"], values.get("region_code", held["region_code"])) for held, values in changed
        ]
        if subjects:
            note(self._session, self._side.model, subjects, self._actor)
