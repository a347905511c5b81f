"""What the evaluation measures, against the metrics written once more from their definitions."""

from __future__ import annotations

import gzip
import json
import math
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.judged.evaluation import MEASURES, evaluate, measure
from matchmaker.matching.judged.folds import FoldsError
from matchmaker.matching.judgements import FolderError, read_task
from matchmaker.matching.learned.model import learned
from matchmaker.matching.profile import Catalogue
from matchmaker.matching.ranking import fit, rank

TRADES = ["数控", "焊接", "酒店", "护理", "会计", "物流", "烹饪", "园林"]


def by_definition(scores, judged, top):
    """Return the six means in plain Python: discounts, ideal order, first relevant place."""
    rows, places = [], defaultdict(list)
    for query, gains in judged.items():
        order = sorted(range(len(scores[query])), key=lambda document: -scores[query][document])
        best = {document for document, gain in gains.items() if gain == top}

        def discounted(values):
            return sum(value / math.log2(place + 2) for place, value in enumerate(values[:10]))

        ndcg = discounted([gains.get(d, 0) for d in order]) / discounted(sorted(gains.values(), reverse=True))
        leading, recall, reciprocal = math.nan, math.nan, math.nan
        if best:
            leading = discounted([d in best for d in order]) / discounted([1] * len(best))
            recall = len(best & set(order[:20])) / len(best)
            first = min(order.index(document) for document in best)
            reciprocal = 1 / (first + 1)
            for document in best:
                places[document].append((reciprocal, first < 5))
        rows.append((ndcg, leading, recall, reciprocal))
    means = [np.nanmean([row[column] for row in rows]) for column in range(4)]
    means += [
        np.mean([np.mean([pair[column] for pair in pairs]) for pairs in places.values()])
        for column in range(2)
    ]
    return dict(zip(MEASURES, means, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_measures_equal_their_definitions(seed):
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    documents, queries = chance.randint(1, 40), chance.randint(1, 8)
    scores = [[chance.randint(0, 9) / 10 for _ in range(documents)] for _ in range(queries)]
    judged = {
        query: {
            document: chance.choice([2.0, 1.0, 0.5])
            for document in chance.sample(range(documents), chance.randint(1, min(documents, 15)))
        }
        for query in range(queries)
    }
    judged[0][0] = 2.0
    measured = measure(np.array(scores), judged, top=2.0)
    assert measured == pytest.approx(by_definition(scores, judged, 2.0), abs=1e-9)


def write(folder: Path, *, queries="needs", group=None, is_packed=False):
    """Write a task of eight trades: three programmes and two demands each, some judged."""
    offers = [
        {
            "id": f"p{t}{n}",
            "title": f"{trade}技术{n}",
            "courses": [f"{trade}基础", "体育"],
            "major_class": trade,
        }
        for t, trade in enumerate(TRADES)
        for n in range(3)
    ]
    needs = [
        {"id": f"n{t}{n}", "title": f"{trade}工", "summary": f"从事{trade}工作{n}", "aliases": []}
        for t, trade in enumerate(TRADES)
        for n in range(2)
    ]
    for name, records in (("offers", offers), ("needs", needs)):
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        if is_packed:
            (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (folder / f"{name}.jsonl").write_text(text, "utf-8")
    lines = ["query_id\tdocument_id\tgrade"]
    for t, trade in enumerate(TRADES):
        document = trade if group else f"p{t}1" if queries == "needs" else f"n{(t + 3) % 8}0"
        lines.append(f"{'n' if queries == 'needs' else 'p'}{t}0\t{document}\t1")
        if not group:
            lines.append(
                f"{'n' if queries == 'needs' else 'p'}{t}0\t{'p' if queries == 'needs' else 'n'}00\t2"
            )
    (folder / "judgements.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    settings_ = {"name": "tiny", "queries": queries, "gains": {"1": 1.0, "2": 2.0}, "group": group}
    if group:
        settings_["gains"] = {"1": 1.0}
    (folder / "task.json").write_text(json.dumps(settings_), "utf-8")
    return folder


@pytest.mark.parametrize("queries", ["needs", "offers"])
def test_a_folder_is_measured_on_what_a_ranking_returns(tmp_path, queries):
    task = read_task(write(tmp_path, queries=queries))
    model = fit(needs=task.needs, offers=task.offers, catalogue=Catalogue())
    side = task.needs if queries == "needs" else task.offers
    scores = [[0.0] * len(task.documents) for _ in side]
    for found in rank(task.needs, task.offers, model=model, limit=None, queries=queries):
        at = (found.need_id, found.offer_id) if queries == "needs" else (found.offer_id, found.need_id)
        scores[at[0]][at[1]] = found.score
    result = evaluate(tmp_path)
    assert {name: getattr(result, name) for name in MEASURES} == pytest.approx(
        by_definition(scores, task.judged, 2.0), abs=1e-9
    )


def test_a_group_stands_where_its_best_member_stands(tmp_path):
    result = evaluate(write(tmp_path, group="major_class"))
    assert (result.task, result.macro_mrr, result.macro_hit5) == ("tiny", 1.0, 1.0)


def test_packed_files_are_read_alike(tmp_path):
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.mkdir()
    packed.mkdir()
    clock = iter(range(4)).__next__
    assert evaluate(write(plain), clock=clock) == evaluate(write(packed, is_packed=True), clock=clock)


def test_objects_enter_without_codes(tmp_path):
    task = read_task(write(tmp_path))
    assert {offer.major_code for offer in task.offers} == {None}
    assert {offer.level for offer in task.offers} == {None}
    assert {need.occupation_code for need in task.needs} == {None}


def test_folds_give_a_figure_for_every_query(tmp_path):
    result = evaluate(write(tmp_path), folds=3)
    assert 0 < result.ndcg10 <= 1
    assert result.task == "tiny"


def test_dimensions_can_be_learned_anew_in_each_fold(tmp_path):
    asked = []

    def space_without(tested):
        asked.append(tested)
        return learned().space

    usual, anew = (evaluate(write(tmp_path), folds=3, space_without=how) for how in (None, space_without))
    assert anew.ndcg10 == usual.ndcg10
    assert frozenset().union(*asked) == frozenset(TRADES)
    assert sum(map(len, asked)) == len(TRADES)


def test_one_fold_is_refused(tmp_path):
    with pytest.raises(FoldsError):
        evaluate(write(tmp_path), folds=1)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("needs.jsonl", '{"id": "a", "title": "工"}\n{"id": \n', "needs.jsonl 第 2 行"),
        ("needs.jsonl", "[1]\n", "needs.jsonl 第 1 行"),
        ("offers.jsonl", '{"id": "a"}\n', "offers.jsonl 第 1 行"),
        ("judgements.tsv", "q\td\tg\nn00\tp01\n", "judgements.tsv 第 2 行"),
        ("judgements.tsv", "q\td\tg\nn00\tp01\t1\nx9\tp01\t1\n", "judgements.tsv 第 3 行：没有见过 x9"),
        ("judgements.tsv", "q\td\tg\nn00\tp01\t7\n", "没有见过 7"),
        ("judgements.tsv", "q\td\tg\n", "没有一条评判"),
        ("task.json", '{"name": "x", "queries": "all", "gains": {"1": 1}}', "task.json"),
        ("task.json", "{", "task.json"),
    ],
)
def test_a_bad_folder_is_refused_with_file_and_line(tmp_path, name, text, told):
    write(tmp_path)
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(FolderError, match=told):
        evaluate(tmp_path)


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(FolderError, match=r"task\.json"):
        evaluate(tmp_path)
