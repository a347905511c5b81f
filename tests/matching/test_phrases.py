"""How skills and what may cover them are cut into pieces."""

from __future__ import annotations

import pytest

from matchmaker.matching.phrases import cut_pieces


@pytest.mark.parametrize(
    ("phrase", "pieces"),
    [
        ("数控编程", ["数控", "控编", "编程"]),
        ("PLC编程", ["plc", "编程"]),
        ("焊", ["焊"]),
        ("", []),
    ],
)
def test_phrases_are_cut_into_pairs_and_latin_words(phrase, pieces):
    assert cut_pieces(phrase) == pieces
