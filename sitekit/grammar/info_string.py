"""Read the info string of a code fence as SuperFences does: language, classes and options."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown.extensions.attr_list import get_attrs_and_remainder
from pygments.lexers import find_lexer_class_by_name
from pygments.lexers.python import Python2Lexer, PythonConsoleLexer, PythonLexer
from pygments.util import ClassNotFound

PYTHON = {"python", "pycon"}
_FORM = re.compile(
    r"[ \t]*(?:\.?(?P<language>[\w#+.-]+)(?=[ \t]|$))?[ \t]*(?:\{(?P<braces>.*)\}|(?P<options>[^{}]*))[ \t]*"
)
_OPTION = re.compile(r"""[ \t]*(?P<key>[a-z_]+)=(?P<quote>["'])(?P<value>.*?)(?P=quote)(?=[ \t]|$)""")
_VALUES = {
    "hl_lines": re.compile(r"\d+(?:-\d+)?(?:[ \t]+\d+(?:-\d+)?)*"),
    "linenums": re.compile(r"\d+(?:[ \t]+\d+){0,2}"),
    "title": re.compile(r".*"),
}


@dataclass(frozen=True, slots=True)
class Info:
    """An info string, read. `language` is "" without one."""

    language: str
    classes: tuple[str, ...]
    options: dict[str, str]


def parse(info: str) -> Info:
    """Read an info string. Raises ValueError, which says what to write, for one that makes no fence.

    >>> parse("{.pycon .display title='a.py'}")
    Info(language='pycon', classes=('display',), options={'title': 'a.py'})
    >>> parse("python notest")
    Traceback (most recent call last):
    ValueError: "python notest" cannot follow a fence; write a language, then title="…", hl_lines="…" \
or linenums="…", or {.language .class title="…"}
    """
    form = _FORM.fullmatch(info)
    read = form and (
        _read_braces(form["braces"]) if form["braces"] is not None else _read_options(form["options"])
    )
    if not form or read is None:
        raise ValueError(
            f'"{info.strip()}" cannot follow a fence; write a language, then title="…", '
            'hl_lines="…" or linenums="…", or {.language .class title="…"}'
        )
    classes, options = read
    language = form["language"] or (classes.pop(0) if classes else "")
    return Info(normalise(language), tuple(classes), options)


def _read_braces(text: str) -> tuple[list[str], dict[str, str]] | None:
    pairs, remainder = get_attrs_and_remainder(text)
    classes = [value for key, value in pairs if key == "."]
    return None if remainder.strip() else (classes, {key: value for key, value in pairs if key != "."})


def _read_options(text: str) -> tuple[list[str], dict[str, str]] | None:
    options = {}
    while text.strip():
        option = _OPTION.match(text)
        if not option or not _VALUES.get(option["key"], re.compile("(?!)")).fullmatch(option["value"]):
            return None
        options[option["key"]] = option["value"]
        text = text[option.end() :]
    return [], options


def normalise(language: str) -> str:
    """Return the highlighter's own name of a language.

    >>> normalise("Python3"), normalise("python-console"), normalise("sh"), normalise("unheard-of")
    ('python', 'pycon', 'bash', 'unheard-of')
    """
    lexer = _find_lexer(language.lower())
    return str(lexer.aliases[0]) if lexer else language.lower()


def is_odd_python(language: str) -> bool:
    """Tell whether it is coloured as Python without being `python` or `pycon`: numpy, python2, ipython…"""
    lexer = _find_lexer(language)
    coloured = lexer and issubclass(lexer, PythonLexer | Python2Lexer | PythonConsoleLexer)
    return bool(coloured or "python" in language) and normalise(language) not in PYTHON


@cache
def _find_lexer(language: str) -> Any:
    try:
        return find_lexer_class_by_name(language) if language else None
    except ClassNotFound:
        return None
