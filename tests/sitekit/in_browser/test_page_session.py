"""Test what the Run buttons get: a session in page order, kept or broken promises, readable errors."""

from __future__ import annotations

import builtins
import json
import sys

import pytest

from sitekit.in_browser.page_session import LIMIT, Live


@pytest.fixture
def live(monkeypatch):
    """Return a session as the browser has it, and a function that runs the last of some blocks in it."""
    monkeypatch.setattr(builtins, "input", input)  # Live replaces it, in the browser for good
    session = Live("no keyboard here", "Numbers")
    session.streamed, session.begun = [], []

    def run(*texts, page="page", edits=None, **last):
        blocks = [{"name": f"example {n}", "text": text} for n, text in enumerate(texts, 1)]
        for number, code in (edits or {}).items():
            blocks[number - 1]["edited"] = code
        blocks[-1].update(last)
        told = session.streamed.append, session.begun.append
        return json.loads(session.run(page, json.dumps(blocks), *told))

    run.session = session
    return run


def test_values_echo_as_at_a_prompt_and_are_compared(live):
    result = live(">>> x = 2\n>>> x\n2\n>>> for n in 1, 2:\n...     n\n1\n2\n")
    assert (result["kept"], result["output"], result["differences"]) == (True, "2\n1\n2\n", [])


def test_a_difference_names_the_code_the_promise_and_what_came(live):
    result = live(">>> 1\n1\n>>> 1 + 1\n3\n")
    assert not result["kept"]
    assert result["differences"] == [{"code": "1 + 1\n", "want": "3\n", "got": "2\n"}]


def test_doctest_decides_what_is_equal(live):
    assert live(">>> [1,   2]  # doctest: +NORMALIZE_WHITESPACE\n[1, 2]\n")["kept"] is True
    assert live(">>> True\n1\n")["kept"] is False
    assert live(">>> print()\n<BLANKLINE>\n")["kept"] is True


def test_an_exception_that_the_page_promises_is_kept_and_another_is_not(live):
    promised = ">>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n"
    assert live(promised)["kept"] is True
    result = live(promised.replace("1 / 0", "int('x')"))
    assert not result["kept"]
    assert result["differences"][0]["got"].startswith("ValueError")


CELL = """print("text")
class Table:
    def _repr_html_(self):
        return "<table></table>"
Table()
"""


def test_a_cell_of_a_notebook_shows_its_last_value_and_no_other(live):
    cell = {"cell": True, "display": True}
    result = live("1\n2\n", want="2\n", **cell)
    assert (result["kept"], result["output"]) == (True, "2\n")
    assert live("x = 1\n", **cell)["kept"] is True
    assert live("1\n", want="2\n", **cell)["kept"] is False


def test_the_figure_of_a_cell_stands_for_its_text(live):
    cell = {"cell": True, "display": True, "want": "text\n", "shown": "a table"}
    result = live(CELL, **cell)
    assert (result["kept"], result["markup"], result["output"]) == (True, ["<table></table>"], "text\n")
    assert live(CELL, **{**cell, "want": "other\n"})["kept"] is False
    assert live(CELL, edits={1: "Table"}, **{**cell, "want": ""})["promised"] == "a table"


@pytest.mark.parametrize("text", ["1 / 0\n2\n", "x = 1\n1 / 0\n", "1 +\n"])
def test_an_error_in_a_cell_ends_it(live, text):
    result = live(text, cell=True, display=True)
    assert (result["kept"], "2" in result["output"].split()) == (False, False)
    assert result["error"].startswith(("ZeroDivisionError", "SyntaxError"))


@pytest.mark.parametrize(("want", "kept"), [("3\n", True), ("4\n", False), ("", False)])
def test_a_script_is_compared_with_the_output_below_it(live, want, kept):
    assert live("print(1 + 2)\n", want=want)["kept"] is kept


def test_a_script_echoes_nothing(live):
    assert live("1 + 1\n")["output"] == ""


def test_what_stands_above_runs_first_and_is_named_once(live):
    page = ">>> x = 1\n", ">>> x += 1\n", ">>> x\n2\n"
    assert live(*page)["above"] == ["example 1", "example 2"]
    again = live(*page)
    assert (again["kept"], again["above"]) == (True, [])


def test_the_order_of_clicks_never_changes_a_result(live):
    page = ">>> x = [1]\n", ">>> x.append(2)\n>>> x\n[1, 2]\n", ">>> x.append(3)\n"
    live(*page)
    assert live(*page[:2])["kept"] is True
    assert live(*page[:2])["kept"] is True


