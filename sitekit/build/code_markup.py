"""Write the code of pages in fewer bytes: without marks that look as the text around them, and said once.

Where the code that a button copies is the code shown, without prompts and outputs, `data-copy` is empty, and
theme/assets/virtfaq.js fills it by the same rules.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from sitekit.files import write

_PLAIN = re.compile(r'<span class="[nopw]">([^<]*)</span>')  # names, operators, punctuation, spaces
_READ = re.compile(r' data-(?:control|console)="[^"]*"')  # what the page has said in words
_BLOCK = re.compile(
    r'(?P<before> data-copy=)"(?P<copied>[^"]*)"(?P<between>[^<>]*><pre[^<>]*>(?:<span></span>)?<code[^<>]*>)'
    r"(?P<code>.*?)</code>",
    re.DOTALL,
)
_OUTPUT = re.compile(r'<span class="g[ot]"')
_PROMPT = re.compile(r'<span class="gp">.*?</span>')
_TAG = re.compile(r"<[^>]*>")


def shorten(page: str) -> str:
    """Return a page with its code in fewer bytes.

    >>> shown = '<span class="gp">$ </span>a<span class="w"> </span>b\\n<span class="go">c</span>\\n'
    >>> print(shorten(f'<div data-copy="a b&#10;"><pre><code>{shown}</code></pre></div>'), end="")
    <div data-copy=""><pre><code><span class="gp">$ </span>a b
    <span class="go">c</span>
    </code></pre></div>
    >>> shorten('<div data-copy="b"><pre><code>a</code></pre></div>')
    '<div data-copy="b"><pre><code>a</code></pre></div>'
    """
    return _BLOCK.sub(_shorten_block, _PLAIN.sub(r"\1", _READ.sub("", page)))


def _shorten_block(match: re.Match[str]) -> str:
    same = html.unescape(match["copied"]) == read_copied(match["code"])
    copied = "" if same else match["copied"]
    return f'{match["before"]}"{copied}"{match["between"]}{match["code"]}</code>'


def read_copied(code: str) -> str:
    """Return the code of a block from its markup: without prompts and outputs."""
    lines = [line for line in code.split("\n") if not _OUTPUT.match(line)]
    return html.unescape(_TAG.sub("", _PROMPT.sub("", "\n".join(lines))))


def shorten_all(folder: Path) -> None:
    """Shorten the code of every page of a folder, in place."""
    for path in sorted(folder.rglob("*.html")):
        write(path, shorten(path.read_text(encoding="utf-8")))
