"""Test what runs on a page, what it must show, and what a copier gets."""

from __future__ import annotations

import builtins
import code
import contextlib
import doctest
import io
import subprocess
import sys

import pytest

from sitekit.examples.collect import read_examples
from sitekit.examples.copyable import drop_output, make_copyable
from sitekit.examples.session import run
from sitekit.grammar.fences import FenceError
from sitekit.grammar.page import Page

SCRIPT = "```python\nprint(1)\n```\n"
OUTPUT = "\n```{.text .output}\n1\n```\n"


def refusal(page: str) -> str:
    with pytest.raises(FenceError) as raised:
        read_examples(Page(page, "page.md"))
    return str(raised.value)


def test_prompts_and_scripts_come_in_page_order_with_their_true_lines():
    page = "- item\n\n    ```pycon\n    >>> a = 1\n\n    >>> a\n    1\n    ```\n\n" + SCRIPT + OUTPUT
    found = [(e.line, e.source, e.want, e.is_script) for e in read_examples(Page(page))]
    assert found == [(4, "a = 1\n", "", False), (6, "a\n", "1\n", False), (11, "print(1)\n", "1\n", True)]


def test_an_expected_exception_is_its_message():
    page = '```pycon\n>>> int("x")\nTraceback (most recent call last):\n    ...\nValueError: no\n```\n'
    [example] = read_examples(Page(page))
    assert (example.promise.raises, example.want) == (True, "ValueError: no\n")


def test_one_is_not_true_and_blank_lines_of_an_output_are_real():
    [prompt] = read_examples(Page("```pycon\n>>> f()\nTrue\n```\n"))
    assert not prompt.accepts("1\n")
    [script] = read_examples(Page(SCRIPT + "\n```{.text .output}\n1\n\n2\n```\n"))
    assert script.accepts("1\n\n2\n")


def test_ellipsis_and_white_space_count_only_where_asked_for():
    page = "```pycon\n>>> f()\n1...2\n>>> f()  # doctest: +ELLIPSIS\n1...2\n```\n"
    strict, asked = read_examples(Page(page))
    assert not strict.accepts("1 and 2\n")
    assert asked.accepts("1 and 2\n")
    page = "```pycon\n>>> f()\n1  2\n>>> f()  # doctest: +NORMALIZE_WHITESPACE\n1  2\n```\n"
    strict, asked = read_examples(Page(page))
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


class Prompt(code.InteractiveConsole):
    """The interactive prompt, which prints what is typed as a terminal shows it."""

    def __init__(self, typed: str) -> None:
        super().__init__({"__name__": "__main__"})
        self.typed = iter(typed.split("\n"))

    def raw_input(self, prompt: str = "") -> str:
        try:
            line = next(self.typed)
        except StopIteration:
            raise EOFError from None
        print(prompt + line)
        return line

    def transcript(self) -> str:
        with contextlib.redirect_stdout(io.StringIO()) as screen:
            self.interact(banner="", exitmsg="")
        vars(builtins).pop("_", None)  # the prompt's own name for the last value
        return screen.getvalue().rstrip("\n") + "\n"


TYPED = {
    "for": "for n in 1, 2:\n    n\n",
    "while": "n = 2\nwhile n:\n    n -= 1\n    print(n)\n\nn",
    "if and else": "if 0:\n    1\nelse:\n    2\n\n3",
    "function": "def f():\n    return 'x'\n\nf()",
    "class": "class A:\n    def f(self):\n        return 1\n\nA().f()",
    "decorator": "@staticmethod\ndef f():\n    return 4\n\nf()",
    "with": "import contextlib\nwith contextlib.nullcontext(5) as five:\n    five\n",
    "try": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    'no'\n",
    "match": "match 1:\n    case 1:\n        'one'\n",
    "one line": "for n in 1, 2: n\n",
    "open bracket": "[\n    1,\n    2,\n]",
    "text over lines": "'''a\nb'''",
    "backslash": "1 + \\\n2",
    "comment in a block": "for n in 1,:\n    # a comment\n    n\n",
    "empty prompts": "\n1\n\n2",
    "several values": "1; 2",
    "nested": "for n in 1, 2:\n    for m in 3, 4:\n        n, m\n",
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED.keys())
def test_what_the_prompt_prints_is_accepted_and_compared(typed):
    shown = Prompt(typed).transcript()
    examples = read_examples(Page(f"```pycon\n{shown}```\n", "page.md"))
    assert [outcome.report() for outcome in run(examples)] == [""] * len(examples)
    assert [(one.line - 2, one.source) for one in examples] == [
        (one.lineno, one.source) for one in doctest.DocTestParser().get_examples(shown)
    ]
    code = [row for row in shown.split("\n") if row[:3] in {">>>", "..."} or not row]
    assert drop_output(shown) == "\n".join(code)


def test_a_closed_block_does_not_hide_a_line_that_is_compared_with_nothing():
    page = "```pycon\n>>> for n in 1, 2:\n...     n\n...\n1\n2\n\n3\n```\n"
    assert refusal(page).startswith("page.md:8: this line is compared with nothing; write <BLANKLINE>")


def test_the_second_of_two_tracebacks_is_named():
    page = "```pycon\n>>> f()\nTraceback (most recent call last):\nKeyError: 1\n\n"
    page += "During handling of the above exception, another exception occurred:\n```\n"
    assert "page.md:6: " in refusal(page)
    assert "show the traceback of the last alone" in refusal(page)


