"""Read a line of a Mermaid diagram: its nodes and arrows are code, its labels are words."""

from __future__ import annotations

import re

_WHOLE = re.compile(  # the rest of such a line is a label
    r"(?P<code>\s*(?:%%|title\b|section\b|subgraph\b(?!.*\[)|acc(?:Title|Descr)\b\s*:?"
    r"|(?:participant|actor)\s+\S+\s+as\b|[Nn]ote\s[^:]*:|[^:\"\[({|]*[^:\"\[({|\s]\s*:(?!:)))\s*(?P<label>.+)"
)
_LABEL = re.compile(
    r"""(?P<open>"|\[+[(/\\]*|\(+\[?|\{+|\|)(?P<label>[^"\[\](){}|]*[^\W\d_][^"\[\](){}|]*)(?P<close>"|[)/\\]*\]+|\]?\)+|\}+|\|)"""
)
_ON_ARROW = re.compile(
    r"(?<=[-=.])\s+(?P<label>[^-=.<>|\"\[\](){}]*[^\W\d_][^-=.<>|\"\[\](){}]*?)\s+(?=[-=.]+>?)"
)


def read_diagram_line(text: str) -> tuple[str, str, list[tuple[int, int]]]:
    """Return the code and the words of one line of a diagram, and the places of these: their columns.

    >>> read_diagram_line('  vm["Noyau invité"] -->|appel| kvm(Hyperviseur)')
    ('vm[""] -->|| kvm()', 'Noyau invité appel Hyperviseur', [(6, 18), (25, 30), (36, 47)])
    >>> read_diagram_line("  hote->>vm: démarre")
    ('hote->>vm:', 'démarre', [(13, 20)])
    """
    if match := _WHOLE.fullmatch(text):
        label = match["label"].strip()
        first = text.index(label, match.start("label"))
        return " ".join(match["code"].split()), label, [(first, first + len(label))]
    spans = sorted({match.span("label") for form in (_LABEL, _ON_ARROW) for match in form.finditer(text)})
    found = [span for i, span in enumerate(spans) if not i or span[0] >= spans[i - 1][1]]
    code = text
    for first, last in reversed(found):
        code = code[:first] + code[last:]
    return " ".join(code.split()), " ".join(text[first:last] for first, last in found), found
