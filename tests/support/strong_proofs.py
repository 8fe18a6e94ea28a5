"""Tell whether the expected output of each example proves anything: once changed, the example must fail.

Nothing is run twice: what each example gave is compared with every changed expectation by the same checker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitekit.examples.session import Outcome
from sitekit.findings import Finding


def mutants(expected: str) -> Iterator[str]:
    """Yield the expected text with one character after the other changed to another of its kind.

    >>> list(mutants("9 kB"))
    ['0 kB', '9 lB', '9 kC']
    """
    for index, character in enumerate(expected):
        if not character.isspace():
            yield expected[:index] + _change(character) + expected[index + 1 :]


def _change(character: str) -> str:
    if character in "9zZ":
        return {"9": "0", "z": "a", "Z": "A"}[character]
    if character.isascii() and character.isalnum():
        return chr(ord(character) + 1)
    return "\N{SECTION SIGN}" if character != "\N{SECTION SIGN}" else "\N{PILCROW SIGN}"


def find_survivors(outcomes: Iterable[Outcome]) -> list[Finding]:
    """Return the examples that pass, and would still pass with another expected output."""
    found = []
    for outcome in outcomes:
        if not outcome.passed:
            continue
        example = outcome.example
        changed = next((text for text in mutants(example.want) if example.accepts(outcome.got, text)), None)
        if changed is not None:
            line = example.output.first + 1 if example.output else example.line
            fault = f'this example proves nothing: it also passes with "{changed.strip()}"'
            found.append(Finding(example.path, line, f"{fault}; show what it gives, whole"))
    return found
