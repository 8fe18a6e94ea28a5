"""What runs on a page, what it must show, and what a copier gets."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sitekit.examples import copyable, page_examples
from sitekit.fences import FenceError, scan

SCRIPT = "```python\nprint(1)\n```\n"
OUTPUT = "\n```{.text .output}\n1\n```\n"


def refusal(page: str) -> str:
    with pytest.raises(FenceError) as raised:
        page_examples(page, "page.md")
    return str(raised.value)


def test_prompts_and_scripts_come_in_page_order_with_their_true_lines():
    page = "- item\n\n    ```pycon\n    >>> a = 1\n\n    >>> a\n    1\n    ```\n\n" + SCRIPT + OUTPUT
    found = [(e.line, e.source, e.want, e.is_script) for e in page_examples(page)]
    assert found == [(4, "a = 1\n", "", False), (6, "a\n", "1\n", False), (11, "print(1)\n", "1\n", True)]


def test_an_expected_exception_is_its_message():
    page = '```pycon\n>>> int("x")\nTraceback (most recent call last):\n    ...\nValueError: no\n```\n'
    [example] = page_examples(page)
    assert (example.promise.raises, example.want) == (True, "ValueError: no\n")


def test_one_is_not_true_and_blank_lines_of_an_output_are_real():
    [prompt] = page_examples("```pycon\n>>> f()\nTrue\n```\n")
    assert not prompt.accepts("1\n")
    [script] = page_examples(SCRIPT + "\n```{.text .output}\n1\n\n2\n```\n")
    assert script.accepts("1\n\n2\n")


def test_ellipsis_and_white_space_count_only_where_asked_for():
    page = "```pycon\n>>> f()\n1...2\n>>> f()  # doctest: +ELLIPSIS\n1...2\n```\n"
    strict, asked = page_examples(page)
    assert not strict.accepts("1 and 2\n")
    assert asked.accepts("1 and 2\n")
    page = "```pycon\n>>> f()\n1  2\n>>> f()  # doctest: +NORMALIZE_WHITESPACE\n1  2\n```\n"
    strict, asked = page_examples(page)
    assert not strict.accepts("1 2\n")
    assert asked.accepts("1 2\n")


@pytest.mark.parametrize(
    ("page", "line", "fault"),
    [
        (OUTPUT, 2, "no script prints this output"),
        (SCRIPT + "\ntext\n" + OUTPUT, 7, "no script prints this output"),
        (SCRIPT + "\n```bash\nls\n```\n" + OUTPUT, 9, "no script prints this output"),
        (SCRIPT + OUTPUT + OUTPUT, 9, "no script prints this output"),
        ("```pycon\n>>> 1\n1\n```\n" + OUTPUT, 6, "no script prints this output"),
        (SCRIPT + "\n```{.text .output}\n```\n", 5, "an output fence holds the text"),
        (SCRIPT + "\n```{.python .output}\n1\n```\n", 5, "an output fence holds the text"),
        ("```pycon\n1 + 1\n```\n", 1, "no prompt in this pycon fence"),
        ("```python\n\n```\n", 1, "this Python fence is empty"),
        ("```pycon\n>>> print('a')\na\n\nb\n```\n", 5, "compared with nothing"),
        ("```pycon\n>>> # a comment\n5\n```\n", 3, "compared with nothing"),
        ("```pycon\n>>>print(2)\n2\n```\n", 1, "no prompt in this pycon fence"),
        ("```pycon\n>>> 1\n1\n>>> if 1:\n...2\n```\n", 5, "not a doctest"),
    ],
)
def test_what_would_be_compared_with_nothing_is_refused(page, line, fault):
    message = refusal(page)
    assert message.startswith(f"page.md:{line}: ")
    assert fault in message


COPIED = {
    "prompts": "```pycon\n>>> a = [\n...     1,\n... ]\n>>> a\n[1]\n```\n",
    "block, then a statement": "```pycon\n>>> for n in (1, 2):\n...     n\n1\n2\n>>> print(3)\n3\n```\n",
    "class with decorators": "```pycon\n>>> @staticmethod\n... def f():\n...     pass\n>>> f()\n```\n",
    "match": "```pycon\n>>> match 1:\n...     case 1:\n...         2\n2\n>>> 3\n3\n```\n",
    "exception": (
        "```pycon\n>>> int(\n...     'x')\nTraceback (most recent call last):\nValueError: x\n>>> 1\n1\n```\n"
    ),
    "script": "```python\ndef f():\n    return 1\nprint(f())\nif f():\n    print(2)\n```\n",
    "text over lines": "```python\nif 1:\n    text = '''\na\n\nb'''\nassert text == '\\na\\n\\nb'\n```\n",
}


@pytest.mark.parametrize("page", COPIED.values(), ids=COPIED.keys())
@pytest.mark.parametrize("how", [["-"], ["-i"]], ids=["piped", "pasted at the prompt"])
def test_what_is_copied_runs(page, how):
    code = copyable(*scan(page)) + "print('all of it ran')\n"
    done = subprocess.run([sys.executable, *how], input=code, capture_output=True, text=True, check=True)
    assert "all of it ran" in done.stdout
    assert "Error" not in done.stderr.replace("ValueError", "")


def test_a_copied_exception_is_caught_and_named():
    code = copyable(*scan(COPIED["exception"]))
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ValueError: invalid literal")