def test_an_edit_above_is_felt_below_and_named_where_it_fails(live):
    page = ">>> x = 1\n", ">>> x\n1\n"
    assert live(*page)["kept"] is True
    edited = live(*page, edits={1: "x = 5"})
    assert (edited["output"], edited["failed"]) == ("5\n", [])
    assert live(*page, edits={1: "x = 1\n1 / 0"})["failed"] == ["example 1"]


def test_a_page_begins_with_an_empty_namespace(live):
    live(">>> x = 1\n")
    assert "NameError" in live(">>> x\n1\n", page="other")["error"]


def test_edited_code_is_not_compared_and_stands_beside_the_page(live):
    result = live(">>> 1 + 1\n2\n", edits={1: "2 + 2\nprint('more')"})
    assert (result["kept"], result["promised"], result["output"]) == (True, "2\n", "4\nmore\n")


def test_a_traceback_shows_the_readers_lines_alone(live):
    result = live(">>> 0\n0\n", edits={1: "def f():\n    return int('x')\n\nf()\n'not reached'"})
    assert result["error"].startswith("ValueError")
    assert result["output"].splitlines()[:5] == [
        "Traceback (most recent call last):",
        '  File "example 1", line 4, in <module>',
        "    f()",
        '  File "example 1", line 2, in f',
        "    return int('x')",
    ]
    assert "interpreter.py" not in result["output"]
    assert "not reached" not in result["output"]


def test_a_traceback_names_the_line_of_the_block(live):
    output = live(">>> x = 1\n>>> x\n1\n>>> y\n2\n")["output"]
    assert 'File "example 1", line 4' in output
    assert "    y\n" in output


def test_an_error_inside_the_library_points_at_the_readers_line(live):
    output = live("pass\n", edits={1: "from virtfaq import Host\nHost(3)"})["output"]
    assert "line 2, in <module>\n    Host(3)\n" in output
    assert "virtfaq/" not in output


@pytest.mark.parametrize("text", [">>> 1\n1\n", "x = 1\n"])
def test_a_syntax_error_points_at_its_line(live, text):
    output = live(text, edits={1: "x = 1\ny = (\n"})["output"]
    assert output.startswith('  File "example 1", line 2\n    y = (\n        ^\nSyntaxError:')


def test_an_endless_output_is_cut_and_told(live):
    result = live("pass\n", edits={1: "for n in range(100_000): print(n)"})
    assert (len(result["output"]), result["cut"]) == (LIMIT, True)
    assert len(live.session.streamed) < 1000
    assert live("print(1)\n", want="1\n")["cut"] is False


def test_input_says_why_it_reads_nothing(live):
    assert live("pass\n", edits={1: "input('name? ')"})["error"] == "RuntimeError: no keyboard here\n"


def test_warnings_are_shown_and_not_compared(live):
    result = live(">>> import sys\n>>> _ = sys.stderr.write('careful')\n>>> 1\n1\n")
    assert (result["kept"], result["output"]) == (True, "careful1\n")


TABLE = (
    "class T:\n    def _repr_html_(self): return '<table></table>'\n    def __repr__(self): return 'table'\n"
)


@pytest.mark.parametrize("display", [True, False])
def test_a_table_stands_for_its_text_where_the_page_displays_it(live, display):
    result = live(TABLE, ">>> T()\ntable\n", display=display)
    expected = (["<table></table>"], "") if display else ([], "table\n")
    assert (result["kept"], result["markup"], result["output"]) == (True, *expected)


def test_a_chart_is_drawn_with_its_numbers_behind_it(live):
    code = ">>> from virtfaq import chart\n>>> chart('Hosts', ['a'], {'runc': [3]})\nHosts\n   runc\na  3\n"
    result = live(code, display=True)
    assert result["kept"] is True
    assert "<svg" in result["markup"][0]
    assert "<summary>Numbers</summary>" in result["markup"][0]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("raise SystemExit(2)", "SystemExit: 2\n"),
        ("import sys\nsys.exit('gone')", "SystemExit: gone\n"),
        ("import os\nos._exit(3)", "SystemExit: 3\n"),
        ("exit()", "SystemExit: None\n"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt\n"),
        ("raise GeneratorExit", "GeneratorExit\n"),
    ],
)
def test_leaving_python_is_an_error_of_the_example_alone(live, code, error):
    assert live("pass\n", edits={1: code})["error"] == error
    assert live(">>> 1\n1\n")["kept"] is True


@pytest.mark.parametrize("code", ["import sys\nsys.stdout.close()", "import sys\nsys.stdin.close()"])
def test_what_code_closes_is_its_own(live, code):
    assert live("pass\n", edits={1: code})["error"] == ""
    assert live(">>> print(1)\n1\n")["kept"] is True
    assert not sys.stdin.closed


