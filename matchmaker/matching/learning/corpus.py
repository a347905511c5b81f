"""The texts that the latent dimensions are learned from: official ones, and advertisements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from matchmaker.matching.arrays.characters import normalize
from matchmaker.matching.judgements import Task
from matchmaker.matching.learned import fields
from matchmaker.matching.learning.named import split_named
from matchmaker.matching.profile import Catalogue, Offer
from matchmaker.matching.text import need_text, offer_text

Forms = tuple[str, ...]

SHINGLE = 16
COMMON = 0.02  # An advertisement with so many shingles of a judged text is taken for one of its employer.
EVERY = 10  # Each tenth advertisement counts among the whole texts, lest these outweigh the official ones.
TITLE, BODY, WHOLE = range(3)


@dataclass(frozen=True, slots=True)
class Advertisement:
    """A text with its title on the first line, and who published it."""

    text: str
    employer: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Distinct texts in their forms: demands as title, body and whole; programmes as `OFFER_FIELDS`.

    `classes` and `groups` say in which major class and minor group programmes and occupations stand ("":
    not known); `named` how far each programme is one that an advertisement names, and `employers` which of
    the judged employers may have published it.
    """

    programmes: tuple[Forms, ...]
    classes: tuple[str, ...]
    occupations: tuple[Forms, ...]
    groups: tuple[str, ...]
    advertisements: tuple[Forms, ...]
    named: tuple[dict[int, float], ...]
    employers: tuple[frozenset[str], ...]


def gather(
    tasks: Sequence[Task], advertisements: Sequence[Advertisement], groups: Mapping[str, str]
) -> Corpus:
    """Take the official texts of the tasks, and advertisements without the clauses in which they name majors.

    Who published a text that a judged one resembles is taken for its employer. `groups` has the minor group
    of occupations by their names.
    """
    programmes = {_programme(offer): "" for task in tasks for offer in task.offers}
    for task in (task for task in tasks if task.queries == "needs"):
        names = [task.classes[document] for document in task.documents]
        programmes |= dict(zip(map(_programme, task.offers), names, strict=True))
    titles = [normalize(forms[TITLE]).replace(" ", "") for forms in programmes]
    published = _published(tasks, advertisements)
    parts = [split_named(text, titles) for text in published]
    asked = dict.fromkeys(need_text(need) for task in tasks for need in task.needs)
    occupations = tuple(_demand(text) for text in asked if not fields.advertised(text))
    return Corpus(
        programmes=tuple(programmes),
        classes=tuple(programmes.values()),
        occupations=occupations,
        groups=tuple(groups.get(forms[TITLE], "") for forms in occupations),
        advertisements=tuple(_demand(words) for words, _ in parts),
        named=tuple(shares for _, shares in parts),
        employers=tuple(published.values()),
    )


def without(corpus: Corpus, names: Collection[str]) -> Corpus:
    """Return the corpus without the programmes of these classes and the advertisements of these employers.

    What else an advertisement names shares the whole.
    """
    taught = [row for row, name in enumerate(corpus.classes) if name not in names]
    asked = [row for row, judged in enumerate(corpus.employers) if judged.isdisjoint(names)]
    place = {row: at for at, row in enumerate(taught)}
    return replace(
        corpus,
        programmes=tuple(corpus.programmes[row] for row in taught),
        classes=tuple(corpus.classes[row] for row in taught),
        advertisements=tuple(corpus.advertisements[row] for row in asked),
        named=tuple(_moved(corpus.named[row], place) for row in asked),
        employers=tuple(corpus.employers[row] for row in asked),
    )


def whole_texts(corpus: Corpus) -> list[str]:
    """Return the official texts and each tenth advertisement."""
    demands = [*corpus.occupations, *corpus.advertisements[::EVERY]]
    return list(dict.fromkeys([*(p[-1] for p in corpus.programmes), *(d[WHOLE] for d in demands)]))


def _moved(shares: Mapping[int, float], place: Mapping[int, int]) -> dict[int, float]:
    total = sum(share for row, share in shares.items() if row in place)
    return {place[row]: share / total for row, share in shares.items() if row in place}


def _published(tasks: Sequence[Task], advertisements: Sequence[Advertisement]) -> dict[str, frozenset[str]]:
    """Return the distinct texts of advertisements, and the judged employers who may have published each."""
    judged: dict[str, set[str]] = defaultdict(set)
    for task in (task for task in tasks if task.is_grouped):
        for query, employers in task.groups.items():
            for shingle in _shingles(task.needs[query].summary):
                judged[shingle] |= employers
    known: dict[str, set[str]] = defaultdict(set)
    for some in advertisements:
        shingles = _shingles(some.text.partition("\n")[2])
        found = Counter(name for shingle in shingles for name in judged.get(shingle, ()))
        known[some.employer] |= {name for name, count in found.items() if count >= COMMON * len(shingles)}
    published: dict[str, frozenset[str]] = defaultdict(frozenset)
    for some in advertisements:
        published[some.text] |= known[some.employer]
    return published


def _programme(offer: Offer) -> Forms:
    words = offer_text(offer, catalogue=Catalogue())
    return fields.offer_fields(words, "\n".join(offer.courses), offer.abilities)


def _demand(text: str) -> Forms:
    title, whole = fields.need_fields(text)
    return title, whole.partition("\n")[2], whole


def _shingles(text: str) -> set[str]:
    plain = normalize(text).replace(" ", "")
    return {plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE + 1))}
