"""The engine's front door: fit once, then the best candidates of every need or of every offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.explaining.reasons import Reasons
from matchmaker.matching.pairing import Pairing, overlaps
from matchmaker.matching.profile import Candidate, Catalogue, Need, Offer
from matchmaker.matching.scoring import Scores, circumstances, weigh
from matchmaker.matching.search import Found, Task, run
from matchmaker.matching.sides import Queries, Rows, encode
from matchmaker.matching.text import EMPHASIS, Emphasis, TextModel, fit_text, need_text, offer_text


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

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the answers as candidates without reasons."""
        ids = [need.id for need in self.needs], [offer.id for offer in self.offers]
        return tuple(self.scores.candidates(*ids))


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
    said = {
        (offer.title, offer.summary, offer.abilities, offer.courses, offer.major_code): offer
        for offer in offers
    }
    taught = [*majors, *(offer_text(offer, catalogue=catalogue) for offer in said.values())]
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
    shared = overlaps(needs.substance, offers.substance, (only, only), queries="needs")
    substance = pairing.substance(only, only, shared)
    scores = weigh(np.column_stack([substance, circumstances(needs.facts, offers.facts)]))
    (candidate,) = scores.candidates([need.id], [offer.id])
    return Reasons(text=model.text, catalogue=model.catalogue).fill(candidate, need, offer)


def search(pairing: Pairing, *, limit: int | None = 10, queries: Queries = "needs") -> Iterator[Ranked]:
    """Yield each query's candidates without reasons, chunk by chunk, so not in the queries' order.

    Raises LimitError. With a limit of None everything is compared and weighed.
    """
    for found in run(Task.of(pairing, limit=limit, queries=queries)):
        yield from _ranked(pairing, found, queries)


def _ranked(pairing: Pairing, found: Found, queries: Queries) -> Iterator[Ranked]:
    answers = found.offers if queries == "needs" else found.needs
    for place, low, high in zip(found.queries, found.starts[:-1], found.starts[1:], strict=True):
        yield Ranked(
            position=int(place),
            needs=[pairing.needs.postings[row] for row in found.needs[low:high]],
            offers=[pairing.offers.postings[row] for row in found.offers[low:high]],
            answers=answers[low:high],
            scores=found.scores.at(np.arange(low, high)),
        )