def test_every_result_has_the_same_parts(live):
    results = [
        live(">>> 1\n1\n"),
        live(">>> 1\n2\n"),
        live("1 / 0\n"),
        live(">>> 1\n1\n", edits={1: "2"}),
        live(">>> 1\n1\n", edits={1: "1 / 0"}),
        live("1\n2\n", cell=True, display=True),
    ]
    assert {frozenset(result) for result in results} == {frozenset(results[0])}
    assert results[3]["differences"] == []
    assert results[0].keys() >= {
        "kept",
        "same",
        "promised",
        "differences",
        "markup",
        "output",
        "cut",
        "error",
    }


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (">>> 1\n1\n", True),
        (">>> x = 1\n", True),
        (">>> print()\n<BLANKLINE>\n", True),
        (">>> 1 / 0\nTraceback (most recent call last):\nZeroDivisionError: division by zero\n", True),
        (">>> [1, 2]  # doctest: +ELLIPSIS\n[1, ...]\n", False),
        (">>> import sys\n>>> _ = sys.stderr.write('careful')\n", False),
        (">>> 1\n2\n", False),
    ],
)
def test_what_the_page_does_not_show_already_is_told(live, text, same):
    assert live(text)["same"] is same


MAIN = """from __future__ import annotations
import inspect, pickle, typing
from dataclasses import dataclass, fields
from typing import ClassVar

@dataclass
class Box:
    size: int
    made: ClassVar[int] = 0

def double(n: Box) -> int:
    return 2 * n.size

print([one.name for one in fields(Box)], typing.get_type_hints(double)["n"] is Box)
print(pickle.loads(pickle.dumps(Box(3))) == Box(3), __name__, __builtins__.len is len)
print(inspect.getsource(double).splitlines()[1])
"""
SHOWN = "['size'] True\nTrue __main__ True\n    return 2 * n.size\n"


def test_code_runs_in_a_module_that_others_find(live):
    before = sys.modules["__main__"]
    assert live(MAIN, want=SHOWN)["differences"] == []
    assert live("pass\n", edits={1: MAIN})["output"] == SHOWN
    assert sys.modules["__main__"] is before


def test_the_last_value_has_the_name_that_prompts_give_it(live):
    result = live(">>> 20\n20\n>>> _ + 1\n21\n", ">>> _ * 2\n42\n>>> None\n>>> _\n42\n")
    assert (result["differences"], result["failed"]) == ([], [])
    assert not hasattr(builtins, "_")
    assert "NameError" in live(">>> _\n1\n", page="other")["error"]


AWAITED = "import asyncio\nasync def f(n):\n    await asyncio.sleep(0)\n    return n\n"


def test_what_is_awaited_comes_in_code_of_a_reader_and_in_cells(live):
    assert live("pass\n", edits={1: f"{AWAITED}print(asyncio.run(f(1)))"})["output"] == "1\n"
    assert live("pass\n", edits={1: f"{AWAITED}print(await f(2))"})["output"] == "2\n"
    assert live(f"{AWAITED}await f(3)\n", want="3\n", cell=True, display=True)["kept"] is True


def test_a_group_of_exceptions_is_shown_without_what_runs_it(live):
    code = "def f():\n    raise ExceptionGroup('all', [ValueError(1)])\nf()"
    output = live("pass\n", edits={1: code})["output"]
    assert "ExceptionGroup: all (1 sub-exception)" in output
    assert "ValueError: 1" in output
    assert "interpreter.py" not in output


def test_what_runs_is_told_before_it_does(live):
    page = ">>> x = 1\n", ">>> x += 1\n", ">>> x\n2\n"
    live(*page)
    assert live.session.begun == [0, 1, 2]
    live.session.begun.clear()
    live(*page, ">>> x\n2\n")
    assert live.session.begun == [3]


def test_below_an_edit_another_result_is_no_failure_and_an_error_is(live):
    page = ">>> x = 1\n", ">>> x\n1\n", ">>> 1 / x\n1.0\n", ">>> 2\n2\n"
    assert live(*page, edits={1: "x = 2"})["failed"] == []
    assert live(*page, edits={1: "x = 0"})["failed"] == ["example 3"]
    assert live(">>> 1\n2\n", *page, edits={2: "x = 2"})["failed"] == ["example 1"]


def test_imports_from_the_future_last_for_the_session(live):
    page = (
        ">>> from __future__ import annotations\n",
        ">>> def f(x: nowhere): pass\n>>> f.__annotations__\n{'x': 'nowhere'}\n",
    )
    assert live(*page)["kept"] is True
