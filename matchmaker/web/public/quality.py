"""How good the matching is: measured figures, and what they mean for those who read a list of matches."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from matchmaker.policy import Permission
from matchmaker.services.matches import quality
from matchmaker.web.access import requires

blueprint = Blueprint("quality", __name__)

TASKS: Mapping[str, tuple[object, object]] = {
    "programme_to_occupation": (
        _("由专业找职业"),
        _("教育部专业简介为这些专业列明了对应的职业；看平台能否把它们排到前面。"),
    ),
    "occupation_to_programme": (
        _("由职业找专业"),
        _("反过来，把职业当作用人需求，看对应的专业能否排到前面。"),
    ),
    "posting_to_class": (
        _("由招聘信息找专业类"),
        _("真实招聘信息中写明的专业要求先被删去，再看平台能否从其余文字中找回这些专业所属的专业类。"),
    ),
}
METRICS: Mapping[str, object] = {
    "ndcg10": _("前10名的排序质量（nDCG@10）"),
    "macro_mrr": _("首个正确结果名次的倒数，按专业类平均（macro MRR）"),
}
SYSTEMS: Mapping[str, object] = {
    "ours": _("本平台"),
    "tfidf_characters_1_3": _("TF-IDF，1至3个字"),
    "tfidf_characters_2_3": _("TF-IDF，2至3个字"),
    "tfidf_words": _("TF-IDF，按词"),
    "bm25_words": _("BM25，按词"),
    "random": _("随机排列"),
}
PARTS: Mapping[str, object] = {
    "words": _("共有的字词"),
    "latent dimensions": _("潜在语义维度"),
    "titles": _("名称中的字词"),
    "level": _("岗位名称透露的层次"),
    "contrast": _("潜在维度的对比训练"),
}


@blueprint.get("/matching-quality")
@requires(Permission.SITE_READ)
def show() -> ResponseReturnValue:
    """Show the figures beside those of others."""
    names = {"tasks": TASKS, "metrics": METRICS, "systems": SYSTEMS, "parts": PARTS}
    return render_template("public/quality.html", results=quality.results(), **names)
