"""The code of a page is written in fewer bytes, and its buttons copy what they did."""

from __future__ import annotations

import html
import re

import pytest
from markdown import Markdown

from sitekit.build.code_markup import read_copied, shorten
from sitekit.markdown import copy_buttons


def convert(text: str) -> str:
    settings = {"pymdownx.highlight": {"pygments_lang_class": True}}
    md = Markdown(extensions=["pymdownx.superfences", "pymdownx.highlight"], extension_configs=settings)
    copy_buttons.register(md)
    return md.convert(text)


def read_attribute(page: str) -> str:
    return html.unescape(re.search(r'data-copy="([^"]*)"', page)[1])


@pytest.mark.parametrize(
    ("fence", "is_left_out"),
    [
        ("```pycon\n>>> a = \"x\\n\"\n>>> print(a, 1 < 2 & 3)\nx\n\n>>> a\n'x'\n```\n", False),
        ("```pycon\n>>> a = \"<&>\"\n>>> a\n'<&>'\n>>> 1 < 2\nTrue\n```\n", True),
        ("```pycon\n>>> for n in 1, 2:\n...     n\n1\n2\n```\n", False),
        ("```pycon\n>>> 1 / 0\nTraceback (most recent call last):\nZeroDivisionError: no\n```\n", False),
        ("```python\nx = 1\n\n\nprint(x)\n```\n", True),
        ("```console\n$ ls -l | grep a\na.md\n$ pwd\n/home\n```\n", True),
        ("```console\n# unshare -u sh -c 'hostname a; hostname'\na\n```\n", True),
    ],
)
def test_what_is_copied_is_the_same(fence, is_left_out):
    page = convert(fence)
    short = shorten(page)
    copied, code = read_attribute(page), re.search(r"<code[^>]*>(.*?)</code>", short, re.DOTALL)[1]
    assert (read_attribute(short) == "") is is_left_out
    assert (read_attribute(short) or read_copied(code)) == copied
    assert html.unescape(re.sub("<[^>]*>", "", code)) in html.unescape(re.sub("<[^>]*>", "", page))
    assert len(short) < len(page)


def test_a_block_without_code_of_its_own_keeps_its_copy_and_the_next_one_too():
    page = '<div data-copy="a"><p>x</p></div>' + convert("```python\nx = 1\n```\n")
    assert re.findall(r'data-copy="([^"]*)"', shorten(page)) == ["a", ""]
