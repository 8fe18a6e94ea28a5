"""Show below each console that a kernel answers: which kernels last did, when, and what its control changes.

The block says in `data-kernel` which claim it shows: what runs in the page reads it there.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from sitekit.examples.kernel_consoles import KERNEL, KernelConsole, read_kernel_consoles
from sitekit.grammar.page import Page
from sitekit.knowledge.claims import read_record
from sitekit.text.dates import write_day
from sitekit.text.typography import space_source
from virtfaq.lab import Proof, read_proofs

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context

_BLOCK = re.compile(
    rf'<div class="(?=[^"]*(?<![\w-]){KERNEL}(?![\w-])[^"]*\bhighlight\b).*?</pre></div>', re.DOTALL
)


def register(md: Markdown, context: Context) -> None:
    """Read the consoles before they leave the text (25), and mark their HTML once it is put back (30)."""
    reader = _Reader(md)
    md.preprocessors.register(reader, "virtfaq-kernel", 28)
    md.postprocessors.register(_Marker(reader, md, context), "virtfaq-kernel", 4)


class _Reader(Preprocessor):
    """Keeps the consoles of the page, each with the id of its claim."""

    consoles: list[tuple[str, KernelConsole]] = []  # noqa: RUF012 - replaced, never changed

    def run(self, lines: list[str]) -> list[str]:
        page = Page("\n".join(lines))
        claims = [(claim.line, claim.id) for claim in read_record(page).claims]
        self.consoles = []
        for one in read_kernel_consoles(page):
            above = [name for line, name in claims if line < one.fence.first]
            self.consoles.append((above[-1] if above else "", one))
        return lines


class _Marker(Postprocessor):
    """Names the claim of each block, and says below it who answered; blocks stand in the order of fences."""

    def __init__(self, reader: _Reader, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.reader, self.context = reader, context

    def run(self, text: str) -> str:
        consoles = iter(self.reader.consoles)
        return _BLOCK.sub(lambda match: self._mark(match[0], *next(consoles)), text)

    def _mark(self, block: str, claim: str, one: KernelConsole) -> str:
        named = block.replace("<div ", f'<div data-kernel="{escape(claim)}" ', 1)
        said = f"{self._tell_replay(one)} {self._tell_control(one.control)}"
        return f'{named}\n<p class="replayed">{space_source(said, self.context.language)}</p>'

    def _tell_replay(self, one: KernelConsole) -> str:
        """Return the sentence on the last replay."""
        words, found = self.context.words["replayed"], find_replay(one)
        if not found:
            return escape(words["never"])
        day = write_day(found.date, self.context.words["locale"])
        return escape(words["last"].format(kernels=found.kernel, date=day))

    def _tell_control(self, control: str) -> str:
        """Return the sentence on the change that must refute it."""
        old, new = (part.strip() for part in control.split("→"))
        words = self.context.words["replayed"]
        sentence = words["without"] if not new else words["instead"]
        marks = {name: f"<code>{escape(text)}</code>" for name, text in (("old", old), ("new", new))}
        return str(escape(sentence).format(**marks))


def find_replay(one: KernelConsole) -> Proof | None:
    """Return the recorded replay of a console, if it has been replayed as it stands."""
    same = (
        proof
        for proof in read_proofs().values()
        if (proof.console, proof.control) == (one.fence.code + "\n", one.control)
    )
    return next(same, None)
