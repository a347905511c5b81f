"""Latent dimensions from a corpus, whole or without the classes of one fold."""

from __future__ import annotations

import functools
from collections.abc import Callable

from matchmaker.matching.learned.model import Space
from matchmaker.matching.learning import drills, fitting
from matchmaker.matching.learning.drills import Corpus

EVERY = 10  # Each tenth advertisement is read, so that they do not outweigh the official texts.

SpaceWithout = Callable[[frozenset[str]], Space]


def spaces(corpus: Corpus, *, seed: int, is_trained: bool = True) -> SpaceWithout:
    """Return what learns the dimensions without the programmes of some classes, once for each set of them.

    Untrained they are the singular vectors of the texts.
    """
    known = frozenset(corpus.classes)

    @functools.cache
    def learn(classes: frozenset[str]) -> Space:
        kept = drills.without(corpus, classes)
        texts = drills.whole_texts(kept, every=EVERY)
        words = fitting.fit_words(texts)
        trained_on = drills.make_drills(kept, text=words) if is_trained else []
        return fitting.fit_space(texts, trained_on, text=words, seed=seed)

    return lambda classes: learn(classes & known)
