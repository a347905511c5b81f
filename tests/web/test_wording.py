"""Every gate of every kind has its words, met, failed or missing."""

from __future__ import annotations

import pytest

from matchmaker.matching.planning.gates import Gate, Status
from matchmaker.matching.planning.kind_rules import KINDS
from matchmaker.matching.planning.kinds import Verdict
from matchmaker.terms import Kind
from matchmaker.web.wording import GATES, tell_gate, tell_verdict

NAMES = sorted({gate.name for rule in KINDS.values() for gate in rule.gates})


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context():
        yield


def gate(name, status, have=1.0, want=2.0, **facts):
    return {"name": name, "status": status, "have": have, "want": want} | facts


def test_the_words_are_those_of_the_engine():
    assert sorted(GATES) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", ["met", "failed"])
def test_a_gate_is_told_with_its_figures(name, status):
    told = tell_gate(gate(name, status))
    assert told.title
    assert told.status == status
    assert "%(" not in told.text
    assert status == "met" or told.text


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_gate_says_what_to_fill_in(name):
    assert tell_gate(gate(name, "missing", None, None)).text.startswith("请补充：")


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (gate("posts", "failed", 17, 20), "还差 3 个岗位（现为 17 个，至少 20 个）"),
        (gate("posts", "met", 26, 20), "现为 26 个，至少 20 个"),
        (
            gate("area", "failed", 433.12, 50, is_limit=True),
            "超出 383.2 公里（现为 433.1 公里，最多 50 公里）",
        ),
        (gate("graduation", "failed", 4.25, 6), "还差 1.8 个月"),
        (gate("promise", "failed", 0, 1), "现为 不承诺录用，至少 择优录用"),
        (gate("level", "failed", 1, 2), "现为 中职/技工，至少 高职专科/高级技工"),
        (gate("logistics", "met", 1, 1), ""),
    ],
)
def test_figures_read_naturally(row, text):
    assert text in tell_gate(row).text


def test_a_verdict_is_told_by_what_is_met_what_fails_and_how_much_is_open():
    gates = [("accepted", "met"), ("level", "met"), ("posts", "failed"), ("promise", "missing")]
    verdict = Verdict(
        Kind.ORDER_CLASS,
        students=20,
        fit=0.5,
        gates=tuple(Gate(name, Status(status), 12.0, 20.0) for name, status in gates),
        is_grounded=False,
        alternative=Kind.JOINT_ORDER_CLASS,
    )
    told = tell_verdict(verdict)
    assert (told.kind, told.is_shared, told.open) == (Kind.JOINT_ORDER_CLASS, True, 1)
    assert told.met == ["学历层次"]
    assert told.failed[0].startswith("还差 8 个岗位")
