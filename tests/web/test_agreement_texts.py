"""Whatever text people type, both files are made and hold it sign by sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from matchmaker.app import ROOT
from matchmaker.services.agreements import checklists
from matchmaker.services.agreements.clauses import CLAUSES, SHARED
from matchmaker.services.agreements.contents import Agreement, Exchange, Party, Version
from matchmaker.terms import Kind
from matchmaker.web.documents import pdf, word
from matchmaker.web.documents.plain import UNPRINTABLE

FOLDER = ROOT / "templates" / "documents"
CLAUSE = CLAUSES[Kind.ORDER_CLASS]
PARTY = Party("甲方", "学校", "4141010001", "郑州市", "数控技术", "20 人", "校企合作办")
AGREEMENT = Agreement(
    code="HZ000001-1",
    title=CLAUSE.name,
    is_confirmed=True,
    is_example=False,
    parties=(PARTY, replace(PARTY, role="乙方", name="企业")),
    purpose=CLAUSE.purpose,
    facts=(
        ("培养或参与人数", "20 人"),
        ("岗位合计", "20 个"),
        ("开始日期", "待补充"),
        ("结束日期", "待补充"),
    ),
    school_duties=CLAUSE.school,
    enterprise_duties=CLAUSE.enterprise,
    shared_duties=SHARED,
    exchanges=(Exchange("甲方", "学位", "20 名", "乙方"),),
    note="",
    checks=checklists.of(Kind.ORDER_CLASS, on=date(2026, 11, 22), regions=("410100",)),
    version=Version(1, "ab" * 32, datetime(2026, 11, 22, tzinfo=UTC)),
)
# Signs that mean something to Jinja, docxtpl, typst or XML, alone and in any order, among others.
PAIRS = ["{{", "}}", "{%", "%}", "{_{", "}_}", "{_%", "%_}", "{#", "#}", "]]>", "//", "/*"]
MEANINGS = [*PAIRS, *"#$*_`@<>&'\"\\~=[]()\n\t"]
TEXTS = st.lists(st.one_of(st.sampled_from(MEANINGS), st.text(max_size=8)), max_size=30).map("".join)


def with_text(text: str) -> Agreement:
    return replace(AGREEMENT, note=text, parties=(replace(PARTY, name=text), AGREEMENT.parties[1]))


@given(TEXTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_word_file_holds_any_text_sign_by_sign(text: str) -> None:
    document = Document(BytesIO(word.write(with_text(text), FOLDER)))
    written = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert f"甲方：{UNPRINTABLE.sub('', text)}\n" in written


@given(TEXTS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_pdf_is_made_of_any_text(text: str) -> None:
    file = pdf.write(with_text(text), FOLDER)
    assert len(PdfReader(BytesIO(file)).pages) >= 2


@pytest.mark.parametrize("text", MEANINGS)
def test_a_pdf_shows_each_of_these_signs(text: str) -> None:
    file = pdf.write(with_text(f"甲{text}乙"), FOLDER)
    shown = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages).split())
    assert shown.count("".join(f"甲{text}乙".split())) == 3
