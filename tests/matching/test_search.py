"""The cheap first look loses nothing that the search promises, and pairs are compared as they are written."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from matchmaker.matching import candidates
from matchmaker.matching.arrays import kernels, looking
from matchmaker.matching.pairing import Pairing
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.ranking import fit
from matchmaker.matching.search import Task, run
from matchmaker.matching.sides import encode
from matchmaker.terms import Level

WORDS = ("数控", "焊接", "护理", "会计", "酒店", "汽修", "物流", "烹饪", "园林", "测绘")
NEEDS = [Need(number, f"{word}岗位{number}", summary=f"从事{word}工作") for number, word in enumerate(WORDS)]
OFFERS = [
    Offer(10 * row + column, f"{first}与{second}技术", level=Level.COLLEGE)
    for row, first in enumerate(WORDS)
    for column, second in enumerate(WORDS)
]


@pytest.fixture(params=[0, 4096], ids=["large side", "small side"])
def small_look(request, monkeypatch):
    """Look closer at twenty of a hundred wordings only: nineteen share a word with each that asks."""
    monkeypatch.setattr(candidates, "CLOSER_LOOK", 20)
    monkeypatch.setattr(candidates, "SMALL", request.param)
    monkeypatch.setattr(candidates, "LONGEST_SHARE", 1.0)


def pairing(needs, offers):
    model = fit(needs=NEEDS, offers=OFFERS, catalogue=Catalogue())
    sides = (encode(some, text=model.text, catalogue=Catalogue()) for some in (needs, offers))
    return Pairing(*sides, catalogue=Catalogue())


def best(market, *, limit=3, queries="needs", **facts):
    """Return the scores of each query, in the queries' order."""
    found = list(run(Task.of(market, limit=limit, queries=queries, **facts)))
    by_query = {
        int(query): chunk.scores.total[low:high].tolist()
        for chunk in found
        for query, low, high in zip(chunk.queries, chunk.starts[:-1], chunk.starts[1:], strict=True)
    }
    return [by_query[query] for query in sorted(by_query)]


@pytest.mark.parametrize("queries", ["needs", "offers"])
def test_the_likeliest_hold_the_best(small_look, queries):
    market = pairing(NEEDS, OFFERS)
    assert best(market, queries=queries) == best(market, queries=queries, is_exhaustive=True)


def test_who_may_have_few_finds_them_behind_the_likeliest(small_look):
    fitting = [replace(OFFERS[55], level=Level.BACHELOR), replace(OFFERS[66], level=Level.BACHELOR)]
    market = pairing([replace(NEEDS[0], least_level=Level.BACHELOR)], [*OFFERS[:50], *fitting])
    [scores] = best(market)
    assert len(scores) == 2


def test_who_shares_no_word_is_compared_with_all(small_look):
    [scores] = best(pairing([Need(1, "Ω")], OFFERS))
    assert scores == [0.0, 0.0, 0.0]


def test_a_task_runs_the_same_after_a_journey(small_look):
    market = pairing(NEEDS, OFFERS)
    task = Task.of(market, limit=3, queries="needs")
    travelled = pickle.loads(pickle.dumps(task))  # noqa: S301 - what this test has just written.
    for chunk in task.chunks():
        here, there = task.run(chunk), travelled.run(chunk)
        assert (here.offers == there.offers).all()
        assert (here.scores.total == there.scores.total).all()


def random_matrix(rows, seed):
    return sparse.random(rows, 30, density=0.3, random_state=seed, dtype=np.float32, format="csr")


def test_products_of_pairs_are_those_of_the_matrices_from_either_side():
    left, right = random_matrix(4, 1), random_matrix(5, 2)
    left.sort_indices()
    right.sort_indices()
    rows, columns = (axis.ravel() for axis in np.indices((4, 5)))
    titles = left.multiply(left > 0.7).tocsr(), right.multiply(right > 0.7).tocsr()
    sides = (left, titles[0]), (right, titles[1])
    ours = kernels.overlaps(*sides, rows, columns)
    assert ours[:, 0] == pytest.approx((left @ right.T).toarray().ravel(), abs=1e-6)
    assert ours[:, 1] == pytest.approx((titles[0] @ (right > 0).T).toarray().ravel(), abs=1e-6)
    assert ours[:, 2] == pytest.approx(((left > 0) @ titles[1].T).toarray().ravel(), abs=1e-6)
    order = np.argsort(columns, kind="stable")
    turned = kernels.overlaps(*sides[::-1], columns[order], rows[order])
    assert (ours[order][:, [0, 2, 1]] == turned).all()


def random_texts(rows, seed):
    vectors = random_matrix(rows, seed)
    vectors.sort_indices()
    latent = np.random.default_rng(seed).integers(-99, 99, (rows, 8)).astype(np.int16)
    return looking.Texts(vectors, vectors.multiply(vectors > 0.7).tocsr(), latent)


def turned(texts):
    return looking.Texts(texts.vectors.T.tocsr(), texts.titles.T.tocsr(), texts.latent)


def likeness(left, right):
    """Return how close each text is to each, written once more with whole matrices."""
    latent = left.latent.astype(float) @ right.latent.T
    return (left.vectors @ right.vectors.T).toarray(), latent / 100**2


@pytest.mark.parametrize("count", [1, 3, 40, 50])
def test_the_closest_are_those_of_all_pairs_with_their_overlaps(count):
    left, right = random_texts(5, 3), random_texts(40, 4)
    close = looking.closest(left, turned(right), count, unit=100**-2)
    every = sum(likeness(left, right))
    for row in range(5):
        mine = close.columns[close.rows == row]
        assert mine.tolist() == sorted(np.argsort(-every[row])[:count])
    pair = kernels.overlaps(left[:2], right[:2], close.rows, close.columns)
    assert (close.overlaps == pair).all()


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_likeliest_of_a_large_side_are_chosen_in_two_steps(count):
    left, right = random_texts(5, 3), random_texts(40, 4)
    counts = min(2 * count, 40), count
    facts = (left.latent, right.latent), counts
    rows, columns = looking.likeliest(left.vectors, right.vectors.T.tocsr(), *facts, unit=100**-2)
    grams, latent = likeness(left, right)
    for row in range(5):
        first = [at for at in np.argsort(-grams[row])[: counts[0]] if grams[row, at] > 0]
        best = sorted(first, key=lambda at, row=row: -(grams + latent)[row, at])[:count]
        assert columns[rows == row].tolist() == sorted(best)


def test_texts_without_words_have_no_candidates_but_find_the_best(small_look):
    silent = [Need(number, "？") for number in range(3)]
    assert best(pairing(silent, OFFERS)) == [[0.0] * 3] * 3


def test_the_strongest_of_a_row_stay_with_what_ties():
    kept = kernels.strongest(sparse.csr_matrix(np.array([[3.0, 1, 2, 2], [0, 5, 0, 0]])), 2)
    assert kept.toarray().tolist() == [[3, 0, 2, 2], [0, 5, 0, 0]]
