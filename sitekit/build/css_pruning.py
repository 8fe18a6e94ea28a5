"""Leave out of the theme's stylesheets what no page of a language can need.

A rule is kept if each class, id and attribute value that it names stands in a page or in a script, and a
variable (an icon, mostly) if something reads it. Rules for elements are all kept. The files keep their names,
so a host must not let browsers take them for unchanging.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import tinycss2
from tinycss2.ast import Node

from sitekit.build.scripts.shorten import SCRIPTS

_ATTRIBUTE = re.compile(r"=\"([^\"]*)\"")
_WORD = re.compile(r"[\w-]+")
_READ = re.compile(r"var\(\s*(--[\w-]+)")
# What the theme's script looks for in pages, or puts into parts that they lack: a page that has it says so.
_SOUGHT = re.compile(
    r"md-(annotation|search|source|status|tag|version)|tabbed-|footnote|(hll|info|keys|rtl|success)$"
)
_NESTING = frozenset({"media", "supports", "layer"})
Words = frozenset[str]


def slim_all(folder: Path) -> None:
    """Rewrite the stylesheets in the site of one language."""
    words = frozenset(_find_words(folder))
    _join(folder / "assets" / "stylesheets")
    for path in sorted((folder / "assets" / "stylesheets").glob("*.css")):
        _write(path, slim(path.read_text(encoding="utf-8"), words))
    read = words | frozenset(_find_variables(folder))
    for path in sorted((folder / "assets" / "stylesheets").glob("*.css")):
        _write(path, slim(path.read_text(encoding="utf-8"), words, read))


def _join(folder: Path) -> None:
    """Add the theme's palette to its main stylesheet, which pages link before it (see html_repair.py)."""
    for palette in folder.glob("palette.*.css"):
        (main,) = folder.glob("main.*.css")
        _write(main, main.read_text(encoding="utf-8") + palette.read_text(encoding="utf-8"))
        palette.unlink()


def _find_words(folder: Path) -> Iterator[str]:
    """Yield what a selector can match: attributes of the pages, and what their scripts put there."""
    for path in folder.rglob("*.html"):
        for value in set(_ATTRIBUTE.findall(path.read_text(encoding="utf-8"))):
            yield from value.split()
    for path in (path for pattern in SCRIPTS for path in (folder / "assets").glob(pattern)):
        found = _WORD.findall(path.read_text(encoding="utf-8"))
        yield from (word for word in found if not _SOUGHT.match(word))


def _find_variables(folder: Path) -> Iterator[str]:
    for path in (*folder.rglob("*.html"), *(folder / "assets").rglob("*.css")):
        yield from _READ.findall(path.read_text(encoding="utf-8"))


def _write(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)


@lru_cache(maxsize=16)  # a saved page seldom brings a word that its language had nowhere
def slim(css: str, words: Words, variables: Words | None = None) -> str:
    """Return the rules whose selectors have no other words than these, with these variables or all of theirs.

    >>> slim('.a,.b{color:red}@media print{#c{color:red}}[d=e] p:not(.f){color:red}', frozenset({"a", "e"}))
    '.a{color:red}[d=e] p:not(.f){color:red}'
    >>> slim(":root{--a:url('data:;,x');--b:1;color:red}", frozenset(), frozenset({"--b"}))
    ':root{--b:1;color:red}'
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(_keep_rules(rules, words, variables))


def _keep_rules(rules: Iterable[Node], words: Words, variables: Words | None) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            kept = [
                tinycss2.serialize(one) for one in _split_selectors(rule.prelude) if _find_names(one) <= words
            ]
            body = _keep_declarations(rule.content, variables) if kept else ""
            yield f"{','.join(kept)}{{{body}}}" if body else ""
        elif rule.type == "at-rule" and rule.lower_at_keyword in _NESTING and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := "".join(_keep_rules(inner, words, variables)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}"
        else:
            yield rule.serialize()


def _keep_declarations(content: list[Node], variables: Words | None) -> str:
    """Return the content of a rule, without the variables that nothing reads."""
    if variables is None or not any(node.type == "ident" and node.value[:2] == "--" for node in content):
        return tinycss2.serialize(content)
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    kept = [one for one in found if one.name[:2] != "--" or one.name in variables]
    return ";".join(one.serialize().rstrip(";") for one in kept)


def _split_selectors(prelude: Iterable[Node]) -> list[list[Node]]:
    """Return the selectors of a list."""
    found: list[list[Node]] = [[]]
    for node in prelude:
        if node == ",":
            found.append([])
        else:
            found[-1].append(node)
    return found


def _find_names(selector: list[Node]) -> set[str]:
    """Return the classes, ids and attribute values that an element must have; `:not()` asks for none."""
    pairs = pairwise(selector)
    found = {node.value for dot, node in pairs if dot == "." and node.type == "ident"}
    for node in selector:
        if node.type == "hash":
            found.add(node.value)
        elif node.type == "[] block" and any(part == "=" for part in node.content):
            found |= {part.value for part in node.content[1:] if part.type in {"ident", "string"}}
    return found
