"""The parts that pages are made of: what they say and how they tie words to controls."""

from itertools import pairwise

import pytest
from flask import render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.services.paging import Page
from matchmaker.terms import Kind
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.scores import segments


class Sample(BaseForm):
    title = StringField("标题", [InputRequired("请填写标题")])
    duties = TextAreaField("职责")
    agrees = BooleanField("同意")
    level = RadioField("层次", choices={"a": "中职", "b": "高职"}, default="a")
    kinds = SelectMultipleField(
        "合作模式",
        choices={"x": "订单班", "y": "冠名班"},
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@pytest.fixture
def draw(app):
    """Return a function that renders a snippet as a page at an address would."""

    def draw(snippet, path="/?side=programmes&page=2", **values):
        with app.test_request_context(path):
            app.preprocess_request()
            return render_template_string(snippet, **values)

    return draw


@pytest.fixture
def sent_form(app):
    with app.test_request_context("/", method="POST"):
        form = Sample(formdata=MultiDict({"title": ""}), meta={"csrf": False})
        form.validate()
        return form


FIELD = '{% from "components/field.html" import field %}'


def test_a_field_ties_its_help_and_its_error_to_the_control(draw, sent_form):
    text = draw(FIELD + "{{ field(form.title, help='写明专业') }}", form=sent_form)
    assert '<label class="form-label" for="title">' in text
    assert 'aria-describedby="title-help title-error"' in text
    assert 'id="title-error"' in text
    assert 'aria-invalid="true"' in text
    assert "必填" in text
    assert "请填写标题" in text


def test_a_field_without_help_or_error_describes_nothing(draw, sent_form):
    text = draw(FIELD + "{{ field(form.duties) }}", form=sent_form)
    assert "aria-describedby" not in text
    assert "None" not in text
    assert 'rows="4"' in text


def test_choices_are_a_group_with_a_legend(draw, sent_form):
    text = draw(FIELD + "{{ field(form.kinds) }}{{ field(form.level) }}", form=sent_form)
    assert text.count("<legend") == 2
    assert 'id="kinds"' in text
    assert '<input class="form-check-input" id="kinds-1" name="kinds" type="checkbox" value="y">' in text
    assert '<label class="form-check" for="level-0">' in text


def test_the_error_summary_links_to_the_fields(draw, sent_form):
    text = draw(
        '{% from "components/form_errors.html" import form_errors %}{{ form_errors(form) }}', form=sent_form
    )
    assert '<a href="#title">标题：请填写标题</a>' in text


def test_a_broken_rule_without_a_field_stands_in_the_summary(draw, sent_form):
    sent_form.form_errors.append("学位已用完。")
    text = draw(
        '{% from "components/form_errors.html" import form_errors %}{{ form_errors(form) }}', form=sent_form
    )
    assert "<li>学位已用完。</li>" in text


def test_the_pager_keeps_the_rest_of_the_address(draw):
    page = Page(items=[], number=2, pages=3, total=1234)
    text = draw('{% from "components/pager.html" import pager %}{{ pager(page) }}', page=page)
    assert "共 1,234 条" in text
    assert 'href="/?side=programmes&amp;page=1"' in text
    assert 'href="/?side=programmes&amp;page=3"' in text


def test_a_tag_says_in_words_what_its_color_says(draw):
    text = draw('{% from "components/tags.html" import tags %}{{ tags(["数控编程"], kind="missed") }}')
    assert "欠缺" in text
    assert "数控编程" in text


def test_a_badge_carries_the_word_of_the_kind(draw):
    text = draw('{% from "components/badge.html" import badge %}{{ badge(Kind.ORDER_CLASS) }}', Kind=Kind)
    assert text == '<span class="tone tone-blue">订单班</span>'


def test_an_action_is_a_form_with_its_values(draw):
    text = draw(
        '{% from "components/button.html" import action_form %}'
        '{{ action_form("/demands/3/withdraw", "撤回", kind="danger", hidden={"version": 3}) }}'
    )
    assert 'method="post" action="/demands/3/withdraw"' in text
    assert 'name="csrf_token"' in text
    assert 'name="version" value="3"' in text


TABLE = (
    '{% from "components/table.html" import table %}'
    '{% call(row, cell) table(rows, {"title": "名称", "amount": "人数"}, numbers=["amount"], page=page) %}'
    "<td {{ cell.title }}>{{ row }}</td><td {{ cell.amount }}>1</td>{% endcall %}"
)


def test_a_table_that_scrolls_is_a_region_with_a_name(draw):
    stacked = draw(TABLE, rows=["a"], page=None)
    assert "stacked" in stacked
    assert "tabindex" not in stacked
    scrolling = draw(TABLE.replace("page=page", "title='供需'"), rows=["a"])
    assert "stacked" not in scrolling
    assert 'role="region" tabindex="0" aria-label="供需"' in scrolling


def test_narrowing_a_list_keeps_its_order(draw, sent_form):
    filters = '{% from "components/filters.html" import filters %}{% call filters("/", form) %}{% endcall %}'
    kept = '<input type="hidden" name="sort" value="-title">'
    assert kept in draw(filters, path="/?sort=-title&page=4", form=sent_form)
    assert kept not in draw(filters, path="/", form=sent_form)
    ordered = {"sort": True, "is_used": False}
    assert kept not in draw(filters, path="/?sort=-title", form=ordered)


def test_a_sorted_column_says_so_and_turns_round(draw):
    text = draw(
        TABLE.replace("rows", "page.items"),
        path="/?sort=title&page=4",
        page=Page(items=[], number=4, pages=4, total=61, sort="title", sorters=frozenset({"title"})),
    )
    assert 'aria-sort="ascending"' in text
    assert 'href="/?sort=-title"' in text
    assert text.count("table-sorter") == 1  # The other column is not one to sort by.


def test_a_cell_carries_the_word_of_its_column(draw):
    text = draw(TABLE, rows=["数控"], page=None)
    assert '<td data-label="名称">数控</td>' in text
    assert '<td class="number" data-label="人数">1</td>' in text
    assert text.count("名称") == 2  # At the head and on the narrow screen.


@pytest.mark.parametrize(
    ("total", "parts"),
    [
        (82.34, {"text": 33.33, "must": 15.0, "bridge": 14.01, "distance": 20.0}),
        (0.0, {"text": 0.0}),
        (33.3, {"text": 11.1, "must": 11.1, "nice": 11.1}),
        (99.95, {"text": 49.974, "must": 49.976}),
        (76.35, {"text": 60.15, "must": 16.2}),
        (76.34, {"text": 30.1, "must": 30.1, "nice": 16.2}),  # Parts that were rounded up before.
    ],
)
def test_the_shown_parts_add_up_to_the_shown_total(total, parts):
    drawn = segments(total, parts)
    assert round(sum(segment.points for segment in drawn), 1) == round(total, 1)
    assert all(round(before.offset + before.points, 1) == after.offset for before, after in pairwise(drawn))


def test_a_score_names_its_parts_and_what_it_could_not_count(draw):
    text = draw(
        '{% from "components/score.html" import score_bar %}'
        '{{ score_bar(82.0, {"text": 62.0, "must": 20.0}, ["distance"]) }}'
    )
    assert "内容相近" in text
    assert "必备技能" in text
    assert "未计入：距离" in text
    assert "style=" not in text


def test_points_keep_their_tenth_and_percent_only_what_it_needs(draw):
    assert draw("{{ [7.0, 46.08]|map('points')|join(' ') }}") == "7.0 46.1"
    assert draw("{{ 100|number('%') }} {{ 90|percent }} {{ 2|percent(3) }}") == "100% 90% 66.7%"
    assert draw("{{ none|percent }}") == "待补充"
