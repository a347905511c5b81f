"""How much each choice of each filter would leave, counted in one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, Subquery, func, select
from sqlalchemy.orm import Session

from matchmaker.services.search import facets
from matchmaker.services.search.filters import LISTED

# Of the newest so many are counted, ordered and paged through: a word that half of all hold stays as fast.
MOST = 5000


class Matching(Protocol):
    """What selects columns of all that is found, passing all filters but one."""

    def __call__(self, *columns: ColumnElement[Any], without: str = "") -> Select[Any]: ...


def count(
    session: Session, matching: Matching, names: Collection[str], is_set: Collection[str]
) -> tuple[int, dict[str, Counter[str]]]:
    """Count all that is found, up to one more than MOST, and by each filter what its choices would leave.

    A filter that is set does not narrow its own choices. The database hands the lines over as one text:
    sorting them into groups once for each filter takes it many times as long.
    """
    newest = matching(LISTED.facets).limit(MOST + 1).subquery("newest")
    own = [name for name in names if name in is_set]
    others = (matching(LISTED.facets, without=name).limit(MOST).subquery() for name in own)
    texts = (select(_joined(other)).scalar_subquery() for other in others)
    total, lines, *rest = session.execute(select(func.count(), _joined(newest), *texts)).one()
    told = dict(zip(own, rest, strict=True))
    return total, {name: facets.count(told.get(name, lines) or "", name) for name in names}


def _joined(found: Subquery) -> ColumnElement[str]:
    return func.aggregate_strings(found.c.facets, "")
