"""Why a pair was suggested, told from the two postings alone: words and skills, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matchmaker.matching.arrays.characters import normalize
from matchmaker.matching.explaining.reasons import Reasons
from matchmaker.matching.explaining.skills import Skills
from matchmaker.matching.profile import Candidate, Catalogue, Need, Offer
from matchmaker.matching.text import TextModel, offer_courses

LONGEST_QUOTE = 60  # So many characters of a sentence tell enough of it.

_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_NUMBERED = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）.、．]|[①-⑳•·\-—*])\s*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word of the demand, the sentence it stands in there, and that of the programme (missed: empty)."""

    term: str
    asked: str
    offered: str


@dataclass(frozen=True, slots=True)
class Explanation(Skills):
    """What of the demand the programme has, and what it lacks, words as well as skills."""

    hit: tuple[Evidence, ...]
    missed: tuple[Evidence, ...]


class Explainer:
    """Explains pairs; it keeps what it has cut, so that a list of one posting's pairs costs one cutting."""

    def __init__(self, *, text: TextModel, catalogue: Catalogue) -> None:
        self._reasons = Reasons(text=text, catalogue=catalogue)
        self._catalogue = catalogue

    def explain(self, need: Need, offer: Offer) -> Explanation:
        """Return why this need and this offer belong together, and what speaks against it."""
        found = self._reasons.fill(Candidate(need.id, offer.id, score=0.0, parts={}), need, offer)
        asked = sentences((need.title, need.summary, *need.duties, *need.aliases))
        asked += [*need.must_skills, *need.nice_skills]
        offered = sentences((offer.title, offer.summary, offer.abilities))
        offered += [*offer_courses(offer, catalogue=self._catalogue), *offer.skills, *offer.certificates]
        covered = set(found.hit_skills)
        return Explanation(
            hit=tuple(Evidence(term, quote(term, asked), quote(term, offered)) for term in found.hit_terms),
            missed=tuple(Evidence(term, quote(term, asked), "") for term in found.missed_terms),
            hit_must=tuple(skill for skill in need.must_skills if skill in covered),
            hit_nice=tuple(skill for skill in need.nice_skills if skill in covered),
            missed_must=found.missed_must,
            missed_nice=found.missed_nice,
        )


def sentences(texts: Iterable[str]) -> list[str]:
    """Return the sentences of the texts in order, without the numbers that lead a list's items."""
    cut = (part for text in texts for part in _SENTENCE.split(text))
    return [sentence for part in cut if (sentence := _NUMBERED.sub("", part).strip())]


def quote(term: str, sentences: Sequence[str]) -> str:
    """Return the first sentence with a term (as `normalize` leaves it), cut around it; empty: none has it."""
    for sentence in sentences:
        if term in normalize(sentence):
            return _cut(sentence, term)
    return ""


def _cut(sentence: str, term: str) -> str:
    if len(sentence) <= LONGEST_QUOTE:
        return sentence
    at = max(0, sentence.lower().find(term))
    start = min(max(0, at - (LONGEST_QUOTE - len(term)) // 2), len(sentence) - LONGEST_QUOTE)
    middle = sentence[start : start + LONGEST_QUOTE]
    return f"{'…' if start else ''}{middle}{'…' if start + LONGEST_QUOTE < len(sentence) else ''}"
