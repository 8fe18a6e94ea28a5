"""No Python that readers see goes unrun: each construct is rendered, and is run, or refused, or no Python."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitekit.examples.collect import read_examples
from sitekit.examples.session import run
from sitekit.grammar.fences import FenceError
from sitekit.grammar.page import Page
from sitekit.languages import ROOT
from tests.support.rendering import EXTENSIONS, find_python

CODE = "x = 1\nx"


def fence(info: str = "python", code: str = CODE, mark: str = "```", prefix: str = "") -> str:
    """Return a fence, each line of it behind the prefix."""
    lines = [mark + info, *code.split("\n"), mark]
    return "".join(f"{(prefix + line).rstrip()}\n" for line in lines)


def indented(*above: str, depth: int = 1, info: str = "python") -> str:
    """Return a fence below lines that open containers, indented once for each."""
    return "\n".join(above) + "\n\n" + fence(info, prefix="    " * depth)


PROMPTS = ">>> 1 + 1\n2"
RUNS = {
    "python": fence("python"),
    "py": fence("py"),
    "python3": fence("python3"),
    "py3": fence("py3"),
    "capital": fence("Python"),
    "capitals": fence("PYTHON"),
    "another alias of the highlighter": fence("bazel"),
    "pycon": fence("pycon", PROMPTS),
    "python-console": fence("python-console", PROMPTS),
    "Pycon": fence("Pycon", PROMPTS),
    "prompts in python": fence("python", PROMPTS),
    "dot": fence(".python"),
    "braces": fence("{.python}"),
    "braces and spaces": fence("{ .python }"),
    "braces and more": fence('{.pycon .class #anchor title="a.py" data-x="y"}', PROMPTS),
    "language and braces": fence('python {.class title="a.py"}'),
    "title": fence('python title="a.py"'),
    "title in quotes of one": fence("python title='a b.py'"),
    "hl_lines": fence('python hl_lines="1-2"'),
    "linenums": fence('python linenums="1"'),
    "all options": fence('python title="a" hl_lines="2" linenums="1 2"'),
    "space before": fence(" python"),
    "spaces around": fence("   python   "),
    "tab after": fence("python\t"),
    "tildes": fence(mark="~~~"),
    "longer": fence(mark="`````"),
    "longer tildes": fence("{.python}", mark="~~~~~"),
    "indented by three": fence(prefix="   "),
    "byte order mark": "\ufeff" + fence(),
    "carriage returns": ("# Title\n\n" + fence()).replace("\n", "\r\n"),
    "old carriage returns": ("# Title\n\n" + fence()).replace("\n", "\r"),
    "front matter": "---\ntitle: T\n---\n\n" + fence(),
    "front matter that is none": "---\nTitle\n---\n\n" + fence(),
    "below a paragraph": "Text:\n" + fence() + "more text\n",
    "admonition": indented('!!! note "Title"'),
    "admonition, no blank line": "!!! note\n" + fence(prefix="    "),
    "details": indented('???+ tip "Title"'),
    "tabs": indented('=== "Linux"') + "\n" + indented('=== "Windows"'),
    "list item": indented("- item"),
    "list item, no blank line": "- item\n" + fence(prefix="    ") + "- item\n" + fence(prefix="    "),
    "list item, lazy text": indented("- item\n  goes on\nand on"),
    "ordered item": indented("1. item") + "\n" + indented("10. item"),
    "nested item": indented("- item\n    1. nested", depth=2),
    "nested admonition": indented("- item\n\n    !!! note", depth=2),
    "quote": "> Said:\n>\n" + fence(prefix="> "),
    "quoted list item": "> - item\n>\n" + fence(prefix=">     "),
    "quote in an item": "- item\n\n" + fence(prefix="    > "),
    "blank code lines in a quote": "> Said:\n>\n" + fence(code="x = 1\n\nx", prefix="> "),
    "definition": indented("Term\n:   Definition"),
    "footnote": "Text[^1].\n\n" + indented("[^1]: Note."),
    "block": "/// note | Title\n" + fence() + "///\n",
    "block of details": "/// details | Title\n    type: tip\n\n" + fence() + "///\n",
    "block of html": "/// html | div.grid\n" + fence() + "///\n",
    "HTML read as Markdown": '<div lang="fr" dir="ltr" markdown>\n\n' + fence() + "\n</div>\n",
    "HTML in HTML": '<section markdown="1">\n<div markdown="block">\n' + fence() + "</div>\n</section>\n",
    "cards": '<div class="grid cards" markdown>\n\n' + indented("-   Card") + "\n</div>\n",
    "below a comment": "<!-- note -->\n\n" + fence(),
    "below a comment in a code span": "A `<!--` is text.\n\n" + fence(),
    "below an HTML block": "<div>\n<p>Text\n</div>\n\n" + fence(),
    "no final newline": fence().rstrip("\n"),
    "no-break space and tabs in text": "\ttext\n\nMot : mot\t\u00a0?\n\n" + fence(),
}  # fmt: skip
REFUSED = {
    "prompts without a language": (fence("", PROMPTS), 2, "do not run"),
    "prompts in text": (fence("text", PROMPTS), 2, "write pycon"),
    "prompts in console": (fence("console", PROMPTS), 2, "write pycon"),
    "prompts in an output": (fence("{.text .output}", PROMPTS), 2, "write pycon"),
    "prompts in an unknown language": (fence("unheard-of", PROMPTS), 2, "write pycon"),
    "prompts in indented code": ("Text\n\n    >>> 1 + 1\n    2\n", 3, "outside a fence"),
    "prompts in a paragraph": ("Text\n\n>>> 1 + 1\n2\n", 3, "outside a fence"),
    "prompts in an item": ("- item\n\n    >>> 1 + 1\n    2\n", 3, "outside a fence"),
    "prompts beside an item's mark": ("- >>> 1 + 1\n  2\n", 1, "outside a fence"),
    "prompts in HTML": ("<pre>\n>>> 1 + 1\n</pre>\n", 2, "outside a fence"),
    "code in HTML": ('<pre><code class="language-python">x</code></pre>\n', 1, "readers see Python here"),
    "never closed": (fence().replace("x\n```\n", "x\n"), 1, "never closed"),
    "closed by less": (fence(mark="~~~~")[:-2] + "\n", 1, "never closed"),
    "closed by the next one": (fence("bash")[:-4] + fence() + fence(), 4, "inside a fence"),
    "closed by more": ("```python\nx\n````\n", 1, "never closed"),
    "closed farther in": ("```python\nx\n  ```\n", 1, "never closed"),
    "closed farther out": ("- item\n\n    ```python\n    x\n```\n", 3, "never closed"),
    "code farther out": ("- item\n\n    ```python\n  x\n    ```\n", 3, "never closed"),
    "out of its quote": ("> ```python\n> x\ny\n> ```\n", 1, "shown as text"),
    "deeper in quotes": ("> ```python\n> > x\n", 1, "never closed"),
    "skip flag": (fence("pycon", ">>> 1 + 1  # doctest: +SKIP\n3"), 2, "SKIP"),
    "skip flag among others": (fence("pycon", ">>> 1 + 1  # doctest: +ELLIPSIS, +SKIP\n3"), 2, "SKIP"),
    "flag that accepts less": (fence("pycon", ">>> f()  # doctest: +DONT_ACCEPT_BLANKLINE\n3"), 2, "DONT_"),
    "skip comment of Sybil": ("<!--- skip: next -->\n\n" + fence(), 1, "none is skipped"),
    "skip comment with a semicolon": ("<!-- ; skip: next if(True) -->\n\n" + fence(), 1, "none is skipped"),
    "skip comment of phmdoctest": ("<!--phmdoctest-skip-->\n" + fence(), 1, "none is skipped"),
    "skip comment of pytest-markdown-docs": ("<!-- notest -->\n" + fence(), 1, "none is skipped"),
    "skip option": (fence("python notest"), 1, '"python notest"'),
    "option without quotes": (fence("python title=a.py"), 1, "cannot follow"),
    "unknown option": (fence('python test="skip"'), 1, "cannot follow"),
    "broken option": (fence('python hl_lines="a"'), 1, "cannot follow"),
    "comma": (fence("python,linenums"), 1, "cannot follow"),
    "no space before braces": (fence("python{.class}"), 1, "cannot follow"),
    "broken braces": (fence("{.python"), 1, "cannot follow"),
    "text below braces": (fence("{.python} text"), 1, "cannot follow"),
    "backtick in a title": (fence('python title="a`b"'), 1, "code span"),
    "snippet in a fence": (fence(code='--8<-- "a.py"'), 2, "included code"),
    "snippet in a fence of text": (fence("bash", '--8<-- "a.sh"'), 2, "included code"),
    "included page": ('Text\n\n--8<-- "page.md"\n', 3, "included file"),
    "included pages": ("--8<--\npage.md\n--8<--\n", 1, "included file"),
    "another Python": (fence("python2"), 1, "does not run"),
    "IPython": (fence("ipython"), 1, "does not run"),
    "NumPy's colours": (fence("numpy"), 1, "does not run"),
    "raw HTML": ("<div>\n\n" + fence() + "\n</div>\n", 3, "raw HTML"),
    "raw HTML in lines": ('<div\n  class="x">\n\n' + fence() + "\n</div>\n", 4, "raw HTML"),
    "raw HTML in HTML": ("<div markdown>\n<div>\n" + fence() + "</div>\n</div>\n", 3, "raw HTML"),
    "script": ("<script>\n" + fence() + "</script>\n", 2, "raw HTML"),
    "element never closed": ("<div markdown>\n\n" + fence(), 1, "<div> is never closed"),
    "comment never closed": ("<!-- note\n\n" + fence(), 1, "comment is never closed"),
    "comment beside text": ("text <!-- note\n\n" + fence() + "\n-->\n", 1, "comment is never closed"),
    "comment in an admonition": ("!!! note\n\n    <!--\n" + fence(prefix="    ") + "    -->\n", 4, "may be"),
    "list mark beside": ("- ```python\n  x\n  ```\n", 1, "beside a list marker"),
    "number beside": ("1. ```python\n   x\n   ```\n", 1, "beside a list marker"),
    "definition beside": ("Term\n:   ```python\n    x\n    ```\n", 2, "beside a list marker"),
    "footnote beside": ("[^1]: ```python\n    x\n    ```\n", 1, "beside a list marker"),
    "indented by four": ("Text\n\n" + fence(prefix="    "), 3, "shown as text"),
    "indented by one list too much": ("- item\n\n" + fence(prefix=" " * 8), 3, "shown as text"),
    "list inside a paragraph": ("Text\n- item\n\n" + fence(prefix="    "), 4, "shown as text"),
    "number with a parenthesis": ("1) item\n\n" + fence(prefix="    "), 3, "shown as text"),
    "admonition that is none": ("!!! \"note\"\n\n" + fence(prefix="    "), 3, "shown as text"),
    "tab without quotes": ("=== Tab\n\n" + fence(prefix="    "), 3, "shown as text"),
    "rule, not a list": ("- - -\n\n" + fence(prefix="    "), 3, "shown as text"),
    "right below indented code": ("    code\n" + fence(), 2, "shown as text"),
    "block of raw HTML": ("/// html | pre\n" + fence() + "///\n", 2, "shown as text"),
    "block of a paragraph": ("/// html | p\n" + fence() + "///\n", 2, "shown as text"),
    "block in a quote": ("> /// note\n" + fence(prefix="> ") + "> ///\n", 1, "block in a quote"),
    "same footnote twice": (indented("[^1]: Note.") + "\n[^1]: Note.\n", 8, "two footnotes"),
    "tab in the indentation": ("- item\n\n" + fence(prefix="\t"), 3, "tab"),
    "tab in the code": (fence(code="if x:\n\ty"), 1, "tab"),
    "line of spaces at the top": ("\n    \n" + fence(), 3, "shown as text"),
}  # fmt: skip
NO_PYTHON = {
    "comment": "<!--\n" + fence() + "-->\n",
    "comment below text": "Text\n\n<!-- note\n\n" + fence() + "\n-->\n",
    "sample in Markdown": fence("markdown", fence("pycon", PROMPTS).rstrip(), mark="````"),
    "sample in md": fence("{.md}", fence("", PROMPTS).rstrip(), mark="~~~"),
    "sample in text": fence("text", fence().rstrip(), mark="````"),
    "other languages": fence("bash")
    + "\n"
    + fence("", "x = 1")
    + "\n"
    + fence("yaml")
    + "\n"
    + fence("pytb"),
    "code spans": "``` `code` ``` and `>>> 1 + 1` and\n```python code``` too\n",
    "indented code": "Text\n\n    x = 1\n",
    "front matter": "---\na: |\n  ```python\n  x\n  ```\n---\n\nText\n",
    "quotes in quotes": "> > > text\n",
}


LAZY = [
    "`code` et", "[lien](a.md)", "**gras** et", "*mot* et", "« mot", "“mot", '"mot"', "'mot'", "— tiret",
    "– tiret", "-pas", "+x", "#tag", "# Titre", "> cite", "![i](a.png)", "<b>x</b>", "<div>x</div>", "$x$",
    "&amp; x", "…", "!x", "!!! note", '=== "t"', "| a | b |", "~x~", "==x==", "{ .x }", "\\*x", "@x", "(x)",
    "10:30", "1) x", ": x", "::: x", "===", "---", "***", "_ _ _", "- - -", "[^1]: x", "[^1] x", "<!-- c -->",
    "%x", "😀 x", "``` x ```", "`a", "^x", "<https://a.example>", "*[X]: y", "[a]: http://b.example", "$$",
    "- [ ] x", "1. un", "* x", "日本",
]  # fmt: skip
HELD = ["- item\n{}\n", "- item\n  {}\n", "- item\n    {}\n", "1. item\n{}\nfin\n", "- item\n\n    mot\n{}\n"]


@pytest.mark.parametrize("line", LAZY)
@pytest.mark.parametrize("held", HELD)
def test_a_fence_below_any_second_line_of_an_item_runs_if_it_is_shown(line, held):
    page = held.format(line) + "\n" + fence(prefix="    ") + "\n" + fence("pycon", PROMPTS, prefix="    ")
    if find_python(page) == [CODE, PROMPTS]:
        assert [one.code for one in Page(page).fences if one.is_python] == [CODE, PROMPTS]
    else:
        with pytest.raises(FenceError, match=r"^page.md:[4-7]: "):
            list(Page(page, "page.md").fences)


@pytest.mark.parametrize("page", RUNS.values(), ids=RUNS.keys())
def test_what_is_shown_as_python_is_run(page):
    shown = find_python(page)
    assert shown, "the renderer shows no Python here: the test is wrong"
    assert [fence.code.strip("\n") for fence in Page(page).fences if fence.is_python] == shown
    assert len({example.fence.first for example in read_examples(Page(page))}) == len(shown)
    assert [outcome.report() for outcome in run(read_examples(Page(page)))] == [""] * len(
        read_examples(Page(page))
    )


@pytest.mark.parametrize(("page", "line", "fault"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_decided_is_refused_with_its_line(page, line, fault):
    with pytest.raises(FenceError) as raised:
        read_examples(Page(page, "docs/fr/page.md"))
    assert fault in str(raised.value)
    assert str(raised.value).startswith(f"docs/fr/page.md:{line}: ")


@pytest.mark.parametrize("page", NO_PYTHON.values(), ids=NO_PYTHON.keys())
def test_what_readers_do_not_see_as_python_is_not_run(page):
    assert find_python(page) == []
    assert read_examples(Page(page)) == []


def test_an_included_page_would_show_python_that_does_not_run(tmp_path):
    (tmp_path / "page.md").write_text(fence(), encoding="utf-8")
    page = '--8<-- "page.md"\n'
    assert find_python(page, str(tmp_path)) == [CODE]
    with pytest.raises(FenceError, match="included file"):
        list(Page(page).fences)


def test_the_renderer_of_these_tests_has_the_extensions_of_the_site():
    from mkdocs.config import load_config

    site = set(load_config(str(ROOT / "mkdocs.yml")).markdown_extensions)
    assert site - set(EXTENSIONS) <= {"fenced_code", "sitekit.markdown"}


def test_a_fence_knows_its_lines_its_code_and_what_stands_before_it():
    quoted = fence("{.py .x title='a'}", "a\n\nb", "~~~", "    > ")
    page = ("\ufeff---\ntitle: T\n---\n\n- item\n\n" + quoted).replace("\n", "\r\n")
    [found] = Page(page).fences
    assert (found.first, found.last, found.prefix) == (7, 11, "    > ")
    assert (found.language, found.classes, found.options) == ("python", ("x",), {"title": "a"})
    assert (found.info, found.code) == ("{.py .x title='a'}", "a\n\nb")


def test_an_empty_page_has_no_fence():
    assert Page("").fences == Page("\n").fences == Page("\ufeff").fences == Page("   ").fences == []


TEXTS = [
    "text", "- item", "1. one", "10. ten", "- [ ] task", "!!! note", '!!! note "T"', "??? info",
    '=== "Tab"', "[^1]: note", "[^2]: note", "Term", ":   def", "> quote", ">> deep",
    "---", "* * *", "# Head", "Title\n===", "/// note",
    "/// details | x", "/// html | div", "/// html | p",
    "///", "<div markdown>", "<div>", "</div>", "<details markdown>", "</details>", "<p>", "<!-- c",
    "-->", "<!-- c -->", "a <!-- b", "{ .x #y }", "`code`", "```inline``` x",
    "`a` b", "**b** c", "[l](a.md) t", "« mot »", "— tiret", "_ _ _", "-pas", "#tag", "![i](a)", "<b>x</b> y",
    "1) x", "- > q", "- - x", "> - item", "> !!! note", "=== Tab", "| a | b |", "    ",
]  # fmt: skip
INDENTS = ["", "", "", "    ", "    ", "  ", "   ", "        ", "> ", ">     ", "    > ", "> > ", "\t"]
INFOS = [
    "python",
    "py",
    "{.pycon .x}",
    'python title="a b"',
    'python linenums="1"',
    "text",
    "bash",
    "python x",
]


@st.composite
def pages(draw):
    """Draw a page of a few lines and fences, nested and indented in any way."""
    parts, indent = [], ""
    for number in range(draw(st.integers(2, 8))):
        indent = draw(st.sampled_from([indent, *INDENTS]))
        if draw(st.integers(0, 2)):
            parts.append(indent + draw(st.sampled_from(TEXTS)) + "\n")
        else:
            code = draw(st.sampled_from([f"y = {number}", f"y = {number}\n\nz", f">>> y({number})\n2"]))
            parts.append(
                fence(draw(st.sampled_from(INFOS)), code, draw(st.sampled_from(["```", "~~~"])), indent)
            )
        parts.append(draw(st.sampled_from(["", "\n", indent.rstrip() + "\n"])))
    return "".join(parts)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(pages())
def test_no_page_shows_other_python_than_it_runs(page):
    try:
        ours = [fence.code.strip("\n") for fence in Page(page).fences if fence.is_python]
    except FenceError:
        return
    assert sorted(find_python(page)) == sorted(ours)
