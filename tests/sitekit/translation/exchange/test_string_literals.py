"""A translated text in quotes has the value that its translator wrote, by Python itself."""

from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitekit.grammar.page import Page
from sitekit.translation.exchange.catalog import Document
from sitekit.translation.pairing import Translation


def translated(page: str, *said: str) -> str:
    """Return the page with its messages translated, in order."""
    document = Document("a.md", Translation(Page(page), Page("")))
    keys = [message.key for message in document.read_messages()]
    return str(document.translate(dict(zip(keys, said, strict=True))))


def values(page: str) -> list[object]:
    """Return the literals of the Python of a page, f-strings as their source says them."""
    code = "\n".join(line for line in page.split("\n") if not line.lstrip("> ").startswith("```"))
    tree = ast.parse(code.replace("\r\n", "\n"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]


LONG = "Un titre.\n\nLa suite."
DONE = "A title.\n\nThe rest."
CASES = {
    "long": (f'x = """{LONG}"""', DONE, DONE),
    "long, in quotes of one": (f"x = '''{LONG}'''", DONE, DONE),
    "long, with quotes": (f'x = """{LONG}"""', 'A "title".\n\n"', 'A "title".\n\n"'),
    "long, with three quotes": (f'x = """{LONG}"""', 'A """title"""\n""""', 'A """title"""\n""""'),
    "long, with an apostrophe": (f'x = """{LONG}"""', "It's\nso", "It's\nso"),
    "long and raw": (f'x = r"""{LONG} \\d"""', "A \\d\n\\n.", "A \\d\n\\n."),
    "long, raw, with three quotes": (f'x = r"""{LONG}"""', 'A\\d """ b\n', 'A\\d """ b\n'),
    "long, with more lines": ('x = """Un.\nDeux."""', "A.\nB.\n\nC.", "A.\nB.\n\nC."),
    "docstring": (
        'def f():\n    """Un mot.\n\n    La suite.\n    """',
        "A.\n\n    B.\n    ",
        "A.\n\n    B.\n    ",
    ),
    "quote": ('x = "un"', 'a "b"', 'a "b"'),
    "apostrophe": ("x = 'un'", "it's", "it's"),
    "escapes": (r'x = "un\tmot\n"', r"a\tword\n", "a\tword\n"),
    "escaped quote": (r'x = "un \"mot\""', r"a \"word\"", 'a "word"'),
    "escaped backslash before a quote": (r'x = "un \\"', r"a \\", "a \\"),
    "backslash at the end": ('x = "un"', "a\\", "a\\"),
    "line break in one line": ('x = "un"', "a\nb", "a b"),
    "line that goes on": ('x = "un \\\ndeux"', "a \\\nb", "a b"),
    "raw": (r'x = r"un \d+"', r"a \d+", r"a \d+"),
    "raw, with a quote": (r'x = r"un \d"', r'a \d "b"', r'a \d "b"'),
    "raw, with an apostrophe": (r"x = R'un \n'", r"it's \n", r"it's \n"),
    "raw, with a backslash at the end": (r'x = r"un \d"', "a \\", "a \\"),
    "bytes": ('x = b"un mot"', "a wörd", "a wörd".encode()),
    "raw bytes": (r'x = rb"un \d"', "a \\d ö", "a \\d ö".encode()),
    "prefix u": ('x = u"un"', 'a "b"', 'a "b"'),
}


@pytest.mark.parametrize(("code", "message", "value"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("where", ["page", "item", "quote", "carriage returns"])
def test_the_value_of_a_literal_is_what_was_written(code, message, value, where):
    page = f"```python\n{code}\n```\n"
    margin = {"item": "    ", "quote": "> "}.get(where, "")
    page = "".join(f"{margin}{line}".rstrip() + "\n" for line in page.split("\n")[:-1])
    page = {"item": "- Un.\n\n" + page}.get(where, page)
    if where == "carriage returns":
        page, message = page.replace("\n", "\r\n"), message.replace("\n", "\r\n")
    made = translated(page, *(["One."] if where == "item" else []), message)
    assert not re.search("(?<!\r)\n", made) if where == "carriage returns" else "\r" not in made
    body = (
        made.replace("\r\n", "\n").partition("- One.\n\n")[2] if where == "item" else made.replace("\r", "")
    )
    lines = [
        line.removeprefix(margin.rstrip() if line == margin.rstrip() else margin) for line in body.split("\n")
    ]
    assert value in values("\n".join(lines))
    again = Document("a.md", Translation(Page(page), Page(made)))
    assert again.translate({one.key: one.target for one in again.read_messages()}) == made


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
@pytest.mark.parametrize("prefix", ["", "r", "f", "rf", "b", "Rb"])
@pytest.mark.parametrize("quote", ['"', "'", '"""', "'''"])
@settings(deadline=None)
@given(message=st.text("ab \\\"'", min_size=1))
def test_no_message_breaks_the_literal_or_what_follows(prefix, quote, message):
    page = f"```python\nx = {prefix}{quote}un mot{quote}\ny = 3\n```\n"
    tree = ast.parse(translated(page, message).split("```")[1].removeprefix("python"))
    assert [ast.unparse(node)[:3] for node in tree.body] == ["x =", "y ="]
    if "r" in prefix.lower() and "f" not in prefix and any(map(str.isalpha, message)):
        value = tree.body[0].value.value
        assert (value.decode() if isinstance(value, bytes) else value) == message


def test_texts_side_by_side_and_inserted_values_stay_themselves():
    page = "```python\nx = ('un ' \"deux \"\n     f'{n} trois')\n```\n"
    made = translated(page, "it's ", 'a "b" ', "{n} don't")
    assert made == "```python\nx = ('it\\'s ' \"a \\\"b\\\" \"\n     f'{n} don\\'t')\n```\n"


def test_what_a_session_shows_is_written_as_python_shows_it():
    page = "```pycon\n>>> x = 'un'\n>>> x\n'un'\n>>> [x, 3]\n['un', 3]\n```\n"
    made = translated(page, "it's one")
    assert made == (
        "```pycon\n>>> x = 'it\\'s one'\n>>> x\n\"it's one\"\n>>> [x, 3]\n[\"it's one\", 3]\n```\n"
    )


CARRIAGE = {
    "title": ("---\r\ntitle: Un\r\ndescription: Deux\r\n  trois\r\n---\r\n", ["One", "Two"]),
    "heading": ("# Un\r\n\r\nDeux.\r\n", ["One", "Two."]),
    "underlined heading": ("Un\r\n===\r\n", ["One"]),
    "table": ("| Un | Deux |\r\n|---|---|\r\n| a | b |\r\n", ["One", "Two", "c", "d"]),
    "item": ("- Un.\r\n  Deux.\r\n- Trois\r\n", ["One. Two.", "Three"]),
    "admonition": ('!!! note "Un"\r\n\r\n    Deux.\r\n    Trois.\r\n', ["One", "Two. Three."]),
    "quote": ("> Un.\r\n> Deux.\r\n", ["One. Two."]),
    "forced break": ("Un.  \r\nDeux.\r\n", ["One.\nTwo."]),
    "term": ("Un\r\n:   Deux.\r\n", ["One", "Two."]),
    "code": ('```py\r\nx = """un\r\ndeux"""  # trois\r\n```\r\n', ["a\r\nb", "c"]),
    "abbreviation": ("Un VM.\r\n\r\n*[VM]: Deux\r\n", ["One VM.", "Two"]),
}


@pytest.mark.parametrize(("page", "said"), CARRIAGE.values(), ids=CARRIAGE.keys())
def test_lines_keep_their_carriage_returns(page, said):
    made = translated(page, *said)
    assert made != page
    assert not re.search("(?<!\r)\n|\r(?!\n)", made)
    plain = translated(page.replace("\r", ""), *(one.replace("\r", "") for one in said))
    assert made.replace("\r", "") == plain


@pytest.mark.parametrize("title", ['One: "two"', "a\u2028b: c", "back\\slash: \x85", "tab\t: x", "# no"])
def test_a_title_is_what_yaml_reads(title):
    import yaml

    made = translated("---\ntitle: Un\n---\n", title)
    assert yaml.safe_load(made.split("---")[1]) == {"title": title}
