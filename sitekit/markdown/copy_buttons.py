"""Give each block of Python or of a shell session what its copy button copies: no prompt, no output.

The button is Material's; its name for those who hear it is set in theme/assets/virtfaq.js, its look in
virtfaq.css. It copies the `data-copy` of the nearest element that has one, in place of the text shown. A
block that shows what a script prints has no button, so that who copies a page button by button gets code
alone; nor has a console of two machines. A block whose text output is shown as a table or figure also keeps
its doctest, in `data-doctest`, for the Run button.
"""

from __future__ import annotations

import html
import re

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from sitekit.examples.collect import OUTPUT
from sitekit.examples.copyable import make_copyable
from sitekit.examples.kernel_consoles import KERNEL
from sitekit.examples.session import DISPLAY
from sitekit.examples.shell_session import LANGUAGES, find_commands
from sitekit.grammar.fences import Fence
from sitekit.grammar.page import Page
from virtfaq.lab import read_console

_CLASSES = r'<div class="(?=[^"]*\bhighlight\b)'
_BLOCK = re.compile(rf'{_CLASSES}[^"]*\blanguage-(?:python|pycon|{"|".join(LANGUAGES)})(?![\w-])[^"]*"')
_OUTPUT = re.compile(rf'{_CLASSES}(?=[^"]*(?<![\w-]){OUTPUT}(?![\w-]))')


def register(md: Markdown) -> None:
    """Read the fences before they leave the text (25), and mark their HTML once it is put back (30)."""
    reader = _Reader(md)
    md.preprocessors.register(reader, "virtfaq-copying", 27)
    md.postprocessors.register(_Marker(reader, md), "virtfaq-copying", 5)


class _Reader(Preprocessor):
    """Keeps the fences of Python and of shell sessions, in page order."""

    fences: list[Fence] = []  # noqa: RUF012 - replaced, never changed

    def run(self, lines: list[str]) -> list[str]:
        found = Page("\n".join(lines)).fences
        self.fences = [fence for fence in found if fence.is_python or fence.language in LANGUAGES]
        return lines


class _Marker(Postprocessor):
    """Adds `data-copy` to each such block; they stand in the page in the order of its fences."""

    def __init__(self, reader: _Reader, md: Markdown) -> None:
        super().__init__(md)
        self.reader = reader

    def run(self, text: str) -> str:
        text = _OUTPUT.sub(lambda match: match[0] + "no-copy ", text)
        shown = len(_BLOCK.findall(text))
        if not shown:  # postprocessors also see each heading by itself
            return text
        if shown != len(self.reader.fences):
            raise ValueError(
                f"this page has {len(self.reader.fences)} fences of code to copy, and shows {shown} blocks"
            )
        fences = iter(self.reader.fences)
        return _BLOCK.sub(lambda match: _mark(match[0], next(fences)), text)


def _mark(tag: str, fence: Fence) -> str:
    doctest = f' data-doctest="{_quote(fence.code)}"' if DISPLAY in fence.classes else ""
    if KERNEL in fence.classes and any(read_console(fence.code).machines):
        return tag.replace('class="', 'class="no-copy ', 1)  # what one does to itself is not for the reader's
    copied = find_commands(fence.code) if fence.language in LANGUAGES else make_copyable(fence)
    return f'{tag} data-copy="{_quote(copied)}"{doctest}'


def _quote(code: str) -> str:
    return html.escape(code, quote=True).replace("\n", "&#10;")
