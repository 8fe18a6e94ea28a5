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


def diagram_line(text: str) -> tuple[str, str]:
    """Return the code and the words of one line of a diagram.

    >>> diagram_line('  vm["Noyau invité"] -->|appel| kvm(Hyperviseur)')
    ('vm[""] -->|| kvm()', 'Noyau invité appel Hyperviseur')
    >>> diagram_line("  hote->>vm: démarre")
    ('hote->>vm:', 'démarre')
    """
    words: list[str] = []

    def take(match: re.Match[str]) -> str:
        words.append(match["label"])
        return match[0].replace(match["label"], "", 1)

    if match := _WHOLE.fullmatch(text):
        return " ".join(match["code"].split()), match["label"].strip()
    code = _ON_ARROW.sub(take, _LABEL.sub(take, text))
    return " ".join(code.split()), " ".join(words)


def labels(text: str) -> list[tuple[int, int]]:
    """Return the places of the words of a line of a diagram: their first column, and the one after the last.

    >>> line = '  vm["Noyau invité"] -->|appel| kvm(Hyperviseur)'
    >>> [line[start:end] for start, end in labels(line)]
    ['Noyau invité', 'appel', 'Hyperviseur']
    """
    if match := _WHOLE.fullmatch(text):
        label = match["label"].strip()
        first = text.index(label, match.start("label"))
        return [(first, first + len(label))]
    found = {match.span("label") for pattern in (_LABEL, _ON_ARROW) for match in pattern.finditer(text)}
    return sorted(found)
