"""Which skills of a need an offer covers, and which it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.matching.phrases import CLOSE_ENOUGH, Phrases, cut_pieces, split_phrases
from matchmaker.matching.profile import Catalogue, Need, Offer

Pieces = frozenset[str]


@dataclass(frozen=True, slots=True)
class Skills:
    """The skills that a need names, parted by whether the offer has them; the same whoever asks."""

    hit_must: Phrases
    hit_nice: Phrases
    missed_must: Phrases
    missed_nice: Phrases

    @property
    def hit_skills(self) -> Phrases:
        """All skills that the programme has: those that it must have stand first."""
        return tuple(dict.fromkeys(self.hit_must + self.hit_nice))

    @property
    def missed_skills(self) -> Phrases:
        """All skills that the programme lacks, in the same order."""
        return tuple(dict.fromkeys(self.missed_must + self.missed_nice))


class Comparison:
    """Compares the skills of pairs; keeps what it has cut, so that one posting's list costs one cutting."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._cut: dict[str, Pieces] = {}
        self._offers: dict[int, list[Pieces]] = {}

    def compare(self, need: Need, offer: Offer) -> Skills:
        """Return which of the need's skills the offer has."""
        hit_must, missed_must = self._split(need.must_skills, offer)
        hit_nice, missed_nice = self._split(need.nice_skills, offer)
        return Skills(hit_must, hit_nice, missed_must, missed_nice)

    def _split(self, skills: Phrases, offer: Offer) -> tuple[Phrases, Phrases]:
        hit = tuple(skill for skill in skills if _is_covered(self._pieces(skill), self._taught(offer)))
        return hit, tuple(skill for skill in skills if skill not in hit)

    def _taught(self, offer: Offer) -> list[Pieces]:
        if offer.id not in self._offers:
            phrases = split_phrases(offer, catalogue=self._catalogue)
            self._offers[offer.id] = [self._pieces(phrase) for phrase in phrases]
        return self._offers[offer.id]

    def _pieces(self, phrase: str) -> Pieces:
        if phrase not in self._cut:
            self._cut[phrase] = frozenset(cut_pieces(phrase))
        return self._cut[phrase]


def _is_covered(pieces: Pieces, items: list[Pieces]) -> bool:
    return any(len(pieces & item) >= CLOSE_ENOUGH * len(pieces) for item in items if pieces)
