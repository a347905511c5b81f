"""The organizations of imported rows: found by their name, or entered unverified, a batch at a time."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from matchmaker.models import Organization, Source
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.localities import Localities
from matchmaker.terms import Level, OrganizationKind
from matchmaker.workflow import OrganizationState

COLLEGES = Path(__file__).parents[3] / "seed" / "catalogue" / "colleges.csv"
COLLEGE_LEVELS = {"专科": Level.COLLEGE, "本科": Level.BACHELOR}
# Lists that went through other programs leave marks in front of a name: •, 【, /, a running number.
STRAY = {
    OrganizationKind.SCHOOL: re.compile(r"^[\W\d_]+"),
    OrganizationKind.ENTERPRISE: re.compile(r"^[\s•●◆■★/*#、.]+"),
}


def tidy(name: str, kind: OrganizationKind) -> str:
    """Return a name without stray characters in front of it and blanks around it."""
    return STRAY[kind].sub("", name).strip()


def fold(name: str) -> str:
    """Return what two writings of the same name have in common."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


@dataclass(frozen=True, slots=True)
class Owner:
    """The organization of a posting."""

    id: int
    region_code: str | None


class Owners:
    """Finds the organizations of one kind by name; knows the official list of colleges."""

    def __init__(
        self, session: Session, kind: OrganizationKind, localities: Localities, *, actor: Actor
    ) -> None:
        self.created = 0
        self._session, self._kind, self._actor = session, kind, actor
        self._colleges = _colleges(localities) if kind is OrganizationKind.SCHOOL else {}
        self._by_name, self._by_code = _known(session, kind)

    def find(self, wanted: Mapping[str, Mapping[str, Any]]) -> dict[str, Owner]:
        """Return the owner of each name; `wanted` tells where those that are unknown are."""
        unknown = {
            fold(name): self._row(name, place) for name, place in wanted.items() if self._seek(name) is None
        }
        self._create(list(unknown.values()))
        return {name: owner for name in wanted if (owner := self._seek(name)) is not None}

    def _seek(self, name: str) -> Owner | None:
        folded = fold(name)
        owner = self._by_name.get(folded)
        if owner is None and folded in self._colleges:
            owner = self._by_code.get(self._colleges[folded]["code"])
        return owner

    def _row(self, name: str, place: Mapping[str, Any]) -> dict[str, Any]:
        college = self._colleges.get(fold(name), {})
        is_school = self._kind is OrganizationKind.SCHOOL
        return {
            "kind": self._kind,
            "name": name,
            "state": OrganizationState.UNVERIFIED,
            "source": Source.IMPORTED,
            "code": college.get("code"),
            "school_level": college.get("level"),
            "region_code": place.get("region_code") or college.get("region_code"),
            # An enterprise may advertise for several sites, a school's row tells where the school is.
            "longitude": place.get("longitude") if is_school else None,
            "latitude": place.get("latitude") if is_school else None,
        }

    def _create(self, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        self._session.execute(insert(Organization), rows)
        made = select(Organization.id, Organization.name, Organization.region_code).where(
            Organization.kind == self._kind, Organization.name.in_([row["name"] for row in rows])
        )
        for number, name, region_code in self._session.execute(made):
            self._by_name[fold(name)] = Owner(number, region_code)
        self.created += len(rows)
        note(self._session, Organization, [self._by_name[fold(row["name"])] for row in rows], self._actor)


def note(session: Session, model: type[Any], subjects: Iterable[Owner], actor: Actor) -> None:
    """Append an event that says where a row came from, for many rows at once."""
    rows = [
        {
            "actor_id": actor.user_id,
            "action": "import",
            "subject_type": model.__tablename__,
            "subject_id": subject.id,
            "before": {},
            "after": {"source": Source.IMPORTED.value},
            "region_code": subject.region_code,
            "request_id": actor.request_id,
        }
        for subject in subjects
    ]
    events.record_many(session, rows)


def _known(session: Session, kind: OrganizationKind) -> tuple[dict[str, Owner], dict[str, Owner]]:
    table = Organization
    statement = select(
        table.id, table.name, table.code, table.region_code, table.merged_into_id, table.state
    ).where(table.kind == kind)
    # Of several with one name the verified one counts, then the oldest.
    rows = sorted(
        session.execute(statement), key=lambda row: (row.state is not OrganizationState.VERIFIED, row.id)
    )
    by_id = {row.id: row for row in rows}
    by_name: dict[str, Owner] = {}
    by_code: dict[str, Owner] = {}
    for row in rows:
        final = row
        while final.merged_into_id is not None:
            final = by_id[final.merged_into_id]
        owner = Owner(final.id, final.region_code)
        by_name.setdefault(fold(row.name), owner)
        if row.code:
            by_code.setdefault(row.code, owner)
    return by_name, by_code


def _colleges(localities: Localities) -> dict[str, dict[str, Any]]:
    with COLLEGES.open(encoding="utf-8", newline="") as file:
        return {
            fold(row["name"]): {
                "code": row["code"],
                "level": COLLEGE_LEVELS.get(row["level"]),
                "region_code": localities.find(row["city"]),
            }
            for row in csv.DictReader(file)
        }
