"""What scripts add, and that pages work without them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from matchmaker.models import Demand
from matchmaker.workflow import PostingState


@pytest.fixture
def editor(make):
    return make.editor(make.enterprise(name="示例企业"))


def test_skills_become_tags_and_the_form_sends_them(visit, editor) -> None:
    page = visit("/demands/new", user=editor)
    page.fill("#must_skills", "二保焊、焊缝检验，氩弧焊")
    page.press("#must_skills", "Enter")
    page.locator("#must_skills").press_sequentially("二保焊")
    page.press("#must_skills", "Tab")
    box = page.locator(".tag-box", has=page.locator("#must_skills"))
    expect(box.locator("button")).to_have_text(["二保焊 ×", "焊缝检验 ×", "氩弧焊 ×"])
    box.get_by_role("button", name="焊缝检验").click()
    expect(page.locator("[name=must_skills]")).to_have_value("二保焊\n氩弧焊")


def test_the_last_tag_goes_with_the_backspace_key(visit, editor) -> None:
    page = visit("/demands/new", user=editor)
    page.fill("#must_skills", "二保焊、氩弧焊、")
    page.press("#must_skills", "Backspace")
    expect(page.locator("[name=must_skills]")).to_have_value("二保焊")


def test_without_scripts_skills_are_typed_a_line_each(visit, editor) -> None:
    page = visit("/demands/new", user=editor, java_script_enabled=False)
    page.fill("textarea[name=must_skills]", "二保焊\n氩弧焊")
    page.click("main button[value=save]:not(.visually-hidden)")
    expect(page.get_by_text("氩弧焊").first).to_be_visible()


def test_two_characters_offer_an_occupation_that_brings_its_skills(visit, editor, make) -> None:
    make.demand(must_skills=["前厅接待"], nice_skills=[])
    page = visit("/demands/new", user=editor)
    page.fill("#occupation_code", "前厅")
    options = page.locator("#occupation_code-options")
    options.get_by_text("前厅服务员").click()
    expect(page.locator("#occupation_code")).to_have_value("4-03-01-01 前厅服务员")
    expect(options).to_be_empty()
    page.locator("[data-suggests]").get_by_text("前厅接待").click()
    box = page.locator(".tag-box", has=page.locator("#must_skills"))
    expect(box.locator("button")).to_have_text(["前厅接待 ×"])
    expect(page.locator("[data-suggests] label")).to_have_count(1)


def test_the_keyboard_alone_chooses_an_entry(visit, editor) -> None:
    page = visit("/demands/new", user=editor)
    page.fill("#industry_code", "住宿")
    expect(page.locator("#industry_code-options label")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#industry_code")).to_have_value("6100 住宿业")
    expect(page.locator("#industry_code")).to_be_focused()
    page.fill("#industry_code", "住宿")
    expect(page.locator("#industry_code-options label")).to_be_visible()
    page.focus("#must_skills")
    expect(page.locator("#industry_code-options")).to_be_empty()


def test_the_keys_of_an_input_method_choose_nothing(visit, editor) -> None:
    page = visit("/demands/new", user=editor)
    page.fill("#industry_code", "住宿")
    expect(page.locator("#industry_code-options label")).to_be_visible()
    for key in ("ArrowDown", "Escape"):
        page.dispatch_event("#industry_code", "keydown", {"key": key, "isComposing": True})
    expect(page.locator("#industry_code")).to_be_focused()
    expect(page.locator("#industry_code-options label")).to_be_visible()


def test_a_window_that_is_left_keeps_the_choices_of_its_field(visit, make) -> None:
    page = visit("/key-in", user=make.reviewer())
    page.fill("#occupation_code", "服务")
    options = page.locator("#occupation_code-options label")
    expect(options.first).to_be_visible()
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    # Every page is taken for the one in front, unless that is switched off.
    window = page.context.new_cdp_session(page)
    window.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    page.context.new_page().bring_to_front()
    page.wait_for_function("!document.hasFocus()")
    page.bring_to_front()
    expect(options.first).to_be_visible()
    assert "POST" not in sent


def test_without_scripts_an_unclear_entry_is_chosen_from_a_list(visit, editor) -> None:
    page = visit("/demands/new", user=editor, java_script_enabled=False)
    page.fill("#occupation_code", "服务")
    page.fill("[name=headcount]", "20")
    page.click("main button[value=save]:not(.visually-hidden)")
    page.get_by_role("radio", name="前厅服务员 4-03-01-01").check()
    page.click("main button[value=save]:not(.visually-hidden)")
    expect(page.get_by_role("heading", level=1)).to_have_text("前厅服务员")


def test_a_refused_form_begins_at_its_errors(visit, editor) -> None:
    page = visit("/demands/new", user=editor)
    page.click("main button[value=submit]")
    expect(page).to_have_title(re.compile("^错误："))
    expect(page.locator(".error-summary")).to_be_focused()
    link = page.locator(".error-summary a").first
    target = link.get_attribute("href")
    link.click()
    expect(page.locator(target)).to_be_focused()


def test_the_menu_of_a_telephone_opens_without_scripts(visit, editor) -> None:
    page = visit("/dashboard", user=editor, width=375, java_script_enabled=False)
    link = page.locator(".site-menu").get_by_role("link", name="我的需求")
    expect(link).to_be_hidden()
    page.click(".site-menu summary")
    link.click()
    expect(page).to_have_url(re.compile("/demands/mine$"))


def test_the_person_s_menu_closes_on_escape_and_gives_the_focus_back(visit, editor) -> None:
    page = visit("/dashboard", user=editor)
    page.click(".user-menu summary")
    entry = page.locator(".user-menu").get_by_role("link", name="账号设置")
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(page.locator(".user-menu summary")).to_be_focused()


def test_the_language_switch_keeps_the_page_and_its_search(visit) -> None:
    page = visit("/search?side=demands&q=焊工")
    page.click(".site-language button")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=q]")).to_have_value("焊工")
    expect(page).to_have_url(re.compile("side=demands"))


def test_a_draft_saves_itself_and_the_form_goes_on_with_it(visit, editor, database) -> None:
    page = visit("/demands/new", user=editor)
    page.get_by_label("岗位名称").fill("写到一半的岗位")
    expect(page.locator("[data-kept]")).to_contain_text("已自动保存", timeout=15_000)
    page.get_by_label("人数", exact=True).fill("45")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("写到一半的岗位")
    with database.reading() as session:
        (draft,) = session.scalars(select(Demand))
    assert (draft.headcount, draft.state) == (45, PostingState.DRAFT)
