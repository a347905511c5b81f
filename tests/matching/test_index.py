"""What the index must hold: the answers of a ranking, before and after changes, in memory and on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matchmaker.matching import sides
from matchmaker.matching.profile import Catalogue, Need, Offer, Place
from matchmaker.matching.ranking import rank
from matchmaker.matching.store import index as indexes
from matchmaker.matching.store import index_files, lines, shelf
from matchmaker.matching.store.index import Index, StaleIndexError
from matchmaker.terms import Kind, Level, Promise

CATALOGUE = Catalogue(
    majors={"460103": "数控技术"},
    class_of={"460103": "4601"},
    courses={"460103": ("机械制图", "数控机床编程与操作")},
    occupations={"6-18-01-01": "车工"},
    links={"460103": frozenset({"6-18-01-01"})},
)
NEEDS = [
    Need(
        1,
        "数控车工",
        duties=("操作数控机床",),
        must_skills=("机械制图",),
        occupation_code="6-18-01-01",
        least_level=Level.SECONDARY,
        place=Place("410100", 113.6, 34.7),
        start=date(2026, 7, 1),
        promise=Promise.FULL,
        accepted_kinds=frozenset({Kind.ORDER_CLASS, Kind.NAMED_CLASS}),
    ),
    Need(2, "焊工", summary="操作焊接机器人"),
]
OFFERS = [
    Offer(1, "数控技术", major_code="460103", level=Level.COLLEGE, graduation=date(2026, 6, 30), places=40),
    Offer(2, "智能焊接技术", courses=("焊接机器人编程与操作",), place=Place("410100", 113.7, 34.8)),
]


@pytest.fixture
def index():
    return Index.build(OFFERS, NEEDS, CATALOGUE)


def answers(index):
    return [index.search_need(need).candidates() for need in NEEDS], [
        index.search_offer(offer).candidates() for offer in OFFERS
    ]


def test_one_posting_is_matched_as_in_a_ranking_of_all(index):
    for need in NEEDS:
        assert index.search_need(need).candidates() == rank([need], OFFERS, model=index.model, reasons=False)
    for offer in OFFERS:
        assert index.search_offer(offer).candidates() == rank(
            NEEDS, [offer], model=index.model, queries="offers", reasons=False
        )


def test_the_limit_holds(index):
    assert len(index.search_need(NEEDS[0], 1).candidates()) == 1


def test_a_saved_index_answers_as_before(index, tmp_path):
    index.save(tmp_path / "index")
    assert answers(Index.load(tmp_path / "index")) == answers(index)


def test_a_changed_posting_takes_the_place_of_the_old_one(index):
    index.replace(replace(OFFERS[1], title="数控焊接", courses=("数控机床编程与操作",)))
    scores = {found.offer_id: found.score for found in index.search_need(NEEDS[0]).candidates()}
    assert set(scores) == {1, 2}
    assert (
        scores[2]
        > {
            f.offer_id: f.score
            for f in Index.build(OFFERS, NEEDS, CATALOGUE).search_need(NEEDS[0]).candidates()
        }[2]
    )


def test_a_posting_that_says_the_same_changes_nothing(index, monkeypatch):
    monkeypatch.setattr(
        shelf, "encode_again", lambda *_, **__: pytest.fail("nothing changed, and yet it was read again")
    )
    for posting in (*NEEDS, *OFFERS):
        index.replace(replace(posting))
    assert len(list(index.search(limit=1, queries="needs"))) == 1


def test_a_new_need_is_found_and_a_removed_one_is_not(index):
    index.replace(Need(3, "数控机床操作工"))
    index.remove(need_id=1)
    index.remove(need_id=77)
    assert {found.need_id for found in index.search_offer(OFFERS[0]).candidates()} == {2, 3}


def test_changes_are_saved_and_answer_alike(index, tmp_path):
    index.replace(Need(3, "数控机床操作工"))
    index.replace(replace(OFFERS[0], places=10))
    index.remove(offer_id=2)
    before = answers(index)
    index.save(tmp_path / "index")
    assert answers(Index.load(tmp_path / "index")) == before
    assert answers(index) == before


def test_many_changes_one_after_the_other_answer_as_if_they_had_come_at_once(index):
    changed = [Need(number, f"数控车工{number}班") for number in range(10, 16)]
    for need in changed:
        index.replace(need)
        index.search_offer(OFFERS[0])
    index.replace(replace(changed[0], title="焊工"))
    index.remove(need_id=15)
    assert index.changes == 6
    slowly = index.search_offer(OFFERS[0], 20).candidates()
    [folded] = index.search(limit=20, queries="offers")
    at_once = {(found.need_id, found.score) for found in folded.candidates() if found.offer_id == 1}
    assert {(found.need_id, found.score) for found in slowly} == at_once
    assert index.changes == 0


def test_what_is_kept_is_not_read_again_when_changes_are_folded(index, monkeypatch):
    index.replace(Need(3, "数控机床操作工"))
    read, vectorize = [], sides.vectorize
    monkeypatch.setattr(
        sides, "vectorize", lambda texts, model: read.extend(texts) or vectorize(texts, model=model)
    )
    list(index.search(limit=1, queries="needs"))
    assert read == ["数控机床操作工\n"]


def test_an_index_is_opened_without_reading_its_postings(index, tmp_path, monkeypatch):
    index.save(tmp_path / "index")
    monkeypatch.setattr(lines, "_values", lambda *_: pytest.fail("a posting was read"))
    loaded = Index.load(tmp_path / "index")
    assert loaded.search_need(NEEDS[0]).candidates() == index.search_need(NEEDS[0]).candidates()


def test_saving_again_keeps_the_version_before_and_no_older_one(index, tmp_path):
    index.save(tmp_path / "index")
    index.save(tmp_path / "index")
    index.save(tmp_path / "index")
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["current", "v2", "v3"]
    assert index_files.current(tmp_path / "index") == tmp_path / "index" / "v3"


def test_an_index_that_is_being_read_outlives_its_successors(index, tmp_path):
    index.save(tmp_path / "index")
    reading = Index.load(tmp_path / "index")
    before = answers(index)
    for _time in range(3):
        index.save(tmp_path / "index")
    assert answers(reading) == before


def test_a_save_that_breaks_off_leaves_the_index_as_it_was(index, tmp_path, monkeypatch):
    index.save(tmp_path / "index")
    monkeypatch.setattr(indexes, "write_text", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        index.save(tmp_path / "index")
    assert answers(Index.load(tmp_path / "index")) == answers(index)


def test_no_file_of_an_index_can_run_code(index, tmp_path):
    index.save(tmp_path / "index")
    folder = index_files.current(tmp_path / "index")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".json", ".jsonl", ".npy", ".txt"}
    for path in files:
        if path.suffix == ".npy":
            np.load(path, allow_pickle=False)


@pytest.mark.parametrize("head", [None, "{", '{"version": "0"}'])
def test_an_index_of_another_version_is_refused(index, tmp_path, head):
    index.save(tmp_path / "index")
    folder = index_files.current(tmp_path / "index")
    if head is None:
        (folder / "index.json").unlink()
    else:
        (folder / "index.json").write_text(head)
    with pytest.raises(StaleIndexError, match="重新建立"):
        Index.load(tmp_path / "index")


def test_an_index_read_with_other_learned_figures_is_refused(index, tmp_path, monkeypatch):
    index.save(tmp_path / "index")
    monkeypatch.setattr("matchmaker.matching.store.index.fingerprint", lambda: "another")
    with pytest.raises(StaleIndexError):
        Index.load(tmp_path / "index")


@pytest.mark.parametrize("name", ["needs/facts.npy", "offers/substance/vectors-d.npy", "catalogue.json"])
def test_an_index_that_lacks_a_file_is_refused(index, tmp_path, name):
    index.save(tmp_path / "index")
    (index_files.current(tmp_path / "index") / name).unlink()
    with pytest.raises(StaleIndexError):
        Index.load(tmp_path / "index")


def test_the_catalogue_is_kept_as_it_was(index, tmp_path):
    index.save(tmp_path / "index")
    assert Index.load(tmp_path / "index").model.catalogue == CATALOGUE
    folder = index_files.current(tmp_path / "index")
    assert json.loads((folder / "catalogue.json").read_text("utf-8"))["majors"] == {"460103": "数控技术"}


def test_searching_all_answers_every_need(index):
    found = list(index.search(limit=1, queries="needs"))
    assert sorted(need_id for answers in found for need_id in answers.asked.tolist()) == [1, 2]
    assert {(c.need_id, c.offer_id) for answers in found for c in answers.candidates()} == {(1, 1), (2, 2)}
