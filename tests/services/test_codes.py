"""Codes of organizations: one writing, checked, and never an exception."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.people import codes

# Codes of real enterprises, from public registers.
REAL = ["91110000600037341L", "914403001922038216", "91440300708461136T"]


@pytest.mark.parametrize("code", REAL)
def test_a_real_code_is_accepted(code):
    assert codes.credit_code(code) == code


@pytest.mark.parametrize(
    "text",
    [
        " 91110000600037341l ",
        "9111 0000 6000 3734 1L",
        "91110000-60003734-1L",
        "９１１１００００６０００３７３４１Ｌ",
    ],
)
def test_the_same_code_is_read_in_every_writing(text):
    assert codes.credit_code(text) == "91110000600037341L"


@pytest.mark.parametrize(
    "text",
    ["", "91110000600037341", "91110000600037341M", "91110000600037341L\n1", "x" * 18, "911100006000373\n1L"],
)
def test_what_is_no_code_is_none(text):
    assert codes.credit_code(text) is None


@given(st.sampled_from(REAL), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_is_found(code, place, character):
    wrong = code[:place] + character + code[place + 1 :]
    assert codes.credit_code(wrong) == (code if wrong == code else None)


@given(st.text(max_size=40))
def test_no_text_makes_the_credit_code_fail(text):
    found = codes.credit_code(text)
    assert found is None or (len(found) == 18 and found.isascii() and codes.credit_code(found) == found)


@given(st.text(alphabet=st.characters(categories=["Nd", "Zs", "Cc"]), max_size=30))
def test_a_school_code_is_ten_latin_digits_or_none(text):
    found = codes.school_code(text)
    assert found is None or (len(found) == 10 and found.isascii() and found.isdigit())


@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_ten_digits_of_any_width_are_a_school_code(digits):
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
    assert unicodedata.normalize("NFKC", wide) == digits
    assert codes.school_code(wide) == codes.school_code(f" {digits} ") == digits
