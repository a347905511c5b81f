"""Why a pair was suggested: words and skills of the need that the offer has, and those that it lacks."""

from __future__ import annotations

import re
from dataclasses import replace

import rjieba

from matchmaker.matching.arrays.characters import normalize
from matchmaker.matching.explaining.skills import Comparison
from matchmaker.matching.profile import Candidate, Catalogue, Need, Offer
from matchmaker.matching.text import TextModel, need_text, offer_text, word_weight

SHOWN_TERMS = 6  # How many words a reader takes in at a glance, of either sort.

_CONSIDERED_TERMS = 40
# Words of every advertisement: they tell nothing of the trade.
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        """
    负责 相关 能力 工作 岗位 熟练 优先 具有 具备 良好 以上 以下 要求 进行 职责 任职 完成 公司 熟悉 了解
    掌握 使用 经验 学历 专业 及其 以及 或者 能够 较强 一定 任务 其他 其它 领导 交办 团队 精神 沟通 协调
    责任心 责任感 认真 积极 独立 协助 参与 组织 提供 保证 确保 按照 根据 通过 有关 各类 各种 人员 从事
    主要 基本 合作 五险一金 福利 待遇 薪资 工资 奖金 补贴 双休 周末 节日 年龄 性别 不限 应届 毕业生 毕业
    本科 大专 中专 高中 欢迎 加入 我们 发展 空间 平台 培训 晋升 机会 提升 优秀 时间 地点 地址 联系 上班
    面试 简历 招聘 职位 描述 内容 说明 条件 岗位职责 任职要求 任职资格 优先考虑 工作经验 工作地点
    相关专业 服从 安排 吃苦耐劳 热爱 身体健康 及时 表达 学习 承担 压力 思维 逻辑 严谨 细致 踏实 性格
    开朗 形象 气质 综合 素质 执行 支持 达成 目标 实现 制定 上级 下属 部门 日常 对接 跟进 处理 解决 问题
    需要 可以 如下 包括 等等 以内 左右 社保 包吃 包住 食宿
    """,
    )
)


class Reasons:
    """Fills the reasons of candidates; keeps what it has cut, so that one need's list costs one cutting."""

    def __init__(self, *, text: TextModel, catalogue: Catalogue) -> None:
        self._text = text
        self._catalogue = catalogue
        self._weights: dict[str, tuple[float, bool]] = {}
        self._terms: dict[str, tuple[str, ...]] = {}
        self._offers: dict[int, str] = {}
        self._comparison = Comparison(catalogue)

    def fill(self, candidate: Candidate, need: Need, offer: Offer) -> Candidate:
        """Return the candidate with its reasons; the strongest word or the first named skill stands first."""
        words = self._words(offer)
        terms = self._strongest(need_text(need))
        skills = self._comparison.compare(need, offer)
        return replace(
            candidate,
            hit_terms=tuple(term for term in terms if term in words)[:SHOWN_TERMS],
            missed_terms=tuple(term for term in terms if term not in words)[:SHOWN_TERMS],
            hit_skills=skills.hit_skills,
            missed_must=skills.missed_must,
            missed_nice=skills.missed_nice,
        )

    def _words(self, offer: Offer) -> str:
        if offer.id not in self._offers:
            skills = "。".join((*offer.skills, *offer.certificates))
            self._offers[offer.id] = normalize(f"{offer_text(offer, catalogue=self._catalogue)}。{skills}")
        return self._offers[offer.id]

    def _strongest(self, text: str) -> tuple[str, ...]:
        if text not in self._terms:
            title = normalize(text.partition("\n")[0])
            weights = {word: self._weigh(word, title) for word in rjieba.cut(normalize(text)) if _tells(word)}
            ranked = sorted(filter(weights.get, weights), key=lambda word: (-weights[word], word))
            self._terms[text] = tuple(ranked[:_CONSIDERED_TERMS])
        return self._terms[text]

    def _weigh(self, word: str, title: str) -> float:
        """Return the word's weight; 0 for one that no programme and no title uses, such as a place."""
        if word not in self._weights:
            self._weights[word] = word_weight(word, model=self._text)
        weight, is_taught = self._weights[word]
        return weight if is_taught or word in title else 0.0


def _tells(word: str) -> bool:
    return len(word) >= 2 and word not in _GENERIC and not word.isdigit()
