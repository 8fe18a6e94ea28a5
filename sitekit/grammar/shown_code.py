"""Ask the site's renderer which code it shows: what runs is compared with what readers see."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import NamedTuple

from bs4 import BeautifulSoup, SoupStrainer
from markdown import Markdown
from mkdocs.utils.meta import get_data
from pymdownx.superfences import highlight_validator

from sitekit.grammar import info_string
from sitekit.in_browser.interpreter import PROMPT
from sitekit.languages import ROOT, settings

SAMPLES = {"markdown", "md"}  # their fences show how a page is written: prompts are allowed there
_OWN = "sitekit.markdown"  # the site's own extension changes no fence, and would ask again


class ShownCode(NamedTuple):
    """A block of code as readers see it: whether it looks like Python to them, and its text."""

    is_python: bool
    text: str


def render_code(text: str) -> list[ShownCode]:
    """Return the blocks of code that the renderer of the site shows of a page.

    >>> fence = "    ```python\\n    x\\n    ```\\n"
    >>> render_code(f"- an item\\n\\n{fence}\\ntext\\n\\n{fence}")
    [ShownCode(is_python=True, text='x'), ShownCode(is_python=False, text='```python\\nx\\n```')]
    """
    html = _make_renderer().reset().convert(get_data(text)[0])
    found = []
    for pre in BeautifulSoup(html, "html.parser", parse_only=SoupStrainer("pre")).find_all("pre"):
        classes = [name for tag in (pre, *pre.find_all("code")) for name in tag.get_attribute_list("class")]
        code = pre.get_text().strip("\n")
        found.append(ShownCode(looks_like_python(filter(None, classes), code), code))
    return found


def looks_like_python(classes: Iterable[str], code: str) -> bool:
    """Tell whether readers take code for Python, by the classes of its block or by its prompts."""
    languages = {info_string.normalise(name[9:]) for name in classes if name.startswith("language-")}
    coloured = any(name in info_string.PYTHON or info_string.is_odd_python(name) for name in languages)
    return coloured or (not languages & SAMPLES and any(map(PROMPT.match, code.split("\n"))))


@cache
def _make_renderer() -> Markdown:
    wanted = settings(ROOT / "mkdocs.yml")["markdown_extensions"]
    uncoloured = {"name": "*", "class": "", "format": _write_block, "validator": highlight_validator}
    return Markdown(
        extensions=[name for name in wanted if name != _OWN],
        extension_configs={"pymdownx.superfences": {"custom_fences": [uncoloured]}},
    )


def _write_block(source: str, language: str, *_others: object, **_kwargs: object) -> str:
    """Return a block of code without colours: which it is shall be told, and its text compared."""
    return f'<pre class="language-{language}"><code>{escape(source)}</code></pre>'
