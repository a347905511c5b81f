"""The page of measured figures: ours among those of others, and what is not certain said so."""

from __future__ import annotations

import json

import pytest

from matchmaker.services.matches import quality


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """Return a function that lets the page read these figures."""

    def act(**facts):
        task = {"task": "posting_to_class", "metric": "macro_mrr", "queries": 666, "documents": 1321}
        task |= {"ours": 0.7, "gain": 0.05, "low": 0.01, "high": 0.09} | facts
        task |= {"peers": [{"name": "bm25_words", "value": 0.5}, {"name": "tfidf_words", "value": 0.65}]}
        task["parts"] = [{"name": "contrast", "value": 0.66, "gain": 0.04, "low": 0.012, "high": 0.07}]
        path = tmp_path / "results.json"
        told = {"measured_on": "2026-11-22", "version": "7", "folds": 5, "tasks": [task]}
        path.write_text(json.dumps(told), "utf-8")
        read = quality.results
        monkeypatch.setattr(quality, "results", lambda: read(path))

    return act


def test_figures_stand_in_their_order_whoever_is_best(client, measured):
    measured(ours=0.6)
    page = client.get("/matching-quality").text
    places = [page.index(figure) for figure in ("0.650", "0.600", "0.500")]
    assert places == sorted(places)
    assert "1,321" in page


def test_what_each_part_adds_is_told_with_its_interval(client, measured):
    measured()
    page = client.get("/matching-quality").text
    assert "潜在维度的对比训练" in page
    assert "+0.040（0.012 至 0.070）" in page


@pytest.mark.parametrize(("low", "is_certain"), [(0.01, True), (-0.01, False)])
def test_a_gain_that_may_be_chance_is_told_as_such(client, measured, low, is_certain):
    measured(low=low)
    assert ("还不能确定" not in client.get("/matching-quality").text) is is_certain


def test_the_figures_that_are_shipped_can_be_read(client):
    told = quality.results()
    assert {task.task for task in told.tasks} == {
        "programme_to_occupation",
        "occupation_to_programme",
        "posting_to_class",
    }
    assert all(0 <= figure.value <= 1 for task in told.tasks for figure in task.figures)
    assert client.get("/matching-quality").status_code == 200
