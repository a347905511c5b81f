"""What the latent dimensions are learned from, and that learning brings together what belongs together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from matchmaker.matching.judgements import Task
from matchmaker.matching.learning import contrast, drills, fitting
from matchmaker.matching.learning.contrast import Drill
from matchmaker.matching.learning.corpus import Advertisement, gather, without
from matchmaker.matching.learning.named import split_named
from matchmaker.matching.profile import Need, Offer

TITLES = ["机电一体化技术", "大数据与会计", "会计事务", "护理", "软件技术"]


def test_the_majors_that_are_named_are_found_and_their_clauses_cut():
    kept, shares = split_named("负责设备检修\n大专以上学历，机电一体化、会计等相关专业。五险一金", TITLES)
    assert kept == "负责设备检修\n五险一金"
    assert shares == {0: 0.5, 2: 0.5}  # A title that a name begins goes before one that only holds it.


def test_words_on_professional_skill_name_no_major():
    text = "有护理专业知识，提供专业培训\n不限专业"
    assert split_named(text, TITLES) == (text, {})


def test_a_general_name_is_shared_among_what_it_fits():
    assert split_named("财务会计专业", ["会计事务", "会计信息管理", "护理"])[1] == {}
    assert split_named("会计专业", ["会计事务", "会计信息管理", "护理"])[1] == {0: 0.5, 1: 0.5}


def corpus(advertisements, judged=()):
    programmes = Task(
        name="tiny",
        queries="needs",
        offers=tuple(Offer(id=row, title=title) for row, title in enumerate(TITLES)),
        needs=(Need(id=0, title="护士", summary="照护病人"),),
        documents=np.arange(5),
        judged={},
        groups={},
        classes=("甲", "乙", "乙", "丙", "丁"),
        is_grouped=False,
        top=1.0,
    )
    employers = replace(
        programmes,
        needs=tuple(Need(id=row, title="岗位", summary=text) for row, (text, _) in enumerate(judged)),
        groups={row: frozenset([employer]) for row, (_, employer) in enumerate(judged)},
        is_grouped=True,
    )
    published = [Advertisement(*some) for some in advertisements]
    return gather([programmes, employers], published, {"护士": "4-14-01"})


def test_all_advertisements_of_a_judged_employer_are_left_out():
    body = "任职要求：福利好，公司团队年轻，每天在病房里照护术后病人并记录体温与用药情况"
    found = corpus(
        [
            (f"护工\n{body}", "医院"),
            ("收费员\n窗口收费，会计专业优先", "医院"),
            ("会计\n登记账簿，会计相关专业", "商场"),
        ],
        [(body, "e1")],
    )
    assert found.employers == (frozenset({"e1"}), frozenset({"e1"}), frozenset())
    assert found.groups == ("4-14-01",)
    kept = without(found, {"e1"})
    assert [forms[0] for forms in kept.advertisements] == ["会计"]
    assert kept.named == ({2: 1.0},)
    assert without(found, {"e2"}) == found


def test_without_a_class_nothing_is_learned_of_its_programmes():
    found = corpus(
        [
            ("会计\n登记账簿，会计相关专业", "商场"),
            ("文员\n护理、会计等相关专业", "医院"),
            ("护士\n护理专业", "医院"),
        ]
    )
    assert found.named == ({2: 1.0}, {3: 0.5, 2: 0.5}, {3: 1.0})
    kept = without(found, {"甲", "丙"})
    assert [forms[0] for forms in kept.programmes] == ["大数据与会计", "会计事务", "软件技术"]
    assert kept.classes == ("乙", "乙", "丁")
    assert kept.named == ({1: 1.0}, {1: 1.0}, {})


def test_a_text_is_told_the_others_of_its_class():
    found = corpus([("会计\n登记账簿，会计相关专业", "商场")])
    text = fitting.fit_words(["".join(TITLES)] * fitting.LEAST_TEXTS)
    sizes = [drill.right.shape for drill in drills.make_drills(found, text=text)]
    assert sizes == [(1, 5), (1, 5), (1, 1), (1, 1), (2, 5), (5, 5)]
    assert drills.make_drills(found, text=text)[4].right.toarray().tolist() == [
        [0, 0, 1, 0, 0],
        [0, 1, 0, 0, 0],
    ]


def test_what_belongs_together_comes_together(monkeypatch):
    monkeypatch.setattr(contrast, "STEPS", 60)
    monkeypatch.setattr(contrast, "RUNS", 1)
    chance = np.random.default_rng(0)
    asked = sparse.csr_matrix(np.eye(8, 16, dtype=np.float32))
    told = sparse.csr_matrix(np.eye(8, 16, k=8, dtype=np.float32))
    drill = Drill((asked,), (told,), sparse.identity(8, format="csr"))
    vectors = contrast.train(chance.normal(size=(16, 12)).astype(np.float32), [drill], seed=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = vectors[:8] @ vectors[8:].T
    assert cosines.argmax(axis=1).tolist() == list(range(8))
    assert np.array_equal(contrast.train(vectors, [drill], seed=1), contrast.train(vectors, [drill], seed=1))
