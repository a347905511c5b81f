"""What the learned part must hold: fields without noise, shares in range, a space that fits in its file."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.matching.learned import fields, loops, model
from matchmaker.matching.learned.affinity import NAMES, affinity
from matchmaker.matching.learned.model import Weights
from matchmaker.matching.learned.reading import SCALE, lean, read_needs
from matchmaker.matching.learning import fitting
from matchmaker.matching.learning.fitting import Examples, fit_weights
from matchmaker.matching.text import fit_text


def test_benefits_and_addresses_are_cut_and_the_trade_stays():
    title, words = fields.need_fields(
        "电工4000元\n负责车间配电柜的安装与维护，并按计划检修各类电气设备。五险一金，包吃住。地址：某路，近地铁。"
    )
    assert title == "电工"
    assert "配电柜" in words
    assert "五险" not in words


def test_a_text_of_noise_alone_is_kept_whole():
    assert "五险一金" in fields.need_fields("普工\n五险一金，包吃住")[1]


def test_jobs_are_found_in_an_official_profile():
    parts = dict(
        zip(
            fields.OFFER_FIELDS,
            fields.offer_fields("数控技术\n能够从事数控编程等工作的人才", "制图", ""),
            strict=True,
        )
    )
    assert parts["jobs"] == "数控编程"
    assert parts["courses"] == "制图"


def test_all_that_is_told_stands_in_for_a_field_that_is_not():
    title, jobs, courses, abilities, whole = fields.offer_fields("数控技术", "", "")
    assert title == "数控技术"
    assert jobs == courses == abilities == whole


def test_a_posting_reads_as_an_advertisement_by_its_marks():
    assert fields.advertised("从事桥梁检测的人员。") == 0
    assert fields.advertised("任职要求：学历不限，福利好，公司团队年轻") == 1


def test_the_delivered_figures_name_every_likeness_and_none_speaks_against_a_pair():
    weights = model.learned().weights
    assert len(weights.formal) == len(weights.advertised) == len(NAMES)
    both = np.array(weights.formal) + np.array(weights.advertised)
    assert min(weights.formal) >= 0
    assert both.min() >= -1e-4


def test_the_delivered_figures_stay_small():
    assert sum(path.stat().st_size for path in model.FOLDER.iterdir()) < 20_000_000


def test_no_ending_is_that_of_one_title_alone():
    known = fitting.fit_endings(["甲乙丙丁工"] * 20, [1] * 20, [1.0] * 20)
    assert known.points == {}


def test_endings_tell_of_levels():
    titles = [f"{name}工程技术人员" for name in "甲乙丙丁戊己"] + [f"{name}操作工" for name in "甲乙丙丁戊己"]
    known = fitting.fit_endings(titles, [3] * 6 + [1] * 6, [1.0] * 12)
    engineer, operator = lean(["土木工程技术人员", "车床操作工"], known)
    assert engineer[2] > operator[2]
    assert operator[0] > engineer[0]


def test_more_of_a_likeness_never_lowers_the_share():
    low = np.zeros((len(NAMES), len(NAMES)))
    high = np.eye(len(NAMES))
    weights = model.learned().weights
    for advertised in (0.0, 0.5, 1.0):
        loud = np.full(len(NAMES), advertised)
        assert (affinity(high, loud, weights) >= affinity(low, loud, weights) - 1e-9).all()


def test_a_silent_likeness_weighs_nothing_however_much_it_tells():
    chance = np.random.default_rng(0)
    likenesses = chance.random((30, 5, len(NAMES))).astype(np.float32)
    gains = (likenesses[:, :, 0] == likenesses[:, :, 0].max(axis=1, keepdims=True)).astype(float)
    examples = Examples(likenesses, np.zeros((30, 5)), gains, np.ones(30))
    assert max(fit_weights([examples]).formal) == fit_weights([examples]).formal[0] > 1
    assert fit_weights([examples], silent=["words"]).formal[0] == 0


def test_a_share_is_a_logistic_of_the_weighted_sum():
    weights = Weights((0.0, 1.0), (2.0,), (-1.0,))
    assert affinity(np.array([[0.5]]), np.array([0.0]), weights)[0] == pytest.approx(1 / (1 + np.exp(-1.0)))
    assert affinity(np.array([[0.5]]), np.array([1.0]), weights)[0] == pytest.approx(1 / (1 + np.exp(-1.5)))


def test_latent_vectors_have_one_length_and_their_products_are_whole():
    text = fit_text(taught=["数控机床编程"], asked=["数控机床操作"])
    vectors = read_needs(["数控车工\n操作数控机床", ""], text=text).vectors
    assert np.sqrt(np.square(vectors[0, 1].astype(float)).sum()) == pytest.approx(SCALE, rel=0.01)
    assert not vectors[1].any()
    only = np.zeros(1, dtype=np.intp)
    product = loops.field_dots(vectors, vectors, (only, only), np.array([[1, 1]]))
    assert product[0, 0] == np.square(vectors[0, 1].astype(np.int64)).sum()


def test_figures_are_read_as_they_were_written(tmp_path):
    before = model.learned()
    model.write(before, tmp_path)
    after = model.read(tmp_path)
    assert np.array_equal(after.space.vectors, before.space.vectors)
    assert after.endings == before.endings
    assert after.weights == before.weights
