"""What belongs to each text of a corpus, so that it can be told from all that does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from matchmaker.matching.learning.contrast import Drill
from matchmaker.matching.learning.corpus import BODY, TITLE, WHOLE, Corpus
from matchmaker.matching.text import TextModel, vectorize


def make_drills(corpus: Corpus, *, text: TextModel) -> list[Drill]:
    """Return what is trained on: a title's own text, a profile's own jobs, the majors that are named."""
    programmes, occupations, advertisements = (
        [vectorize(form, model=text) for form in zip(*forms, strict=True)]
        for forms in (corpus.programmes, corpus.occupations, corpus.advertisements)
    )
    title, jobs, courses, abilities, whole = programmes
    naming = [row for row, shares in enumerate(corpus.named) if shares]
    named = Drill(
        asked=tuple(advertisements[form][naming] for form in (WHOLE, WHOLE, BODY, TITLE)),
        told=(whole, whole, whole, title, jobs, courses, abilities),
        right=_incidence([corpus.named[row] for row in naming], len(corpus.programmes)),
    )
    every = [
        *(named, named),  # It alone joins the two sides, so it is drawn twice as often.
        _own((advertisements[TITLE],), (advertisements[BODY],)),
        _own((occupations[TITLE],), (occupations[BODY],)),
        _neighbors((occupations[WHOLE], occupations[TITLE]), corpus.groups),
        _neighbors((whole, title), corpus.classes),
        _own((title, title, jobs), (jobs, courses, abilities)),
    ]
    return [drill for drill in every if drill.right.nnz]


def _own(asked: tuple[sparse.csr_matrix, ...], told: tuple[sparse.csr_matrix, ...]) -> Drill:
    return Drill(asked, told, sparse.identity(asked[0].shape[0], format="csr"))


def _neighbors(forms: tuple[sparse.csr_matrix, ...], groups: Sequence[str]) -> Drill:
    """Return the drill that tells the others of each text's group."""
    members: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    asked = [row for row, group in enumerate(groups) if group and len(members[group]) > 1]
    right = [
        {other: 1 / (len(members[groups[row]]) - 1) for other in members[groups[row]] if other != row}
        for row in asked
    ]
    return Drill(tuple(form[asked] for form in forms), forms, _incidence(right, len(groups)))


def _incidence(rows: Sequence[dict[int, float]], count: int) -> sparse.csr_matrix:
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.intp)
    shares = np.array([share for row in rows for share in row.values()])
    return sparse.csr_matrix((shares, columns, starts), shape=(len(rows), count))
