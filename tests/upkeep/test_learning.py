"""The learned figures are learned anew from files, as the command does."""

from __future__ import annotations

import gzip
import json
from datetime import date

import numpy as np
import pytest

from matchmaker.matching.judged.results import read_results
from matchmaker.matching.learned import model
from matchmaker.matching.learned.affinity import NAMES
from matchmaker.matching.learning import contrast, fitting
from matchmaker.services.upkeep import evaluation, learning
from tests.matching.test_evaluation import TRADES, write


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(contrast, "STEPS", 20)
    monkeypatch.setattr(contrast, "RUNS", 1)
    monkeypatch.setattr(fitting, "DIMENSIONS", 6)
    monkeypatch.setattr(fitting, "LEAST_TEXTS", 1)


def advertisements(path, count=24):
    records = [
        {
            "title": f"{trade}专员",
            "summary": f"任职要求：{trade}技术相关专业；负责{trade}第{row}线，五险一金，薪资面议",
            "employer": f"E{row}",
        }
        for row in range(count)
        for trade in [TRADES[row % len(TRADES)]]
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))
    return path


def test_what_is_learned_is_written_and_nothing_else_changes(tmp_path, small):
    before = model.learned()
    file = advertisements(tmp_path / "advertisements.jsonl.gz")
    learning.fit([write(tmp_path)], advertisements=file, folder=tmp_path / "model")
    found = model.read(tmp_path / "model")
    assert found.space.vectors.shape == (len(found.space.text.grams), 6)
    assert np.isfinite(found.space.vectors).all()
    assert len(found.weights.formal) == len(NAMES)
    assert model.learned() is before


def test_results_have_peers_intervals_and_what_each_part_adds(tmp_path, small):
    file = advertisements(tmp_path / "advertisements.jsonl.gz")
    written = tmp_path / "results.json"
    told = list(
        evaluation.write_results(
            [write(tmp_path)], written, folds=2, advertisements=file, on=date(2026, 11, 22)
        )
    )
    results = json.loads(written.read_text("utf-8"))
    assert (results["measured_on"], results["folds"]) == ("2026-11-22", 2)
    [task] = results["tasks"]
    assert told[0]["ours"] == pytest.approx(task["ours"], abs=1e-4)
    assert read_results(written).tasks[0].figures[0].value == max(
        task["ours"], *(p["value"] for p in task["peers"])
    )
    assert task["gain"] == pytest.approx(task["ours"] - max(p["value"] for p in task["peers"]), abs=2e-4)
    assert task["low"] <= task["gain"] <= task["high"]
    assert [part["name"] for part in task["parts"]] == [*evaluation.PARTS, "contrast"]
    for part in task["parts"]:
        assert part["gain"] == pytest.approx(task["ours"] - part["value"], abs=2e-4)
        assert part["low"] <= part["gain"] <= part["high"]
    assert {name for names in evaluation.PARTS.values() for name in names} == set(NAMES)


def test_what_cannot_be_read_is_told(tmp_path):
    (tmp_path / "advertisements.jsonl.gz").write_text("no gzip")
    with pytest.raises(learning.LearningError, match="无法学习"):
        learning.fit([write(tmp_path)], advertisements=tmp_path / "advertisements.jsonl.gz", folder=tmp_path)
    with pytest.raises(learning.LearningError, match="无法学习"):
        learning.fit([tmp_path / "none"], advertisements=tmp_path / "none", folder=tmp_path)