COPIED = {
    "prompts": "```pycon\n>>> a = [\n...     1,\n... ]\n>>> a\n[1]\n```\n",
    "block, then a statement": "```pycon\n>>> for n in (1, 2):\n...     n\n1\n2\n>>> print(3)\n3\n```\n",
    "class with decorators": "```pycon\n>>> @staticmethod\n... def f():\n...     pass\n>>> f()\n```\n",
    "match": "```pycon\n>>> match 1:\n...     case 1:\n...         2\n2\n>>> 3\n3\n```\n",
    "exception": (
        "```pycon\n>>> int(\n...     'x')\nTraceback (most recent call last):\nValueError: x\n>>> 1\n1\n```\n"
    ),
    "syntax error": (
        "```pycon\n>>> x = = 2\nTraceback (most recent call last):\nSyntaxError: invalid syntax\n```\n"
    ),
    "syntax error over lines": (
        "```pycon\n>>> def f():\n... return 1\nTraceback (most recent call last):\n"
        "IndentationError: expected an indented block after function definition on line 1\n>>> 1\n1\n```\n"
    ),
    "never closed": (
        "```pycon\n>>> print('a\nTraceback (most recent call last):\n"
        "SyntaxError: unterminated string literal (detected at line 1)\n```\n"
    ),
    "return at the top": (
        "```pycon\n>>> return 1\nTraceback (most recent call last):\n"
        "SyntaxError: 'return' outside function\n```\n"
    ),
    "break at the top": (
        "```pycon\n>>> break\nTraceback (most recent call last):\nSyntaxError: 'break' outside loop\n```\n"
    ),
    "await at the top": (
        "```pycon\n>>> await f()\nTraceback (most recent call last):\n"
        "SyntaxError: 'await' outside function\n```\n"
    ),
    "bad assignment": (
        "```pycon\n>>> 1 = x\nTraceback (most recent call last):\n"
        "SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?\n```\n"
    ),
    "future that is none": (
        "```pycon\n>>> from __future__ import nothing\nTraceback (most recent call last):\n"
        "SyntaxError: future feature nothing is not defined\n```\n"
    ),
    "two statements": (
        "```pycon\n>>> a = 1\n... b = 2\nTraceback (most recent call last):\n"
        "SyntaxError: multiple statements found while compiling a single statement\n```\n"
    ),
    "syntax error of other code": (
        "```pycon\n>>> exec('x = = 2')\nTraceback (most recent call last):\n"
        "SyntaxError: invalid syntax\n```\n"
    ),
    "sys.exit": (
        "```pycon\n>>> import sys\n>>> sys.exit(3)\nTraceback (most recent call last):\nSystemExit: 3\n```\n"
    ),
    "exit in a function": (
        "```pycon\n>>> def f():\n...     raise SystemExit('gone')\n...\n>>> f()\n"
        "Traceback (most recent call last):\nSystemExit: gone\n>>> 1\n1\n```\n"
    ),
    "KeyboardInterrupt": (
        "```pycon\n>>> raise KeyboardInterrupt\nTraceback (most recent call last):\nKeyboardInterrupt\n```\n"
    ),
    "GeneratorExit": (
        "```pycon\n>>> raise GeneratorExit\nTraceback (most recent call last):\nGeneratorExit\n```\n"
    ),
    "own kind of the base": (
        "```pycon\n>>> class Stop(BaseException): pass\n>>> raise Stop(1)\n"
        "Traceback (most recent call last):\nStop: 1\n```\n"
    ),
    "group": (
        "```pycon\n>>> raise BaseExceptionGroup('both', [ValueError(1), KeyboardInterrupt()])\n"
        "Traceback (most recent call last):\nBaseExceptionGroup: both (2 sub-exceptions)\n```\n"
    ),
    "script": "```python\ndef f():\n    return 1\nprint(f())\nif f():\n    print(2)\n```\n",
    "text over lines": "```python\nif 1:\n    text = '''\na\n\nb'''\nassert text == '\\na\\n\\nb'\n```\n",
}


@pytest.mark.parametrize("page", COPIED.values(), ids=COPIED.keys())
@pytest.mark.parametrize("how", [["-"], ["-i"]], ids=["piped", "pasted at the prompt"])
def test_what_is_copied_runs(page, how):
    code = make_copyable(*Page(page).fences) + "print('all of it ran')\n"
    done = subprocess.run([sys.executable, *how], input=code, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip(">. \n").endswith("all of it ran")
    assert "Error" not in done.stderr.replace("ValueError", "")


@pytest.mark.parametrize("name", [name for name, page in COPIED.items() if "Traceback" in page])
def test_a_page_may_promise_any_exception_and_a_copier_sees_it(name):
    page = COPIED[name].replace("ValueError: x", "ValueError: invalid literal for int() with base 10: 'x'")
    examples = read_examples(Page(page, "page.md"))
    assert [outcome.report() for outcome in run(examples)] == [""] * len(examples)
    code = make_copyable(*Page(page).fences)
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, check=True)
    [promised] = [example.want.strip() for example in examples if example.promise.raises]
    assert done.stdout.startswith(promised)


@pytest.mark.parametrize("code", ["x = = 2", "if 1:", "print('a", "(" * 500])
@pytest.mark.parametrize("language", ["python", "pycon"])
def test_code_that_is_no_python_is_copied_as_it_is_and_stops_nothing(language, code):
    prompt = ">>> " if language == "pycon" else ""
    [fence] = Page(f"```{language}\n{prompt}{code}\n```\n").fences
    assert make_copyable(fence).strip() == code


def test_a_copied_exception_is_caught_and_named():
    code = make_copyable(*Page(COPIED["exception"]).fences)
    done = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ValueError: invalid literal")
