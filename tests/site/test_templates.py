"""The templates of theme/ use what Jinja2 and MiniJinja both have, so that either engine fills them in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, nodes
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.nav import get_navigation

from sitekit.languages import ROOT

THEME = ROOT / "theme"
TEMPLATES = [path for path in sorted(THEME.rglob("*")) if path.suffix in {".html", ".txt", ".xml"}]
# Filters, tests and functions of Jinja2 that MiniJinja 2.19 lacks; `striptags` every builder adds to it.
JINJA2_ALONE = {
    *("center", "filesizeformat", "forceescape", "random", "truncate", "urlize", "wordcount", "wordwrap"),
    *("xmlattr", "callable", "cycler", "joiner", "lipsum"),
}
OURS = {"lang", "loop", "self"}  # the theme's words, loops and blocks: what they have, no Python object gives


def find_lacking(template: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each method, filter, test and function that MiniJinja does not have."""
    for node in Environment().parse(template).find_all((nodes.Call, nodes.Filter, nodes.Test)):
        called = node.node if isinstance(node, nodes.Call) else node
        if not isinstance(called, nodes.Getattr):
            if getattr(called, "name", "") in JINJA2_ALONE:
                yield node.lineno, called.name
        elif getattr(called.node, "name", "") not in OURS:
            yield node.lineno, f".{called.attr}()"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(THEME).as_posix())
def test_a_template_uses_nothing_that_one_engine_has_alone(path: Path):
    assert list(find_lacking(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{{ base_url.rstrip("/") }}', ".rstrip()"),
        ("{% set _ = page.meta.update({}) %}", ".update()"),
        ('{{ page.content.split("<")[0] }}', ".split()"),
        ('{{ "a-b".removesuffix("-b") }}', ".removesuffix()"),
        ("{{ (a ~ b).rpartition(c)[2] }}", ".rpartition()"),
        ("{{ words | forceescape }}", "forceescape"),
        ("{{ page is callable }}", "callable"),
        ("{{ lipsum() }}", "lipsum"),
    ],
)
def test_the_check_sees_what_jinja2_has_alone(template: str, found: str):
    assert list(find_lacking(template)) == [(1, found)]


def test_the_check_takes_macros_blocks_and_the_words_of_the_theme():
    own = '{% macro a(b) %}{% endmacro %}{{ a(1) }}{{ self.c() }}{{ lang.t("d") }}{{ super() }}'
    assert list(find_lacking(own)) == []


@pytest.mark.parametrize("page", [None, SimpleNamespace(url="", ancestors=[], toc=[])], ids=["none", "empty"])
def test_a_wrong_address_has_its_page_whatever_stands_for_one(page):
    """MkDocs fills in 404.html without a page, and Zensical with one that has no title and no metadata."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    files = get_files(config)
    context = get_context(get_navigation(files, config), files, config, base_url="/")
    html = config.theme.get_env().get_template("404.html").render({**context, "page": page})
    assert f"<title>{config.extra['words']['not_found_title']} - " in html
    assert 'href="/en/"' in html
