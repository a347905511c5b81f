"""The agreement as files: complete, literal whatever people typed, and for nobody else."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from matchmaker.app import ROOT
from matchmaker.models import Proposal
from matchmaker.services.agreements import contents
from matchmaker.terms import Kind
from matchmaker.web.documents import pdf, word
from matchmaker.web.documents.pdf import NoFontError
from matchmaker.workflow import Answer, ProposalState
from tests.factories import LINYI

FOLDER = ROOT / "templates" / "documents"
# What somebody might type to be run, included, hidden or to break the file; each has to appear as it is.
HOSTILE = [
    "{{ 7 * 7 }}",
    "{{ it.__class__.__mro__[1].__subclasses__() }}",
    "{% for x in y %}{% endfor %}",
    "{# note #} {_{ 1 }_} {_% x %_}",
    "{%p if x %} {{r x }} {%tr endfor %}",
    '#read("agreement.typ") #panic("x") #import "x"',
    "#set text(size: 90pt) *b* _i_ $x^2$ `raw` @ref <label> = Title",
    "\\u{41} ~ -- --- ... // comment /* more */",
    '<w:t>x</w:t> </w:p> <!-- c --> <![CDATA[x]]> &amp; &lt; &#65; "quoted"',
    "=cmd|'/c calc'!A1",
]


class Signed:
    """An approved proposal of hostile words, and the browsers of everybody who has to do with it."""

    def __init__(self, make, sign_in, text=""):
        school, enterprise = make.school(name=f"学校{text}"), make.enterprise(address=text)
        programme = make.programme(school, title=f"专业{text}"[:120])
        gives = [{"giver": "school", "item": text or "学位", "amount": 20, "unit": "名"}]
        row = make.proposal(
            programme, make.demand(enterprise), state=ProposalState.APPROVED, note=text, gives=gives
        )
        self.make, self.id, self.path = make, row.id, f"/proposals/{row.id}/agreement"
        self.client = sign_in(make.editor(school))

    def word(self):
        return Document(BytesIO(self.client.get(f"{self.path}/word").data))

    def pdf(self):
        return PdfReader(BytesIO(self.client.get(f"{self.path}/pdf").data))


@pytest.fixture
def signed(make, sign_in):
    return Signed(make, sign_in)


def words(document):
    """Return the text of a Word document: paragraphs, cells, header and footer."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    section = document.sections[0]
    frame = [*section.header.paragraphs, *section.footer.paragraphs]
    return "\n".join([*(line.text for line in [*document.paragraphs, *frame]), *cells])


def squeezed(text):
    """Return a text without its blanks: a page breaks lines where it likes."""
    return "".join(text.split())


def page_text(reader):
    return squeezed("".join(page.extract_text() for page in reader.pages))


PARTS = ["一、合作内容", "二、甲方的权利与义务", "四、各方提供", "七、签订前核对清单", "九、签署"]


@pytest.mark.parametrize("kind", Kind)
def test_both_files_hold_every_part_of_every_kind(make, session, kind):
    row = make.proposal(make.programme(), make.demand(), state=ProposalState.AGREED, kind=kind)
    agreement = contents.of(session, session.get_one(Proposal, row.id))
    document = squeezed(words(Document(BytesIO(word.write(agreement, FOLDER)))))
    pages = page_text(PdfReader(BytesIO(pdf.write(agreement, FOLDER))))
    duties = [*agreement.school_duties, *agreement.enterprise_duties, *agreement.shared_duties]
    checks = [text for check in agreement.checks for text in (check.title, check.content)]
    grounds = [ground.reliance for check in agreement.checks for ground in check.grounds]
    version = [agreement.title, agreement.code, agreement.version.digest, "第1版"]
    for text in map(squeezed, [*PARTS, *duties, *checks, *grounds, *version]):
        assert text in document
        assert text in pages


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_appears_as_they_typed_it(make, sign_in, text):
    signed = Signed(make, sign_in, text)
    document = words(signed.word())
    assert document.count(text) >= 4  # The name twice, the address, what is given, the note.
    assert page_text(signed.pdf()).count(squeezed(text)) >= 4


def test_signs_that_no_file_can_hold_or_that_turn_words_around_are_left_out(make, sign_in, session):
    text = "前\x00\x07\x0b\x1b\x7f\ufffe后\u202e反\u2066"
    row = make.proposal(make.programme(), make.demand(), state=ProposalState.APPROVED)
    proposal = session.get_one(Proposal, row.id)
    proposal.note = text
    agreement = contents.of(session, proposal)
    assert "前后反" in words(Document(BytesIO(word.write(agreement, FOLDER))))
    assert "前后反" in page_text(PdfReader(BytesIO(pdf.write(agreement, FOLDER))))


