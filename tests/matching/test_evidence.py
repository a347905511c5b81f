"""An explanation names what is hit and missed, and quotes the sentence it stands in."""

from __future__ import annotations

import pytest

from matchmaker.matching.explaining.evidence import LONGEST_QUOTE, Explainer, quote, sentences
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.text import fit_text, need_text, offer_text

CATALOGUE = Catalogue(courses={"460103": ("数控编程", "机械制图")})
OFFER = Offer(
    1, "数控技术", abilities="能操作数控机床。能读机械图样。", major_code="460103", skills=("钳工",)
)
NEED = Need(
    1,
    "数控车工",
    duties=("1. 操作数控机床加工零件；2. 维护电梯",),
    must_skills=("机械制图", "日语"),
    nice_skills=("钳工", "驾驶"),
)


@pytest.fixture
def explained():
    texts = [offer_text(OFFER, catalogue=CATALOGUE), need_text(NEED)]
    model = fit_text(taught=[*texts, "电梯维护与保养"], asked=[*texts, "电梯维护工"])
    return Explainer(text=model, catalogue=CATALOGUE).explain(NEED, OFFER)


def test_a_hit_word_stands_in_a_sentence_of_either_side(explained):
    quoted = {row.term: (row.asked, row.offered) for row in explained.hit}
    assert quoted["数控机床"] == ("操作数控机床加工零件", "能操作数控机床")


def test_a_missed_word_is_quoted_from_the_demand_alone(explained):
    quoted = {row.term: (row.asked, row.offered) for row in explained.missed}
    assert quoted["电梯"] == ("维护电梯", "")


def test_skills_that_must_be_there_stand_apart_from_welcome_ones(explained):
    assert (explained.hit_must, explained.missed_must) == (("机械制图",), ("日语",))
    assert (explained.hit_nice, explained.missed_nice) == (("钳工",), ("驾驶",))
    assert explained.hit_skills == ("机械制图", "钳工")


def test_sentences_lose_the_numbers_of_a_list():
    assert sentences(["1、焊接；（2）装配\n③ 调试。", "3D 打印"]) == ["焊接", "装配", "调试", "3D 打印"]


def test_a_long_sentence_is_cut_around_the_word():
    sentence = "前" * 100 + "PLC 编程" + "后" * 100
    found = quote("plc", [sentence])
    assert "PLC" in found
    assert found.startswith("…")
    assert found.endswith("…")
    assert len(found) == LONGEST_QUOTE + 2


def test_a_word_that_nowhere_stands_has_no_quote():
    assert quote("焊接", ["装配"]) == ""
