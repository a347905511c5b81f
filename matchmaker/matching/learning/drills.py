"""What the latent dimensions are learned from: no judgement, only texts and what belongs to each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from matchmaker.matching.arrays.characters import normalize
from matchmaker.matching.judgements import Task
from matchmaker.matching.learned import fields
from matchmaker.matching.learning.contrast import Drill
from matchmaker.matching.learning.named import split_named
from matchmaker.matching.profile import Catalogue, Offer
from matchmaker.matching.text import TextModel, need_text, offer_text, vectorize

Forms = tuple[str, ...]

SHINGLE = 16
COMMON = 0.02  # An advertisement with so many shingles of a judged text is taken for one of its employer.
_TITLE, _BODY, _WHOLE = range(3)


@dataclass(frozen=True, slots=True)
class Advertisement:
    """A text with its title on the first line, and who published it."""

    text: str
    employer: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Distinct texts in their forms: demands as title, body and whole; programmes as `OFFER_FIELDS`.

    `named` says of each advertisement how far each programme is one that its employer names; `classes` and
    `groups` in which major class and minor group programmes and occupations stand ("": not known).
    """

    programmes: tuple[Forms, ...]
    classes: tuple[str, ...]
    occupations: tuple[Forms, ...]
    groups: tuple[str, ...]
    advertisements: tuple[Forms, ...]
    named: tuple[dict[int, float], ...]


def gather(
    tasks: Sequence[Task], advertisements: Sequence[Advertisement], groups: Mapping[str, str]
) -> Corpus:
    """Take the official texts of the tasks, and advertisements of employers of whom none was judged.

    Who published a text that a judged one resembles is taken for its employer. The clauses in which
    advertisements name majors are cut. `groups` has the minor group of occupations by their names.
    """
    programmes = {_programme(offer): "" for task in tasks for offer in task.offers}
    for task in (task for task in tasks if task.queries == "needs"):
        names = [task.classes[document] for document in task.documents]
        programmes |= dict(zip(map(_programme, task.offers), names, strict=True))
    asked = dict.fromkeys(need_text(need) for task in tasks for need in task.needs)
    titles = [normalize(forms[0]).replace(" ", "") for forms in programmes]
    judged = {part for text in asked if fields.advertised(text) for part in _shingles(_body(text))}
    known = {some.employer for some in advertisements if _resembles(some.text, judged)}
    kept, named = [], []
    for text in dict.fromkeys(some.text for some in advertisements if some.employer not in known):
        words, shares = split_named(text, titles)
        kept.append(_demand(words))
        named.append(shares)
    occupations = tuple(_demand(text) for text in asked if not fields.advertised(text))
    minor = tuple(groups.get(forms[_TITLE], "") for forms in occupations)
    return Corpus(
        tuple(programmes), tuple(programmes.values()), occupations, minor, tuple(kept), tuple(named)
    )


def without(corpus: Corpus, classes: Collection[str]) -> Corpus:
    """Return the corpus without the programmes of these classes; what else is named shares the whole."""
    kept = [row for row, name in enumerate(corpus.classes) if name not in classes]
    place = {row: at for at, row in enumerate(kept)}
    return replace(
        corpus,
        programmes=tuple(corpus.programmes[row] for row in kept),
        classes=tuple(corpus.classes[row] for row in kept),
        named=tuple(
            _whole({place[row]: share for row, share in shares.items() if row in place})
            for shares in corpus.named
        ),
    )


def _whole(shares: dict[int, float]) -> dict[int, float]:
    total = sum(shares.values())
    return {row: share / total for row, share in shares.items()}


def whole_texts(corpus: Corpus, *, every: int) -> list[str]:
    """Return the official texts and each so many advertisements, lest these outweigh them."""
    demands = [*corpus.occupations, *corpus.advertisements[::every]]
    return list(dict.fromkeys([*(p[-1] for p in corpus.programmes), *(d[_WHOLE] for d in demands)]))


def make_drills(corpus: Corpus, *, text: TextModel) -> list[Drill]:
    """Return what is trained on: a title's own text, a profile's own jobs, the majors that are named."""
    programmes, occupations, advertisements = (
        [vectorize(form, model=text) for form in zip(*forms, strict=True)]
        for forms in (corpus.programmes, corpus.occupations, corpus.advertisements)
    )
    title, jobs, courses, abilities, whole = programmes
    naming = [row for row, shares in enumerate(corpus.named) if shares]
    named = Drill(
        asked=tuple(advertisements[form][naming] for form in (_WHOLE, _WHOLE, _BODY, _TITLE)),
        told=(whole, whole, whole, title, jobs, courses, abilities),
        right=_incidence([corpus.named[row] for row in naming], len(corpus.programmes)),
    )
    every = [
        *(named, named),  # It alone joins the two sides, so it is drawn twice as often.
        _own((advertisements[_TITLE],), (advertisements[_BODY],)),
        _own((occupations[_TITLE],), (occupations[_BODY],)),
        _neighbors((occupations[_WHOLE], occupations[_TITLE]), corpus.groups),
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


def _programme(offer: Offer) -> Forms:
    words = offer_text(offer, catalogue=Catalogue())
    return fields.offer_fields(words, "\n".join(offer.courses), offer.abilities)


def _demand(text: str) -> Forms:
    title, whole = fields.need_fields(text)
    return title, _body(whole), whole


def _body(text: str) -> str:
    return text.partition("\n")[2]


def _resembles(text: str, judged: set[str]) -> bool:
    parts = _shingles(_body(text))
    return len(parts & judged) >= COMMON * len(parts)


def _shingles(text: str) -> set[str]:
    plain = normalize(text).replace(" ", "")
    return {plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE + 1))}
