"""English is complete: every word of the interface is collected, translated, and still says the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from matchmaker.rules import RULES
from tests.project.rooms import ROOT, Module, expect_none, files, package, read

ENGLISH = "matchmaker/translations/en/LC_MESSAGES/messages.po"
# Chinese characters, their punctuation and the wide forms that a Chinese keyboard types.
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
# Chinese counts things with these words and English with none: their message is a space, because an
# empty one would count as untranslated.
MEASURES = frozenset("个名人张门家班")
TRANSLATING = frozenset({"_", "gettext", "lazy_gettext", "pgettext", "lazy_pgettext", "translatable"})
# Chinese in the web layer that is no message: how the language writes its name, a date and a list; a wide
# space that sets the places of a province off in a list.
OWN_WORDS = {
    "matchmaker/web/languages.py": frozenset({"中文"}),
    "matchmaker/web/templating.py": frozenset({"年", "月", "日", "、"}),
    "matchmaker/web/forms/filters/facets.py": frozenset({"\u3000"}),
}
# What is done with Chinese that people type, not with Chinese that they read.
READING = frozenset({"compile", "replace", "split"})


@pytest.fixture(scope="module")
def english() -> Catalog:
    return read_po(BytesIO(read(ENGLISH).encode()), locale="en", abort_invalid=True)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Collect the messages as `make translations` does."""
    found = tmp_path_factory.mktemp("translations") / "messages.pot"
    keywords = re.findall(r"--keyword \S+", read("Makefile"))
    assert keywords
    command = ["pybabel", "--quiet", "extract", "--mapping", str(ROOT / "babel.cfg"), "--output", str(found)]
    CommandLineInterface().run([*command, *" ".join(keywords).split(), str(ROOT)])
    with found.open("rb") as pot:
        return read_po(pot)


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def test_every_message_of_the_source_has_its_english(collected: Catalog, english: Catalog) -> None:
    known = {(message.context, message.id): message for message in messages(english)}
    lacking = []
    for message in messages(collected):
        found = known.get((message.context, message.id))
        if found is None or not found.string or found.fuzzy:
            lacking.append(f"{message.id} ({message.context or 'no context'})")
    assert len(known) > 1000
    expect_none(lacking)


def test_no_message_of_the_catalog_is_fuzzy_or_left_over(collected: Catalog, english: Catalog) -> None:
    needed = {(message.context, message.id) for message in messages(collected)}
    expect_none([str(message.id) for message in messages(english) if message.fuzzy])
    expect_none([str(m.id) for m in messages(english) if (m.context, m.id) not in needed])
    assert not english.obsolete


def test_both_languages_fill_in_the_same_values(english: Catalog) -> None:
    expect_none(
        [
            f"{message.id} -> {message.string}"
            for message in messages(english)
            if sorted(PLACEHOLDER.findall(message.id)) != sorted(PLACEHOLDER.findall(message.string))
        ]
    )


def test_english_has_no_chinese_in_it(english: Catalog) -> None:
    expect_none([message.string for message in messages(english) if CHINESE.search(message.string)])


def test_only_measure_words_have_a_blank_for_english(english: Catalog) -> None:
    blank = {str(message.id) for message in messages(english) if not message.string.strip()}
    assert blank <= MEASURES


def test_every_regulation_is_told_in_english(english: Catalog) -> None:
    words = {word for rule in RULES for word in (rule.text, rule.source, rule.article) if word}
    expect_none(sorted(word for word in words if not english.get(word)))


def test_templates_speak_chinese_only_in_messages() -> None:
    pages = [path for path in files() if path.startswith("templates/") and path.endswith(".html")]
    assert pages
    expect_none([f"{path}: {text}" for path in pages for text in loose_text(read(path))])


def test_the_web_layer_speaks_chinese_only_in_messages() -> None:
    found = []
    for module in package():
        if module.path.startswith("matchmaker/web/"):
            own = OWN_WORDS.get(module.path, frozenset())
            found += [at(module, word) for word in loose_words(module.tree) if word.value not in own]
    expect_none(found)


