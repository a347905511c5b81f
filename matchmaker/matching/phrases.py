"""What may cover a skill, and the pieces by which two phrases are compared."""

from __future__ import annotations

import re

from matchmaker.matching.arrays.characters import normalize
from matchmaker.matching.profile import Catalogue, Offer
from matchmaker.matching.text import offer_courses

Phrases = tuple[str, ...]

CLOSE_ENOUGH = 0.5  # The least share of a skill's pieces that counts as partly covered.

_CLAUSE = re.compile(r"[，。；、,;\n]")
_LATIN = re.compile(r"[0-9a-z_+#]+")


def split_phrases(offer: Offer, *, catalogue: Catalogue) -> Phrases:
    """Return what may cover a skill: skills, certificates, courses and the clauses of the abilities."""
    clauses = (clause.strip() for clause in _CLAUSE.split(offer.abilities))
    courses = offer_courses(offer, catalogue=catalogue)
    return tuple(dict.fromkeys((*offer.skills, *offer.certificates, *courses, *filter(None, clauses))))


def cut_pieces(phrase: str) -> list[str]:
    """Return the pieces by which phrases are compared: Latin words, and pairs of Chinese characters."""
    pieces: list[str] = []
    text = normalize(phrase)
    for run in _LATIN.sub(" ", text).split():
        pieces.extend(run[at : at + 2] for at in range(max(1, len(run) - 1)))
    return [*_LATIN.findall(text), *pieces]
