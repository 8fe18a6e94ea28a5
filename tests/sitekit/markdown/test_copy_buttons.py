"""Test that a copy button gets code without prompts and outputs, whatever the fence looks like."""

from __future__ import annotations

import html
import re

import pytest
from markdown import Markdown

from sitekit.markdown import copy_buttons


def convert(text: str) -> str:
    md = Markdown(
        extensions=["attr_list", "pymdownx.superfences", "pymdownx.highlight"],
        extension_configs={"pymdownx.highlight": {"pygments_lang_class": True}},
    )
    copy_buttons.register(md)
    return md.convert(text)


def copied(text: str) -> list[str]:
    return [html.unescape(code) for code in re.findall(r'data-copy="([^"]*)"', convert(text))]


@pytest.mark.parametrize(
    ("session", "commands"),
    [
        ("$ pip install virtfaq\n", "pip install virtfaq\n"),
        ("$ ls\na.md\nb.md\n\n$ pwd\n/home\n", "ls\npwd\n"),
        ("$ echo a \\\n> b \\\n  c\na b c\n", "echo a \\\nb \\\n  c\n"),
        ("$ cat <<END\n> one\n> END\none\n> not a command\n", "cat <<END\none\nEND\n"),
        ("$ echo $HOME    # a comment\n", "echo $HOME    # a comment\n"),
        ("make serve\n", "make serve\n"),
        ("$ ", "\n"),
        ("", ""),
    ],
)
def test_the_commands_of_a_session(session, commands):
    assert copy_buttons.find_commands(session) == commands


def test_each_kind_of_block_gets_what_a_copier_wants():
    page = """
```pycon
>>> 1 + 1
2
```

```python
print(3)
```

```{.text .output}
3
```

```{.console title="a & b"}
$ ls
a
```

```sh
$ ls
```
"""
    assert copied(page) == ["1 + 1\n", "print(3)\n", "ls\n"]
    assert re.findall(r'class="(no-copy [^"]*)"', convert(page)) == ["no-copy language-text output highlight"]


def test_a_class_that_only_looks_like_an_output_keeps_its_button():
    assert "no-copy" not in convert("```{.text .output-of-ls}\na\n```")


def test_what_one_of_two_machines_does_to_itself_is_not_copied():
    console = '```{{.console .kernel data-control="panic → true"}}\n{0}# panic\n```'
    assert copied(console.format("")) == ["panic\n"]
    two = convert(console.format("a"))
    assert "no-copy" in two
    assert "data-copy" not in two


def test_a_block_that_no_fence_made_is_an_error():
    with pytest.raises(ValueError, match="fences of code to copy"):
        convert('<div class="language-python highlight"></div>\n\n```python\nx = 1\n```')


def test_code_that_does_not_compile_stops_no_build():
    page = "```pycon\n>>> x = = 2\nTraceback (most recent call last):\nSyntaxError: invalid syntax\n```\n"
    [code] = copied(page + "\n```python\nif 1:\n```\n")[:1]
    assert code.startswith("try:\n    exec(compile('x = = 2\\n',")
