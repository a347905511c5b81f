"""What the text vectors must hold, against an independent computation and for any text at all."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.arrays.characters import normalize
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.text import (
    Emphasis,
    fit_text,
    need_text,
    offer_text,
    vectorize,
    word_weight,
)

CORPUS = [
    "数控技术\n数控机床编程与操作",
    "焊接技术\n焊接机器人编程",
    "酒店管理\n前厅与客房服务",
    "数控操作工\n操作数控机床",
]


def grams(text: str) -> Counter[str]:
    words = normalize(text).split()
    return Counter(word[at : at + n] for word in words for n in (1, 2, 3) for at in range(len(word) - n + 1))


def by_hand(texts: list[str], emphasis: Emphasis) -> np.ndarray:
    """Return the cosines of the texts, written once more with dictionaries."""
    found = Counter(gram for text in texts for gram in grams(text))

    def weigh(text: str) -> dict[str, float]:
        weights = {}
        for gram, count in grams(text).items():
            rarity = math.log((1 + len(texts)) / (1 + found[gram])) + 1
            weights[gram] = (1 + math.log(count)) * rarity * emphasis.widths[len(gram) - 1]
        length = math.sqrt(sum(value**2 for value in weights.values()))
        return {gram: value / length for gram, value in weights.items()}

    vectors = []
    for text in texts:
        title = weigh(text.split("\n")[0])
        vectors.append({g: v + emphasis.title * title.get(g, 0.0) for g, v in weigh(text).items()})
    lengths = [math.sqrt(sum(value**2 for value in vector.values())) for vector in vectors]
    return np.array(
        [
            [
                sum(v * b.get(g, 0.0) for g, v in a.items()) / lengths[i] / lengths[j]
                for j, b in enumerate(vectors)
            ]
            for i, a in enumerate(vectors)
        ]
    )


@pytest.mark.parametrize("emphasis", [Emphasis(0.0, (1, 1, 1)), Emphasis(0.3, (1.3, 1.0, 0.5))])
def test_cosines_equal_those_computed_by_hand(emphasis):
    model = fit_text(taught=CORPUS[:3], asked=CORPUS[3:], emphasis=emphasis)
    vectors = vectorize(CORPUS, model=model)
    expected = by_hand(CORPUS, emphasis)
    different = ~np.eye(len(CORPUS), dtype=bool)  # A text's own length counts grams that have no column.
    assert (vectors @ vectors.T).toarray()[different] == pytest.approx(expected[different], abs=1e-6)


def test_words_are_compared_in_one_form():
    assert normalize("ＰＬＣ　编程，C++/C#_基础") == "plc 编程 c++ c# 基础"


def test_a_gram_of_one_text_has_no_column_but_makes_the_text_longer():
    model = fit_text(taught=["数控", "数控", "焊接"], asked=["数控加工", "焊接"])
    short, long = vectorize(["数控", "数控奥妙"], model=model)
    assert short.multiply(short).sum() == pytest.approx(1.0, abs=1e-6)
    assert long.multiply(long).sum() < 0.9


def test_a_text_without_words_is_an_empty_row():
    model = fit_text(taught=CORPUS, asked=[])
    assert vectorize(["", "。，", "数控"], model=model).getnnz(axis=1).astype(bool).tolist() == [
        False,
        False,
        True,
    ]


def test_a_model_of_nothing_knows_nothing():
    assert vectorize(["数控"], model=fit_text(taught=[], asked=[])).shape == (1, 0)


def test_a_text_counts_once_however_many_postings_share_it():
    once = fit_text(taught=CORPUS, asked=[])
    often = fit_text(taught=CORPUS * 3, asked=CORPUS)
    assert (once.grams == often.grams).all()
    assert (once.weights == often.weights).all()


def test_vectors_do_not_depend_on_their_neighbors():
    model = fit_text(taught=CORPUS, asked=[])
    together = vectorize(CORPUS, model=model)
    for row, text in enumerate(CORPUS):
        assert (vectorize([text], model=model) != together[row]).nnz == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6), st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_any_text_becomes_a_row_no_longer_than_one(corpus, texts):
    rows = vectorize(texts, model=fit_text(taught=corpus, asked=texts))
    lengths = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
    assert rows.has_sorted_indices
    assert (lengths <= 1 + 1e-5).all()


def test_the_catalogue_stands_in_for_absent_courses_only():
    catalogue = Catalogue(courses={"460103": ("机械制图",)})
    assert "机械制图" in offer_text(Offer(1, "数控", major_code="460103"), catalogue=catalogue)
    own = Offer(1, "数控", major_code="460103", courses=("公差配合",))
    assert "机械制图" not in offer_text(own, catalogue=catalogue)


def test_the_first_line_is_the_title_even_of_a_broken_one():
    assert need_text(Need(1, "数控\n 车工", summary="编程")).split("\n")[0] == "数控 车工"


def test_a_word_weighs_as_its_rarest_gram_and_says_whether_it_is_taught():
    model = fit_text(taught=["数控技术", "焊接技术"], asked=["数控操作工", "急聘操作工", "急聘焊接"])
    assert word_weight("数控", model=model)[0] > 0
    assert word_weight("数控", model=model)[1]
    assert word_weight("急聘", model=model)[0] > 0
    assert not word_weight("急聘", model=model)[1]
    assert word_weight("奥妙", model=model) == (0.0, False)
