"""The copy buttons, pressed in a real browser: what they put on the clipboard runs with the library alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown import Markdown

from sitekit.examples.copyable import make_copyable
from sitekit.grammar.notebook_cells import Notebook, is_notebook
from sitekit.grammar.page import Page
from sitekit.languages import languages
from sitekit.markdown import copy_buttons
from tests.support.programs import pipe
from tests.support.waiting import wait_until

BUTTON = "button[data-md-type=copy]"
NAMES = {
    "fr": re.compile(r"^Copier (l’exemple|le code) \d+$"),
    "en": re.compile(r"^Copy (example|code) \d+$"),
}
PYTHON = ".highlight:is(.language-python, .language-pycon)"
QUESTION = "bases/difference-vm-conteneur/"


@pytest.fixture
def reader(browser):
    """Return a page whose clipboard may be read."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def copied(page, address: str, blocks: str) -> list[str]:
    """Return what the button of each of the blocks of a page puts on the clipboard, in page order."""
    page.goto(address)
    closed = page.locator("article details:not([open]) > summary")
    while closed.count():  # one that is open is none of these
        closed.first.click()
    return [pressed(page, block.locator(BUTTON)) for block in page.locator(blocks).all()]


def pressed(page, button) -> str:
    """Return what a button puts on the clipboard, which holds something else before."""
    page.evaluate("navigator.clipboard.writeText('nothing was copied')")
    button.click()
    wait_until(page, "navigator.clipboard.readText().then(text => text !== 'nothing was copied')")
    return page.evaluate("navigator.clipboard.readText()")


def examples(tree: Path) -> dict[str, list[str]]:
    """Return the pages of a woven tree that have examples, by address, and the code of each example."""
    found = {}
    for path in tree.rglob("*"):
        text = path.read_text(encoding="utf-8") if path.suffix in {".md", ".py"} else ""
        if path.suffix == ".md":
            codes = [make_copyable(fence) for fence in Page(text).fences if fence.is_python]
        else:
            codes = (
                [cell.content for cell in Notebook(text).cells if cell.kind == "code"]
                if is_notebook(text)
                else []
            )
        if codes:
            place = path.relative_to(tree).with_suffix("").as_posix()
            place = "" if place == "index" else place.removesuffix("/index") + "/"
            found[place] = [code.strip() for code in codes]
    return found


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_what_every_button_of_the_site_copies_runs_in_page_order(
    reader, address, places, python, language, tmp_path
):
    pages = examples(places.pages(language))
    assert {"", QUESTION} <= pages.keys()
    for place, expected in pages.items():
        codes = copied(reader, address + language.path + place, PYTHON)
        assert codes == expected, place
        assert not re.search(r"(?m)^(>>>|\.\.\.) ", "\n".join(codes)), place
        done = pipe(python, "\n".join(codes) + "\n", tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), place


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_the_buttons_are_named_in_the_language_of_the_page(reader, address, language):
    reader.goto(address + language.path + QUESTION)
    buttons = reader.locator(BUTTON)
    named = reader.get_by_role("button", name=NAMES[language.code], include_hidden=True)
    assert buttons.count() == named.count() > 5
    names = buttons.evaluate_all("all => all.map(one => one.ariaLabel)")
    assert len({*names}) == len(names), "each button is told from the others"


PAGE = r'''
```python
say = "a & b < c > d \"é\" 'ï' &amp; &#10; \t \\ 🐧\u202f…"

text = """one··
  two   three

&lt;div data-copy=''&gt;"""
print(say, text)
```

```{.text .output}
not to be copied
```

- in a list:

    ```pycon title="a.py"
    >>> for n in 1, 2:
    ...     n
    1
    2
    >>> {"é": '"'}
    {'é': '"'}
    ```

```console
$ pip install \
>   virtfaq
Installed.
$ virtfaq validate | head -n 1   # "&" <é>
```

```sh
echo "as it stands"
```
'''
COPIED = [
    r'''say = "a & b < c > d \"é\" 'ï' &amp; &#10; \t \\ 🐧\u202f…"

text = """one··
  two   three

&lt;div data-copy=''&gt;"""
print(say, text)'''.replace("·", " "),
    'for n in 1, 2:\n    n\n\n{"é": \'"\'}',
    'pip install \\\n  virtfaq\nvirtfaq validate | head -n 1   # "&" <é>',
    'echo "as it stands"',
]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_every_character_arrives(reader, address, end):
    md = Markdown(
        extensions=["attr_list", "pymdownx.superfences", "pymdownx.highlight"],
        extension_configs={"pymdownx.highlight": {"pygments_lang_class": True, "anchor_linenums": True}},
    )
    copy_buttons.register(md)
    shown = md.convert(PAGE.replace("·", " ").replace("\n", end))

    def serve(route) -> None:
        page = route.fetch()
        article = re.sub(r"(?s)(<article[^>]*>).*(</article>)", lambda m: m[1] + shown + m[2], page.text())
        route.fulfill(response=page, body=article)

    reader.route(re.compile(r"/a-propos/$"), serve)
    assert copied(reader, f"{address}a-propos/", "article .highlight:not(.no-copy)") == COPIED
    assert reader.locator(f".no-copy {BUTTON}").count() == 0
