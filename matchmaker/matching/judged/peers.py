"""What others would build, on the same texts: TF-IDF of characters and of words, BM25, and chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import rjieba
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from matchmaker.matching.arrays.kernels import Floats
from matchmaker.matching.judgements import Task
from matchmaker.matching.profile import Need, Offer

SATURATION, LENGTH_SHARE = 1.5, 0.75  # The usual k1 and b of BM25.

Ranking = Callable[[list[str], list[str]], Floats]


def peer_scores(task: Task) -> dict[str, Floats]:
    """Return (asking postings, documents) of each peer; a group stands where its best member stands.

    The title counts twice, as in the published baselines of these tasks.
    """
    needs, offers = [_need(need) for need in task.needs], [_offer(offer) for offer in task.offers]
    asking, answering = (needs, offers) if task.queries == "needs" else (offers, needs)
    found = {}
    for name, ranking in PEERS.items():
        each = ranking(asking, answering)
        scores = np.full((len(asking), len(task.classes)), -np.inf)
        np.maximum.at(scores.T, task.documents, each.T)
        found[name] = scores
    return found


def _characters(least: int) -> Ranking:
    def act(asking: list[str], answering: list[str]) -> Floats:
        vectors = TfidfVectorizer(analyzer="char", ngram_range=(least, 3), sublinear_tf=True)
        vectors.fit(answering + asking if least == 1 else answering)
        return _dense(vectors.transform(asking) @ vectors.transform(answering).T)

    return act


def _words(asking: list[str], answering: list[str]) -> Floats:
    vectors = TfidfVectorizer(analyzer=_cut, sublinear_tf=True).fit(answering + asking)
    return _dense(vectors.transform(asking) @ vectors.transform(answering).T)


def _bm25(asking: list[str], answering: list[str]) -> Floats:
    counter = CountVectorizer(analyzer=_cut)
    counts = counter.fit_transform(answering).tocsr().astype(float)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    often = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log(1 + (len(answering) - often + 0.5) / (often + 0.5))
    usual = 1 - LENGTH_SHARE + LENGTH_SHARE * lengths / lengths.mean()
    row = np.repeat(np.arange(len(answering)), np.diff(counts.indptr))
    counts.data *= (SATURATION + 1) / (counts.data + SATURATION * usual[row]) * rarity[counts.indices]
    asked = counter.transform(asking)
    asked.data[:] = 1
    return _dense(asked @ counts.T)


def _chance(asking: list[str], answering: list[str]) -> Floats:
    return np.random.default_rng(0).random((len(asking), len(answering)))


PEERS: Mapping[str, Ranking] = MappingProxyType(
    {
        "tfidf_characters_1_3": _characters(1),
        "tfidf_words": _words,
        "tfidf_characters_2_3": _characters(2),
        "bm25_words": _bm25,
        "random": _chance,
    }
)


def _cut(text: str) -> list[str]:
    return [word for word in rjieba.cut(text) if len(word.strip()) > 1]


def _dense(products: sparse.csr_matrix) -> Floats:
    dense: Floats = products.toarray()
    return dense


def _need(need: Need) -> str:
    return _text(need.title, (need.summary, *need.duties, *need.aliases))


def _offer(offer: Offer) -> str:
    return _text(offer.title, (offer.summary, offer.abilities, *offer.courses))


def _text(title: str, rest: Sequence[str]) -> str:
    return f"{title}。{title}。{' '.join(rest)}"
