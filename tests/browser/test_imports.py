"""A table handed in with a browser: the page follows the check by itself."""

from __future__ import annotations

from playwright.sync_api import expect

TABLE = "专业代码,学位数\n540106,40\n460103,许多\n"


def test_the_page_follows_the_check_by_itself(visit, make, work, axe, tmp_path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    page = visit("/programmes/mine", user=make.editor(make.school()))
    page.get_by_role("link", name="从 Excel 导入").click()
    page.set_input_files("#file", tmp_path / "table.csv")
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_text("等待检查")).to_be_visible()
    work()
    expect(page.get_by_text("没有错误的行已经导入")).to_be_visible()
    drafts, faults = page.locator("main tbody").all()
    expect(faults.locator("tr")).to_have_count(1)
    expect(drafts.get_by_role("link")).to_have_count(1)
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标出错误的表格").click()
    assert download.value.suggested_filename.endswith(".xlsx")
