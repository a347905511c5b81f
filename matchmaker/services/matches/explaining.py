"""Why a pair was matched, worked out when somebody looks at it."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.store.index_files import current
from matchmaker.models import MajorCourse, Proposal
from matchmaker.services.partnerships.profiles import Profiles

if TYPE_CHECKING:
    from matchmaker.matching.explaining.evidence import Explanation
    from matchmaker.matching.explaining.skills import Skills
    from matchmaker.matching.text import TextModel


def explain(
    session: Session, pairs: Sequence[tuple[Need, Offer]], *, settings: Settings
) -> list[Explanation]:
    """Return the explanation of each pair: the same from either side, and whichever process shows it.

    How rare a word is, is read from the files of the worker's last full run. A process that cannot
    see them explains by skills alone.
    """
    # The arrays' libraries take a second to load: a web process pays for them with its first match.
    from matchmaker.matching.explaining.evidence import Explainer  # noqa: PLC0415

    explainer = Explainer(text=read(current(settings.data_dir / "index")), catalogue=_courses(session, pairs))
    return [explainer.explain(need, offer) for need, offer in pairs]


def skills(session: Session, pairs: Sequence[tuple[Need, Offer]]) -> list[Skills]:
    """Return the skills of each pair that are hit and missed: all that a list tells of the reasons."""
    from matchmaker.matching.explaining.skills import Comparison  # noqa: PLC0415 - see above.

    comparison = Comparison(_courses(session, pairs))
    return [comparison.compare(need, offer) for need, offer in pairs]


def of_proposal(session: Session, proposal: Proposal, *, settings: Settings) -> dict[int, Explanation]:
    """Return the explanation of each demand in a proposal with its programme, by the demand's id."""
    reader = Profiles(session)
    offers = [reader.offer(party.programme) for party in proposal.parties if party.programme is not None]
    needs = [reader.need(party.demand) for party in proposal.parties if party.demand is not None]
    found = explain(session, [(need, offer) for offer in offers for need in needs], settings=settings)
    return {need.id: explanation for need, explanation in zip(needs, found, strict=True)}


@functools.lru_cache(maxsize=1)
def read(folder: Path | None) -> TextModel:
    """Return how rare words are, from the index in a folder; without one, nothing is known of it."""
    from matchmaker.matching.store.text_files import read_text  # noqa: PLC0415 - see above.
    from matchmaker.matching.text import fit_text  # noqa: PLC0415 - see above.

    return fit_text(taught=(), asked=()) if folder is None else read_text(folder)


def _courses(session: Session, pairs: Sequence[tuple[Need, Offer]]) -> Catalogue:
    """Return the courses of the pairs' majors: all that an explanation needs of the catalogue."""
    majors = {offer.major_code for _, offer in pairs if offer.major_code}
    courses: defaultdict[str, list[str]] = defaultdict(list)
    statement = select(MajorCourse.major_code, MajorCourse.course).order_by(MajorCourse.id)
    for code, course in session.execute(statement.where(MajorCourse.major_code.in_(majors))):
        courses[code].append(course)
    return Catalogue(courses={code: tuple(names) for code, names in courses.items()})
