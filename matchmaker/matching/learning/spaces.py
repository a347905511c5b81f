"""Latent dimensions from a corpus, whole or without the classes and employers of one fold."""

from __future__ import annotations

import functools
from collections.abc import Callable

from matchmaker.matching.learned.model import Space
from matchmaker.matching.learning import drills, fitting
from matchmaker.matching.learning.corpus import Corpus, whole_texts, without

SpaceWithout = Callable[[frozenset[str]], Space]


def spaces(corpus: Corpus, *, seed: int, is_trained: bool = True) -> SpaceWithout:
    """Return what learns the dimensions without some classes and employers, once for each set of them.

    Untrained they are the singular vectors of the texts.
    """
    known = frozenset(corpus.classes).union(*corpus.employers)

    @functools.cache
    def learn(names: frozenset[str]) -> Space:
        kept = without(corpus, names)
        texts = whole_texts(kept)
        words = fitting.fit_words(texts)
        trained_on = drills.make_drills(kept, text=words) if is_trained else []
        return fitting.fit_space(texts, trained_on, text=words, seed=seed)

    return lambda names: learn(names & known)