def test_what_users_are_told_of_their_errors_is_translatable() -> None:
    errors = user_errors()
    assert "StaleError" in errors
    found = []
    for module in package():
        for call in told(module, errors):
            found += [at(module, word) for word in loose_words(call) if not is_list_comma(word)]
    expect_none(found)


@pytest.mark.parametrize(
    "page",
    [
        "<p>待补充</p>",
        "<p title='单位'>{{ name }}</p>",
        "{{ '待补充' if x else y }}",
        "{{ name }}：{{ value }}",
        "{% call box('单位') %}{% endcall %}",
        "{{ _(name ~ '单位') }}",
    ],
)
def test_loose_text_of_a_template_would_be_found(page: str) -> None:
    assert loose_text(page)


@pytest.mark.parametrize(
    "page",
    [
        "{# 说明 #}<p>{{ _('单位') }}</p>",
        "{{ pgettext('one', '单位') }}",
        "{{ box([(_('单位'), none)], help=_('说明') if x else none) }}",
        "{% trans %}单位{% endtrans %}",
        "{{ _('%(name)s：%(value)s', name=name, value=_('单位')) }}",
    ],
)
def test_messages_of_a_template_are_not_found(page: str) -> None:
    expect_none(loose_text(page))


@pytest.mark.parametrize(
    "code", ["title = '单位'", "f'{name}：{value}'", "_(name + '单位')", "def f(): return '是'"]
)
def test_loose_words_of_a_module_would_be_found(code: str) -> None:
    assert list(loose_words(ast.parse(code)))


@pytest.mark.parametrize("code", ["'''单位'''", "_('单位')", "translatable('单位')", "re.compile('[、，]')"])
def test_messages_of_a_module_are_not_found(code: str) -> None:
    assert not list(loose_words(ast.parse(code)))


def loose_text(page: str) -> list[str]:
    """Return the Chinese of a template that stands in no message."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(page)
    calls = [call for call in tree.find_all(nodes.Call) if getattr(call.node, "name", "") in TRANSLATING]
    wrapped = {id(argument) for call in calls for argument in call.args}
    data = [found.data.strip() for found in tree.find_all(nodes.TemplateData)]
    words = [word.value for word in tree.find_all(nodes.Const) if id(word) not in wrapped]
    return [text for text in [*data, *words] if isinstance(text, str) and CHINESE.search(text)]


def loose_words(tree: ast.AST) -> Iterator[ast.Constant]:
    """Return the Chinese literals that stand in no message, are no docstring and read no input."""
    done = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            done.add(id(node.value))
        elif isinstance(node, ast.Call) and name_of(node.func) in TRANSLATING | READING:
            done |= {id(argument) for argument in node.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in done and CHINESE.search(str(node.value)):
            yield node


def user_errors() -> frozenset[str]:
    """Return the names of the exceptions whose message a user reads."""
    found = {"UserError"}
    walked = [node for module in package() for node in ast.walk(module.tree)]
    classes = [node for node in walked if isinstance(node, ast.ClassDef)]
    while more := {c.name for c in classes if found & {name_of(base) for base in c.bases}} - found:
        found |= more
    return frozenset(found)


def told(module: Module, errors: frozenset[str]) -> Iterator[ast.AST]:
    """Return where a module makes such an exception, and how its classes word theirs."""
    for node in ast.walk(module.tree):
        is_made = isinstance(node, ast.Call) and name_of(node.func) in errors
        if is_made or (isinstance(node, ast.ClassDef) and node.name in errors):
            yield node


def is_list_comma(word: ast.Constant) -> bool:
    """Tell whether a literal only joins data."""
    return word.value in {"、", "；"}


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def at(module: Module, word: ast.Constant) -> str:
    return f"{module.path}:{word.lineno}: {word.value!r}"
