"""Many texts at once are normalized as each of them alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.arrays import grams
from matchmaker.matching.arrays.characters import characters, normalize

ODD = [
    "ＰＬＣ编程（高级）",
    "50㎡…①",
    "e\u0301tude",
    "ΟΔΥΣΣΕΥΣ",
    "\u1112\u1161\u11ab",
    "𠮷野家🙂",
    "a\0b",
    "C++_C#",
    "",
]


def together(texts):
    """Return the words of each text, read back from the characters of all."""
    whole = characters(texts).tobytes().decode("utf-16-le", "surrogatepass")
    return [text.split(" ") for text in whole.split("\0")[:-1]]


@pytest.mark.parametrize("text", ODD)
def test_an_odd_text_among_others_is_normalized_like_alone(text):
    words = [[word for word in row if word] for row in together(["数控 车工", text, "焊接"])]
    assert words == [["数控", "车工"], normalize(text).split(), ["焊接"]]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=4))
def test_any_texts_are_normalized_like_alone(texts):
    words = [[word for word in row if word] for row in together(texts)]
    assert words == [normalize(text).split() for text in texts]


def test_keys_are_found_at_their_places_and_strangers_nowhere():
    keys = np.random.default_rng(1).integers(0, 1 << 48, 1000)
    keys = np.unique(keys)
    table = grams.places(keys)
    assert (grams.find(keys, table) == np.arange(len(keys))).all()
    assert (grams.find(np.setdiff1d(np.arange(5000), keys), table) == -1).all()
