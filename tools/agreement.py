"""Build templates/documents/agreement.docx, the Word template of agreements: run after a change here."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.run import Run

TARGET = Path(__file__).resolve().parents[1] / "templates" / "documents" / "agreement.docx"
EPOCH = (1980, 1, 1, 0, 0, 0)
PARTY = ("代码：{{ party.code }}", "地址：{{ party.address }}", "联系人：{{ party.contact }}")


def build() -> bytes:
    """Return the template; the same script gives the same bytes."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    _set_fonts(document)
    section.header.paragraphs[0].text = "{{ it.code }}{% if it.is_example %}　示例数据{% endif %}"
    section.footer.paragraphs[0].text = "第 {{ it.version.number }} 版 · SHA-256 {{ it.version.digest[:16] }}"
    _head(document)
    _part(document, "一、合作内容", "{{ it.purpose }}")
    _table(document, ("项目", "内容"), "fact in it.facts", ("{{ fact[0] }}", "{{ fact[1] }}"))
    _list(document, "二、甲方的权利与义务", "it.school_duties")
    _list(document, "三、乙方的权利与义务", "it.enterprise_duties")
    _part(document, "四、各方提供")
    cells = tuple(f"{{{{ row.{name} }}}}" for name in ("giver", "item", "amount", "receiver"))
    _table(document, ("提供方", "内容", "数量", "得到方"), "row in it.exchanges", cells)
    _list(document, "五、共同约定", "it.shared_duties")
    _part(document, "六、补充说明", "{{ it.note or '无。' }}")
    _checks(document)
    _end(document)
    return _stable(document)


def _set_fonts(document: Doc) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.space_after = Pt(4)


def _heading(run: Run, size: float) -> None:
    run.bold, run.font.size = True, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")  # noqa: SLF001 - no other way


def _part(document: Doc, title: str, *lines: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(12)
    paragraph.paragraph_format.keep_with_next = True
    _heading(paragraph.add_run(title), 12)
    for line in lines:
        document.add_paragraph(line)


def _list(document: Doc, title: str, name: str) -> None:
    _part(document, title, f"{{%p for line in {name} %}}", "{{ loop.index }}. {{ line }}", "{%p endfor %}")


def _head(document: Doc) -> None:
    title = document.add_paragraph()
    _heading(title.add_run("{{ it.title }}"), 18)
    code = document.add_paragraph("编号：{{ it.code }}")
    for paragraph in (title, code):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("{%p if not it.is_confirmed %}")
    draft = document.add_paragraph()
    draft.alignment = WD_ALIGN_PARAGRAPH.CENTER
    draft.add_run("征求意见稿：各方尚未全部确认本版").font.color.rgb = RGBColor(0x9C, 0x1C, 0x1C)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for party in it.parties %}")
    name = document.add_paragraph()
    name.paragraph_format.space_before = Pt(8)
    _heading(name.add_run("{{ party.role }}：{{ party.name }}"), 10.5)
    for line in (PARTY[0], PARTY[1], "专业或岗位：{{ party.posting }}（{{ party.amount }}）", PARTY[2]):
        document.add_paragraph(line)
    document.add_paragraph("{%p endfor %}")


def _table(document: Doc, titles: tuple[str, ...], loop: str, cells: tuple[str, ...]) -> Table:
    """Add a table with a row of titles and a row for each turn of the loop."""
    table: Table = document.add_table(rows=4, cols=len(titles), style="Table Grid")
    table.cell(1, 0).text, table.cell(3, 0).text = f"{{%tr for {loop} %}}", "{%tr endfor %}"
    for column, (title, cell) in enumerate(zip(titles, cells, strict=True)):
        _heading(table.cell(0, column).paragraphs[0].add_run(title), 10.5)
        table.cell(2, column).text = cell
    return table


def _checks(document: Doc) -> None:
    _part(document, "七、签订前核对清单")
    cells = ("□", "{{ check.title }}", "{{ check.content }}")
    table = _table(document, ("核对", "项目", "要点与依据"), "check in it.checks", cells)
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, (1.3, 2.8, 11.7), strict=True):
            cell.width = Cm(width)
    grounds = table.cell(2, 2)
    grounds.add_paragraph("{%p for ground in check.grounds %}")
    line = grounds.add_paragraph()
    line.add_run(
        "《{{ ground.source }}》{{ ground.article }}：{{ ground.text }}（{{ ground.reliance }}）"
    ).font.size = Pt(9)
    grounds.add_paragraph("{%p endfor %}")


def _end(document: Doc) -> None:
    _part(
        document,
        "八、版本",
        "本文本根据合作方案第 {{ it.version.number }} 版生成，该版本的 SHA-256 为：{{ it.version.digest }}",
        "平台是公共信息服务，不是协议当事人，不收取任何费用。本文本供各方参考和修改，签订前请自行核对法律法规；"
        "标明“待核实”的内容不作为依据。",
    )
    _part(
        document,
        "九、签署",
        "{%p for party in it.parties %}",
        "{{ party.role }}（盖章）：{{ party.name }}",
        "代表签字：＿＿＿＿＿＿＿＿　日期：＿＿＿＿年＿＿月＿＿日",
        "{%p endfor %}",
    )


def _stable(document: Doc) -> bytes:
    """Return the file without the time and the tool of its making."""
    properties = document.core_properties
    properties.author, properties.comments, properties.title = "产教对接平台", "", "合作协议"
    first, second = BytesIO(), BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as stable:
        for name in sorted(made.namelist()):
            stable.writestr(zipfile.ZipInfo(name, EPOCH), made.read(name), zipfile.ZIP_DEFLATED)
    return second.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(build())
    sys.stdout.write(f"{TARGET.name}\n")
