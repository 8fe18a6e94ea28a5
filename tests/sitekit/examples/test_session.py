"""A page runs as one session, and its failures say where, what was expected, what came, and what to do."""

from __future__ import annotations

import builtins
import os
import signal
import subprocess
import sys
import threading

import pytest

from sitekit.examples.collect import read_examples
from sitekit.examples.session import Session, find_displayed, run
from sitekit.grammar.page import Page


def outcomes(page: str):
    return run(read_examples(Page(page, "docs/fr/page.md")))


def report(page: str) -> str:
    return "".join(outcome.report() for outcome in outcomes(page))


def test_the_examples_of_a_page_share_one_namespace_which_no_other_page_sees():
    page = (
        "```pycon\n>>> shared = 1\n```\n\n```python\nprint(shared + 1)\n```\n\n```{.text .output}\n2\n```\n"
    )
    assert report(page) == ""
    assert "NameError: name 'shared' is not defined" in report("```pycon\n>>> shared\n1\n```\n")


def test_any_example_can_be_asked_for_alone():
    session = Session(read_examples(Page("```pycon\n>>> a = 1\n>>> a += 1\n>>> a\n2\n```\n")))
    assert session.outcome(2).passed
    assert session.outcome(0).passed
    assert session.outcome(2).got == "2\n"


def test_other_output_is_reported_with_its_line_and_what_to_do():
    page = "- item\n\n    ```pycon\n    >>> a = 1\n    >>> a\n    2\n    ```\n"
    assert report(page) == (
        "docs/fr/page.md:5: the page promises other output than its code gives; "
        "correct the code, or what the page shows\n    a\nExpected:\n    2\nGot:\n    1\n"
    )


@pytest.mark.parametrize("shown", ["1\n", "1\n\n2\n", "2\n1\n"])
def test_other_output_of_a_script_is_reported(shown):
    page = "```python\nprint(1)\nprint(2)\n```\n\n```{.text .output}\n" + shown + "```\n"
    assert report(page).startswith("docs/fr/page.md:2: the page promises other output")


def test_a_script_that_prints_and_shows_no_output_is_reported():
    assert "this script prints and no output is shown" in report("```python\nprint(1)\n```\n")
    assert report("```python\nx = 1\n```\n") == ""


def test_an_error_is_reported_from_the_page_on_with_the_lines_of_the_page():
    text = report("text\n\n```python\ndef f():\n    return 1 / 0\n\n\nf()\n```\n")
    assert text.startswith("docs/fr/page.md:4: this example raises an error")
    assert 'File "docs/fr/page.md", line 8, in <module>' in text
    assert 'File "docs/fr/page.md", line 5, in f' in text
    assert "session.py" not in text
    assert 'File "docs/fr/page.md", line 5' in report("\n\n\n```pycon\n>>> 1 +\n```\n")
    assert 'File "docs/fr/page.md", line 6' in report("\n\n\n```pycon\n>>> [\n... 1 2]\n```\n")
    assert "(detected at line 1)" in report("\n\n\n```pycon\n>>> 'a\n```\n")


def test_an_expected_error_must_come_and_be_this_one():
    expected = "\nTraceback (most recent call last):\nZeroDivisionError: division by zero\n```\n"
    assert report("```pycon\n>>> 1 / 0" + expected) == ""
    assert "Got:\n    1.0" in report("```pycon\n>>> 1 / 1" + expected)
    assert "Got:\n    ValueError" in report("```pycon\n>>> int('x')" + expected)
    syntax = "```pycon\n>>> 1 +\nTraceback (most recent call last):\nSyntaxError: invalid syntax\n```\n"
    assert report(syntax) == ""


def test_leaving_the_interpreter_is_an_error_and_not_the_end_of_the_tests():
    assert "SystemExit" in report("```python\nraise SystemExit(0)\n```\n")


TRACEBACK = "Traceback (most recent call last):\n"


