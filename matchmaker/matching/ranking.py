"""The engine's front door: fit once, then the best candidates of every need or of every offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.eligibility import eligible
from matchmaker.matching.profile import Candidate, Catalogue, Need, Offer
from matchmaker.matching.reasons import Reasons
from matchmaker.matching.scoring import Scores, weigh
from matchmaker.matching.sides import Pairing, Queries, Rows, encode
from matchmaker.matching.similarity import Feature, Floats
from matchmaker.matching.text import EMPHASIS, Emphasis, TextModel, fit_text, need_text, offer_text

SHORTLIST = 1000  # How many of the strongest by substance are weighed with where, when and how many.

_CELLS = 1 << 20  # How many pairs of wordings are held at once: it bounds the memory.
_MASK_CELLS = 1 << 24


class LimitError(ValueError):
    """A limit must leave something."""

    def __init__(self) -> None:
        super().__init__("每次至少要取 1 个结果。")


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What is learned from the texts, and the official facts."""

    text: TextModel
    catalogue: Catalogue


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """One query's place in the caller's list, and what answers it, best first."""

    position: int
    needs: Sequence[Need]
    offers: Sequence[Offer]
    answers: Rows  # places of the answers in the caller's list of the other side
    scores: Scores
    features: Mapping[str, Feature]

    def keep(self, chosen: Sequence[bool]) -> Ranked:
        """Return the answers that are chosen, in their order."""
        at = [row for row, is_chosen in enumerate(chosen) if is_chosen]
        parts = {name: part[at] for name, part in self.scores.parts.items()}
        return Ranked(
            position=self.position,
            needs=[self.needs[row] for row in at],
            offers=[self.offers[row] for row in at],
            answers=self.answers[at],
            scores=Scores(self.scores.total[at], parts),
            features={name: Feature(f.values[at], f.known[at]) for name, f in self.features.items()},
        )

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the answers as candidates without reasons."""
        names = list(self.features)
        known = np.stack([self.features[name].known for name in names], axis=1).tolist()
        parts = np.stack([self.scores.parts[name] for name in names], axis=1).tolist()
        rows = zip(self.needs, self.offers, self.scores.total.tolist(), parts, known, strict=True)
        return tuple(
            Candidate(
                need_id=need.id,
                offer_id=offer.id,
                score=score,
                parts={name: part for name, part, has in zip(names, points, told, strict=True) if has},
                missing=tuple(name for name, has in zip(names, told, strict=True) if not has),
            )
            for need, offer, score, points, told in rows
        )


def fit(
    *,
    needs: Sequence[Need],
    offers: Sequence[Offer],
    catalogue: Catalogue,
    emphasis: Emphasis = EMPHASIS,
) -> Model:
    """Learn how rare each gram is from the catalogue and all postings, whichever will ask."""
    majors = (
        offer_text(Offer(id=0, title=name, major_code=code), catalogue=catalogue)
        for code, name in catalogue.majors.items()
    )
    taught = [*majors, *(offer_text(offer, catalogue=catalogue) for offer in offers)]
    asked = [*catalogue.occupations.values(), *map(need_text, needs)]
    return Model(fit_text(taught=taught, asked=asked, emphasis=emphasis), catalogue)


def rank(
    needs: Sequence[Need],
    offers: Sequence[Offer],
    *,
    model: Model,
    limit: int | None = 10,
    queries: Queries = "needs",
    reasons: bool = True,
) -> list[Candidate]:
    """Return each query's best eligible `limit` candidates (None: all), queries in order, best first.

    Equal scores keep the caller's order of the other side. Raises ValueError for a limit below 1.
    """
    pairing = Pairing(
        encode(needs, text=model.text, catalogue=model.catalogue),
        encode(offers, text=model.text, catalogue=model.catalogue),
        catalogue=model.catalogue,
    )
    found = sorted(search(pairing, limit=limit, queries=queries), key=lambda ranked: ranked.position)
    candidates = [candidate for ranked in found for candidate in ranked.candidates]
    return explain_all(candidates, needs=needs, offers=offers, model=model) if reasons else candidates


def explain_all(
    candidates: Sequence[Candidate], *, needs: Sequence[Need], offers: Sequence[Offer], model: Model
) -> list[Candidate]:
    """Return the candidates with their reasons filled in."""
    need_by_id, offer_by_id = {need.id: need for need in needs}, {offer.id: offer for offer in offers}
    reasons = Reasons(text=model.text, catalogue=model.catalogue)
    return [reasons.fill(c, need_by_id[c.need_id], offer_by_id[c.offer_id]) for c in candidates]


def explain(need: Need, offer: Offer, *, model: Model) -> Candidate:
    """Return the score, parts and reasons of one pair, eligible or not."""
    needs = encode([need], text=model.text, catalogue=model.catalogue)
    offers = encode([offer], text=model.text, catalogue=model.catalogue)
    pairing = Pairing(needs, offers, catalogue=model.catalogue)
    only = np.zeros(1, dtype=np.intp)
    substance = _rows(pairing.substance(only, queries="needs"), 0, only)
    (candidate,) = _answer(pairing, 0, only, substance, limit=1, queries="needs").candidates
    return Reasons(text=model.text, catalogue=model.catalogue).fill(candidate, need, offer)


def search(pairing: Pairing, *, limit: int | None = 10, queries: Queries = "needs") -> Iterator[Ranked]:
    """Yield each query's candidates without reasons, block by block, so not in the queries' order.

    1. The substance of each query's wording is compared with every wording of the other side.
    2. Of the eligible postings, the `SHORTLIST` strongest by substance (and all that tie) go on.
    3. These are weighed in full, and the best `limit` of them stay.
    """
    if limit is not None and limit < 1:
        raise LimitError
    asking, answering = pairing.sides(queries)
    if not answering.postings:
        return
    askers = np.argsort(asking.wording, kind="stable")
    step = max(1, _CELLS // len(answering.substance.texts))
    for low in range(0, len(asking.substance.texts), step):
        rows = np.arange(low, min(low + step, len(asking.substance.texts)))
        features = pairing.substance(rows, queries=queries)
        strength = weigh(features).total
        first, last = np.searchsorted(asking.wording[askers], [rows[0], rows[-1] + 1])
        for query, allowed in _allowed(pairing, askers[first:last], queries):
            row = asking.wording[query] - low
            answers = _strongest(strength[row][answering.wording[allowed]], allowed, limit)
            substance = _rows(features, row, answering.wording[answers])
            yield _answer(pairing, query, answers, substance, limit=limit, queries=queries)


def _rows(features: Mapping[str, Feature], row: int, columns: Rows) -> dict[str, Feature]:
    return {name: Feature(f.values[row][columns], f.known[row][columns]) for name, f in features.items()}


def _allowed(pairing: Pairing, askers: Rows, queries: Queries) -> Iterator[tuple[int, Rows]]:
    asking, answering = pairing.sides(queries)
    step = max(1, _MASK_CELLS // len(answering.postings))
    for low in range(0, len(askers), step):
        chunk = askers[low : low + step]
        some = [asking.postings[query] for query in chunk]
        if queries == "needs":
            mask = eligible(some, pairing.offers.postings)
        else:
            mask = eligible(pairing.needs.postings, some).T
        yield from ((int(query), np.flatnonzero(row)) for query, row in zip(chunk, mask, strict=True))


def _strongest(strength: Floats, answers: Rows, limit: int | None) -> Rows:
    """Return the answers whose strength is among the first `SHORTLIST`, in order, ties with the last too."""
    count = max(SHORTLIST, limit or len(answers))
    if count >= len(answers):
        return answers
    strong: Rows = answers[strength >= np.partition(strength, -count)[-count]]
    return strong


def _answer(
    pairing: Pairing,
    query: int,
    answers: Rows,
    substance: Mapping[str, Feature],
    *,
    limit: int | None,
    queries: Queries,
) -> Ranked:
    same = np.full(len(answers), query)
    needs, offers = (same, answers) if queries == "needs" else (answers, same)
    features = {**substance, **pairing.circumstances(needs, offers)}
    scores = weigh(features)
    best = np.argsort(-scores.total, kind="stable")[:limit]
    return Ranked(
        position=query,
        needs=[pairing.needs.postings[row] for row in needs[best]],
        offers=[pairing.offers.postings[row] for row in offers[best]],
        answers=answers[best],
        scores=Scores(scores.total[best], {name: part[best] for name, part in scores.parts.items()}),
        features={name: Feature(f.values[best], f.known[best]) for name, f in features.items()},
    )
