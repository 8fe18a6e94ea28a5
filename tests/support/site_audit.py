"""Compares the code that readers see, in the built HTML, with the examples that run: page by page, both ways.

It reads the HTML as a browser does, and the Markdown by the one grammar of fences. A block that looks like
Python and is no example is a finding, and so is an example that is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from sitekit.examples.collect import OUTPUT
from sitekit.examples.copyable import drop_output
from sitekit.examples.session import DISPLAY
from sitekit.findings import Finding
from sitekit.grammar.page import Page
from sitekit.grammar.shown_code import looks_like_python

KINDS = ("python", OUTPUT)
_NUMBERS = "linenos"  # the class of line numbers, which are no part of the code
_NOTEBOOK = re.compile(r"\bnotebook\b")


@dataclass(frozen=True, slots=True)
class Block:
    """A code block that readers see: its kind (`python` or `output`), its text and its line in its file."""

    kind: str
    text: str
    line: int


def audit(site: Path, trees: Mapping[str, Path]) -> list[Finding]:
    """Return what differs between Markdown pages and the site built from them.

    `trees` has the folder of pages of each language by the place of its HTML below `site`: {"": …, "en": …}.
    """
    built = {
        site / place / address(page.relative_to(tree)): page
        for place, tree in trees.items()
        for page in tree.rglob("*.md")
    }
    findings = [finding for html, page in sorted(built.items()) for finding in compare(page, html)]
    for html in sorted(set(site.rglob("*.html")) - set(built)):
        findings += [_stray(html, block, "any page") for block in blocks(html.read_text(encoding="utf-8"))]
    return findings


def address(page: Path) -> Path:
    """Return where MkDocs puts the HTML of a page.

    >>> address(Path("a/b.md")).as_posix(), address(Path("a/index.md")).as_posix()
    ('a/b/index.html', 'a/index.html')
    """
    folder = page.parent if page.stem in {"index", "README"} else page.with_suffix("")
    return folder / "index.html"


def compare(page: Path, html: Path) -> list[Finding]:
    """Return what differs between the examples of one page and the code blocks of its HTML."""
    run = examples_of(page)
    if not html.is_file():
        return [
            Finding(str(page), block.line, f"this block is not shown: {html} is not there; build it")
            for block in run
        ]
    shown = blocks(html.read_text(encoding="utf-8"))
    pairs = [([b for b in run if b.kind == kind], [b for b in shown if b.kind == kind]) for kind in KINDS]
    return [finding for ours, theirs in pairs for finding in _differences(page, html, ours, theirs)]


def _differences(page: Path, html: Path, run: list[Block], shown: list[Block]) -> Iterator[Finding]:
    matcher = SequenceMatcher(
        None, [block.text for block in run], [block.text for block in shown], autojunk=False
    )
    for tag, first, last, start, stop in matcher.get_opcodes():
        if tag == "equal":
            continue
        for block in run[first:last]:
            fault = f"this {block.kind} block is not shown, or not so, or not in this place, in {html}"
            yield Finding(
                str(page), block.line, f"{fault}; look at what holds it and at what the build makes of it"
            )
        for block in shown[start:stop]:
            yield _stray(html, block, str(page))


def _stray(html: Path, block: Block, page: str) -> Finding:
    begin = block.text.strip().split("\n")[0][:60]
    fault = f"readers see this {block.kind} block, which is no example of {page}: {begin}"
    return Finding(str(html), block.line, f"{fault}; write it as a fence of the page, so that it runs")


def examples_of(page: Path) -> list[Block]:
    """Return the Python and output fences of a page."""
    fences = Page(page.read_text(encoding="utf-8-sig"), str(page)).fences
    return [
        Block("python" if fence.is_python else OUTPUT, _compared(fence.code, fence.classes), fence.first)
        for fence in fences
        if fence.is_python or OUTPUT in fence.classes
    ]


def blocks(html: str) -> list[Block]:
    """Return the Python and output blocks of an HTML page, in the order of the page, notebooks left out."""
    found = []
    for pre in BeautifulSoup(html, "html.parser").find_all("pre"):
        if not pre.find_parent(class_=_NOTEBOOK) and (kind := _kind(pre)):
            found.append(Block(kind, _compared(_text(pre), _classes(pre)), pre.sourceline or 1))
    return found


def _compared(code: str, classes: Container[str]) -> str:
    """Return what must be equal: the code; not the text output where a table or figure may stand for it."""
    return (drop_output(code) if DISPLAY in classes else code).strip("\n")


def _kind(pre: Tag) -> str:
    classes = _classes(pre)
    if "linenodiv" in classes:
        return ""
    if OUTPUT in classes:
        return OUTPUT
    return "python" if looks_like_python(classes, _text(pre)) else ""


def _classes(pre: Tag) -> set[str]:
    """Return the classes of a block: its own, its code's, and those of the element around it."""
    around = pre.find_parent(class_="highlight")
    near = [pre, pre.parent, around, *pre.find_all("code")]
    return {name for tag in near if tag for name in tag.get_attribute_list("class") if name}


def _text(pre: Tag) -> str:
    for number in pre.find_all(class_=_NUMBERS):
        number.decompose()
    return pre.get_text().strip("\n")
