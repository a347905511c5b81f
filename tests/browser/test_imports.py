"""A table handed in with a browser: the page follows the check by itself, and can do without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from matchmaker.services.messages.post import Letter
from matchmaker.worker import Worker

TABLE = "专业代码,学位数\n540106,40\n460103,许多\n"


@pytest.fixture
def hand_in(visit, make, tmp_path):
    """Return a function that hands a table in and returns the page that waits for its check."""
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")

    def act(**facts):
        page = visit("/programmes/mine", user=make.editor(make.school()), **facts)
        page.get_by_role("link", name="从 Excel 导入").click()
        page.set_input_files("#file", tmp_path / "table.csv")
        page.get_by_role("button", name="上传并检查").click()
        expect(page.get_by_text("等待检查")).to_be_visible()
        return page

    return act


@pytest.fixture
def work(database, settings):
    return Worker(database, settings, lambda _user, _told: Letter("", "")).run_one


def test_the_page_follows_the_check_by_itself(hand_in, work, axe) -> None:
    page = hand_in()
    assert work()
    expect(page.get_by_text("没有错误的行已经导入")).to_be_visible()
    expect(page.locator("main tbody tr")).to_have_count(1)
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标出错误的表格").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_without_scripts_the_page_is_asked_again(hand_in, work) -> None:
    page = hand_in(java_script_enabled=False)
    assert work()
    page.get_by_role("link", name="刷新").click()
    expect(page.get_by_text("没有错误的行已经导入")).to_be_visible()
    page.get_by_role("link", name="查看草稿").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