def test_the_word_file_holds_no_macro_no_link_and_nothing_from_outside(signed):
    with zipfile.ZipFile(BytesIO(signed.client.get(f"{signed.path}/word").data)) as parts:
        assert not [name for name in parts.namelist() if "vba" in name.lower() or "embed" in name.lower()]
        links = [parts.read(name) for name in parts.namelist() if name.endswith(".rels")]
    assert not any(b'TargetMode="External"' in link for link in links)


def test_the_pdf_has_its_font_inside_and_no_script(signed):
    file = signed.client.get(f"{signed.path}/pdf").data
    assert file.startswith(b"%PDF-")
    assert b"/JavaScript" not in file
    assert b"/OpenAction" not in file
    fonts = signed.pdf().pages[0]["/Resources"]["/Font"].values()
    assert all("Noto" in font.get_object()["/BaseFont"] for font in fonts)


def test_the_same_version_gives_the_same_pdf(signed):
    first, second = (signed.client.get(f"{signed.path}/pdf").data for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [("pdf", "application/pdf"), ("word", "application/vnd.openxmlformats-officedocument")],
)
def test_files_are_sent_to_be_kept_not_to_be_opened_in_the_browser(signed, ending, media_type):
    response = signed.client.get(f"{signed.path}/{ending}")
    assert response.mimetype.startswith(media_type)
    assert response.headers["Content-Disposition"].startswith("attachment; filename=agreement-HZ")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_language_of_the_interface_changes_no_word_of_the_text(signed, language):
    signed.client.set_cookie("language", language)
    assert "二、甲方的权利与义务" in words(signed.word())
    page = signed.client.get(signed.path).get_data(as_text=True)
    assert "安排专业教师" not in page  # The page lists what to check, not the duties.
    assert "写明投保人、险种、保额和期限" in page


def test_a_machine_without_a_chinese_font_says_so(signed, monkeypatch):
    class Bare:
        def families(self):
            return ["DejaVu Sans", "New Computer Modern"]

    monkeypatch.setattr(pdf, "_fonts", Bare)
    response = signed.client.get(f"{signed.path}/pdf")
    assert response.status_code == 503
    assert "没有中文字体" in response.get_data(as_text=True)
    assert signed.client.get(f"{signed.path}/word").status_code == 200


def test_the_preferred_font_comes_first_and_any_chinese_one_will_do():
    both = pdf.choose(["SimSun", "Noto Serif SC", "Noto Sans SC", "Arial"])
    assert both["text"][0] == "Noto Serif SC"
    assert both["heading"][0] == "Noto Sans SC"
    assert pdf.choose(["SimSun"]) == {"text": ["SimSun"], "heading": ["SimSun"]}
    with pytest.raises(NoFontError):
        pdf.choose(["Arial"])


def test_before_the_approval_there_is_nothing_to_get(signed, make):
    with make.database.transaction() as session:
        session.get_one(Proposal, signed.id).state = ProposalState.IN_REVIEW
    for ending in ("", "/word", "/pdf"):
        assert signed.client.get(f"{signed.path}{ending}").status_code == 409


def test_strangers_do_not_find_it(signed, make, sign_in):
    for user in (make.editor(make.school()), make.reviewer(make.authority(region_code=LINYI))):
        stranger = sign_in(user)
        for ending in ("", "/word", "/pdf"):
            assert stranger.get(f"{signed.path}{ending}").status_code == 404
    assert sign_in(make.reviewer()).get(f"{signed.path}/word").status_code == 200


def test_contacts_stand_in_it_only_when_the_parties_see_them(signed, make):
    assert "0371-11111111" not in words(signed.word())
    with make.database.transaction() as session:
        for party in session.get_one(Proposal, signed.id).parties:
            party.answer = Answer.INTERESTED
    assert "0371-11111111" in words(signed.word())


def test_the_committed_template_is_what_its_script_builds():
    import runpy

    built = runpy.run_path(str(ROOT / "tools" / "agreement.py"))["build"]()
    kept = (FOLDER / "agreement.docx").read_bytes()
    with zipfile.ZipFile(BytesIO(built)) as one, zipfile.ZipFile(BytesIO(kept)) as other:
        assert one.namelist() == other.namelist()
        assert [one.read(name) for name in one.namelist()] == [other.read(name) for name in other.namelist()]


def test_the_page_is_linked_from_an_approved_proposal(signed):
    page = signed.client.get(f"/proposals/{signed.id}").get_data(as_text=True)
    assert signed.path in page
