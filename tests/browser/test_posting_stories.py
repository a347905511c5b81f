"""Postings between writer and reviewer: sent back and mended, from a table, found by a saved search."""

from __future__ import annotations

import openpyxl
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from matchmaker.models import Mail
from tests.browser import story
from tests.browser.people import in_both_languages, with_scripts_and_without
from tests.browser.story import PAIR

COMMENT = "请写明是否接受应届生。"
HEADINGS = ("编号", "专业代码*", "学位数", "毕业日期", "实践课时占比", "地区", "技能", "联系人", "联系电话")
CONTACT = ("校企合作处", "0371-00000101")


@with_scripts_and_without
def test_a_demand_is_sent_back_mended_and_matched(make, enter, work) -> None:
    make.programme(make.school(name=PAIR.school))
    enterprise, reviewer = enter(make.editor(make.enterprise(name=PAIR.enterprise))), enter(make.reviewer())
    story.write_demand(enterprise, PAIR)
    story.take(reviewer, PAIR.enterprise)
    story.decide(reviewer, "退回修改", reason="内容不完整。", duties=COMMENT)
    enterprise.open("/dashboard").main.locator(".next-step a").click()
    enterprise.main.get_by_role("link", name=PAIR.occupation).first.click()
    enterprise.follow("按意见修改")
    expect(enterprise.main).to_contain_text(COMMENT)
    enterprise.write(duties="办理入住登记，接受应届生。")
    enterprise.press("提交审核")
    enterprise.is_told("已提交审核，结果会通知您。")
    story.take(reviewer, PAIR.enterprise)
    reviewer.reads("上次审核后的改动")
    expect(reviewer.page.locator(".changes").first).to_contain_text("接受应届生")
    story.decide(reviewer)
    work()
    enterprise.open(enterprise.page.url).follow("查看 %(count)s 个匹配", count=1)
    expect(enterprise.page.locator(".match")).to_contain_text(PAIR.school)


@pytest.fixture
def table(tmp_path):
    """A school's own table with a fault in its last row."""
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for number, (major, places) in enumerate((("540106", 40), ("460103", 45), ("540106", "许多")), 1):
        book.active.append(
            (str(number), major, places, "2029-06-30", 50, "郑州市", "前厅接待、收益管理", *CONTACT)
        )
    book.save(tmp_path / "table.xlsx")
    return tmp_path / "table.xlsx"


@with_scripts_and_without
def test_a_table_with_a_fault_is_corrected_and_submitted(make, enter, work, table, tmp_path) -> None:
    school, reviewer = enter(make.editor(make.school(name=PAIR.school))), enter(make.reviewer())
    school.open("/programmes/mine").follow("从 Excel 导入")
    _hand_in(school, table, work)
    school.reads("没有错误的行已经导入")
    with school.page.expect_download() as download:
        school.follow("下载标出错误的表格")
    marked = tmp_path / download.value.suggested_filename
    download.value.save_as(marked)
    book = openpyxl.load_workbook(marked)
    [cell] = [cell for row in book.active.iter_rows() for cell in row if cell.value == "许多"]
    cell.value = 50
    book.save(marked)
    school.follow("改好后重新上传")
    _hand_in(school, marked, work)
    school.reads("全部导入")
    school.follow("查看草稿")
    expect(school.page.locator("main tbody tr")).to_have_count(3)
    school.page.locator("main tbody a").first.click()
    school.press("提交审核")
    story.publish(reviewer, PAIR.school)
    school.open("/programmes/mine?state=published")
    expect(school.page.locator("main tbody tr")).to_have_count(1)


def _hand_in(school, path, work) -> None:
    school.page.set_input_files("#file", path)
    school.press("上传并检查")
    school.reads("等待检查……")
    work()
    if not school.has_scripts:
        school.follow("刷新")


@in_both_languages
def test_a_saved_search_tells_of_what_is_new(make, enter, manner, work, pass_days, database) -> None:
    user = make.editor(make.school(), language=manner.language)
    make.demand(title="前厅领班")
    school = enter(user).open("/search?side=demands&q=前厅")
    school.follow("保存这组条件")
    school.write(name="前厅岗位")
    school.check("每天")
    school.press("保存")
    school.is_told("条件已保存。")
    make.demand(title="前厅经理")
    for _ in ("found", "mailed the morning after"):
        pass_days(1)
        work()
    school = enter(user).open("/notifications")
    told = school.words("“%(name)s”有 %(count)s 条新结果。", name="前厅岗位", count=1)
    with database.reading() as session:
        [mail] = session.scalars(select(Mail).where(Mail.recipient == user.email))
    assert told in mail.subject
    assert mail.sent_at is not None
    school.page.get_by_role("button", name=told).click()
    expect(school.page.locator(".results > li")).to_have_count(2)
    expect(school.page.locator(".results > li").first).to_contain_text("前厅经理")
