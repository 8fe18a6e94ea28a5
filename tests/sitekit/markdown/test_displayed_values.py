"""Test that a value which an example displays is a table or figure, wherever its fence stands."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from sitekit.markdown import displayed_values

FIGURE = """class Figure:
    def __repr__(self):
        return "a figure"

    def _repr_html_(self):
        return "<table><tr><td>seen</td></tr></table>"
"""
PAGE = f"```python\n{FIGURE}```\n\n```{{.pycon .display}}\n>>> figure = Figure()\n>>> figure\na figure\n```\n"


class _Context:
    language = "en"
    words = {"result": "Result"}  # noqa: RUF012 - it is only read


def convert(text: str) -> str:
    md = Markdown(extensions=["attr_list", "admonition", "pymdownx.superfences", "pymdownx.highlight"])
    displayed_values.register(md, _Context)
    return md.convert(text)


@pytest.mark.parametrize("mark", ["```", "~~~~"])
def test_the_table_stands_below_the_code_and_in_place_of_the_text(mark):
    html = convert(PAGE.replace("```", mark))
    shown = (
        '<div class="display" role="group" aria-label="Result"><table><tr><td>seen</td></tr></table></div>'
    )
    assert html.count(shown) == 1
    text = BeautifulSoup(html, "html.parser").get_text()
    assert text.index("figure = Figure()") < text.rindex("seen")
    assert text.count("a figure") == 1, "the code says it; the output must not"


def test_a_fence_inside_an_admonition_shows_it_there():
    indented = "!!! note\n\n" + "\n".join(f"    {line}" if line else "" for line in PAGE.split("\n"))
    html = convert(indented)
    assert html.index('<div class="admonition') < html.index('class="display"') < html.rindex("</div>")
    assert "klzzwxh" not in html, "a placeholder was left in the page"


def test_a_fence_without_the_mark_shows_its_text():
    html = convert(PAGE.replace("{.pycon .display}", "pycon"))
    assert 'class="display"' not in html
    assert "a figure" in html


def test_a_value_that_has_only_text_keeps_it():
    html = convert("```{.pycon .display}\n>>> 1 + 1\n2\n```\n")
    assert 'class="display"' not in html
    assert "2" in html
