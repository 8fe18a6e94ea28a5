"""Return the code of a fence as one pastes it: without prompts and outputs."""

from __future__ import annotations

import ast
import doctest
import textwrap

from sitekit.examples.collect import find_extent
from sitekit.grammar.fences import Fence


def make_copyable(fence: Fence) -> str:
    """Return the code of a Python fence without prompts and outputs: it runs from a file, a pipe or a prompt.

    A blank line ends each block, and an exception that the page expects is caught and printed, whatever it
    ends otherwise. Code that is no Python is given as it is: sitekit.checks.publishable names it,
    with page and line.

    >>> from sitekit.grammar.page import Page
    >>> page = "```pycon\\n>>> for n in 1, 2:\\n...     n\\n1\\n2\\n>>> 1 / 0\\n"
    >>> page += "Traceback (most recent call last):\\nZeroDivisionError: division by zero\\n```\\n"
    >>> print(make_copyable(*Page(page).fences), end="")
    for n in 1, 2:
        n
    <BLANKLINE>
    try:
        1 / 0
    except BaseException as error:
        print(f"{type(error).__name__}: {error}")
    <BLANKLINE>
    """
    if not fence.is_doctest:
        return _end_blocks(fence.code.strip("\n") + "\n")
    items = doctest.DocTestParser().get_examples(fence.code + "\n")
    return _end_blocks("".join(_catch(item.source) if item.exc_msg else item.source for item in items))


def drop_output(code: str) -> str:
    """Return code with its prompts, but without its output.

    >>> drop_output(">>> 1\\n1\\n>>> 2\\n2")
    '>>> 1\\n>>> 2'
    """
    lines = code.split("\n")
    for item in reversed(doctest.DocTestParser().get_examples(code)):
        del lines[slice(*find_extent(lines, item.lineno))]
    return "\n".join(lines)


def _catch(source: str) -> str:
    """Return the source with its exception caught and printed; what does not compile fails when it runs."""
    raised, said = "BaseException", "error"
    try:
        compile(source, "<example>", "single", dont_inherit=True)
        lines = source if source.count("\n") == 1 else ast.unparse(ast.parse(source)) + "\n"
    except SyntaxError:
        raised, said = "SyntaxError", "error.msg"  # a whole file that holds such code would not start
        lines = f"exec(compile({source!r}, '<example>', 'single'))\n"
    body = textwrap.indent(lines, "    ")
    return f'try:\n{body}except {raised} as error:\n    print(f"{{type(error).__name__}}: {{{said}}}")\n'


def _end_blocks(source: str) -> str:
    """Return the source with a blank line below each compound statement: that ends it at a prompt."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source
    lines = source.split("\n")
    compound = (node for node in body if hasattr(node, "body") or hasattr(node, "cases"))
    for end in sorted((node.end_lineno or 0 for node in compound), reverse=True):
        if end + 1 == len(lines) or lines[end].strip():
            lines.insert(end, "")
    return "\n".join(lines)
