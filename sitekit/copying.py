"""Gives each Python block the code that its copy button copies: without prompts and outputs, ready to run.

Material copies the `data-copy` of the nearest element that has one, in place of the text shown. A block whose
text output is shown as a table or figure also keeps its doctest, in `data-doctest`, for the Run button.
"""

from __future__ import annotations

import html
import re

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from sitekit.examples import copyable
from sitekit.fences import Fence, scan
from sitekit.session import DISPLAY

_BLOCK = re.compile(r'<div class="(?=[^"]*\bhighlight\b)[^"]*\blanguage-(?:python|pycon)\b[^"]*"')


def register(md: Markdown) -> None:
    """Reads the fences before they leave the text (25), and marks their HTML once it is put back (30)."""
    reader = _Reader(md)
    md.preprocessors.register(reader, "virtfaq-copying", 27)
    md.postprocessors.register(_Marker(reader, md), "virtfaq-copying", 5)


class _Reader(Preprocessor):
    """Keeps the Python fences of the page, in page order."""

    fences: list[Fence] = []  # noqa: RUF012 - replaced, never changed

    def run(self, lines: list[str]) -> list[str]:
        self.fences = [fence for fence in scan("\n".join(lines)) if fence.is_python]
        return lines


class _Marker(Postprocessor):
    """Adds `data-copy` to each Python block, which stand in the page in the order of its fences."""

    def __init__(self, reader: _Reader, md: Markdown) -> None:
        super().__init__(md)
        self.reader = reader

    def run(self, text: str) -> str:
        shown = len(_BLOCK.findall(text))
        if not shown:  # postprocessors also see each heading by itself
            return text
        if shown != len(self.reader.fences):
            raise ValueError(
                f"this page has {len(self.reader.fences)} Python fences and shows {shown} blocks"
            )
        fences = iter(self.reader.fences)
        return _BLOCK.sub(lambda match: _marked(match[0], next(fences)), text)


def _marked(tag: str, fence: Fence) -> str:
    doctest = f' data-doctest="{_quoted(fence.code)}"' if DISPLAY in fence.classes else ""
    return f'{tag} data-copy="{_quoted(copyable(fence))}"{doctest}'


def _quoted(code: str) -> str:
    return html.escape(code, quote=True).replace("\n", "&#10;")