@pytest.mark.parametrize("raised", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"])
def test_what_ends_the_interpreter_ends_its_example_alone(raised):
    page = f"```pycon\n>>> raise {raised}\n{TRACEBACK}{raised}\n"
    page += f">>> print(1); raise {raised}(2)\n1\n>>> 3\n3\n```\n"
    first, second, third = outcomes(page)
    assert first.passed
    assert third.passed
    assert (second.got, second.result.printed) == (f"{raised}: 2\n", "1\n")
    assert f'show "{TRACEBACK.strip()}" and "{raised}: 2" as its output' in second.report()


@pytest.mark.parametrize("code", ["while True: pass", "import time; time.sleep(30)"])
@pytest.mark.parametrize("caught", [False, True])
def test_ctrl_c_ends_the_run_whatever_the_example_does(code, caught):
    code = f"try:\n    {code}\nexcept BaseException:\n    pass" if caught else code
    before = signal.getsignal(signal.SIGINT)
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        outcomes(f"```python\n{code}\n```\n")
    timer.join()
    assert signal.getsignal(signal.SIGINT) is before


def test_a_page_runs_in_a_thread_too():
    found = []
    thread = threading.Thread(target=lambda: found.append(report("```pycon\n>>> 1 + 1\n3\n```\n")))
    thread.start()
    thread.join()
    assert "Got:\n    2" in found[0]


@pytest.mark.parametrize(
    ("code", "head"),
    [
        (
            "raise ExceptionGroup('both', [ValueError(1), TypeError(2)])",
            "ExceptionGroup: both (2 sub-exceptions)",
        ),
        ("1 +", "SyntaxError: invalid syntax"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_the_advice_on_an_exception_holds_where_the_prompt_prints_no_traceback(code, head):
    """A prompt heads the traceback of a group otherwise, and that of a syntax error not at all."""
    typed = [sys.executable, "-i", "-q"]
    done = subprocess.run(typed, input=f"{code}\n", capture_output=True, text=True, check=False)
    printed = done.stderr.removeprefix(">>> ").rpartition(">>> ")[0]
    assert head in printed
    advice = f'show "{TRACEBACK.strip()}" and "{head}" as its output'
    shown = "" if printed.startswith("Traceback") else printed
    assert advice in report(f"```pycon\n>>> {code}\n{shown}```\n")
    assert report(f"```pycon\n>>> {code}\n{TRACEBACK}{head}\n```\n") == ""
    script = f"```python\n{code}\n```\n\n```{{.text .output}}\n{TRACEBACK}{head}\n```\n"
    assert f"write it after >>> and {advice}" in report(script)


def test_a_future_import_holds_for_the_rest_of_the_page():
    page = "```pycon\n>>> from __future__ import annotations\n>>> def f(a: unknown): pass\n```\n"
    assert report(page) == ""


def test_display_fences_give_their_values_and_are_compared_too():
    page = "text\n\n```{.pycon .display}\n>>> a = 5\n>>> [a]\n[5]\n>>> a\n6\n```\n\n```pycon\n>>> 7\n7\n```\n"
    found = outcomes(page)
    assert find_displayed(found) == {3: ([5], 5)}
    assert [outcome.passed for outcome in found] == [True, True, False, True]


def test_a_run_leaves_the_interpreter_as_it_was():
    def state():
        return sys.displayhook, sys.stdout, getattr(builtins, "_", None)

    before = state()
    outcomes("```pycon\n>>> 'a value'\n'a value'\n```\n\n```python\nraise ValueError\n```\n")
    assert state() == before


MAIN = """```pycon
>>> import inspect, pickle
>>> class Box:
...     size = 3
>>> def double(box):
...     return 2 * box.size
>>> pickle.loads(pickle.dumps(Box())).size
3
>>> double(Box())
6
>>> _ + 1
7
>>> print(inspect.getsource(double))
def double(box):
    return 2 * box.size
<BLANKLINE>
```
"""


def test_code_runs_in_a_module_that_others_find_and_only_then():
    main = sys.modules["__main__"]
    assert report(MAIN) == ""
    assert sys.modules["__main__"] is main


@pytest.mark.parametrize("code", ["import os\nos._exit(1)", "exit()", "import sys\nsys.stdout.close()"])
def test_what_ends_or_closes_in_an_example_goes_on_elsewhere(code):
    outcomes(f"```python\n{code}\n```\n")
    assert [stream for stream in (sys.stdin, sys.stdout) if stream.closed] == []
