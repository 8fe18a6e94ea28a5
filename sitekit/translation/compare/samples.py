"""Compare a code sample with its translation: comments, strings, output in words and labels may differ."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from sitekit.grammar import info_string
from sitekit.text import numbers
from sitekit.translation.samples.lines import Line, read_lines
from sitekit.translation.samples.sample import read_language, read_sample

_SHOWN = 72  # characters of a line of code that a message shows


class Difference(NamedTuple):
    """A difference; `here` and `there` are the lines in the translated and in the source block, from 0."""

    message: str
    here: int = 0
    there: int = 0
    severity: str = "error"


def compare_samples(source: str, target: str, languages: tuple[str, str]) -> Iterator[Difference]:
    """Yield how a block of code differs from its source in what no language changes."""
    there, here = read_sample(source), read_sample(target)
    yield from _compare_infos(there.info, here.info)
    language = read_language(there.info)
    if language == "markdown":
        return  # its blocks are compared, as those of the page
    for difference in compare_code(language, there.code, here.code, languages):
        rows = difference.here + here.first, difference.there + there.first
        yield difference._replace(here=rows[0], there=rows[1])


def compare_code(language: str, source: str, target: str, languages: tuple[str, str]) -> Iterator[Difference]:
    """Yield how code differs from its source, but for its words; lines count from 0.

    >>> list(compare_code("python", "x = 1  # un", "x = 1  # one", ("fr", "en")))
    []
    """
    before, after = read_lines(language, source), read_lines(language, target)
    codes = [line.code for line in before], [line.code for line in after]
    for tag, i, k, j, m in SequenceMatcher(None, *codes, autojunk=False).get_opcodes():
        at = _find_row(after, j), _find_row(before, i)
        if tag == "equal":
            for line, other in zip(before[i:k], after[j:m], strict=True):
                yield from _compare_words(line, other, languages)
        elif tag == "insert":
            shown = _shorten_line(target, after[j])
            yield Difference(f"this line of code is not in the French: {shown}; remove it", *at)
        else:
            yield Difference(_describe_change(source, before[i], tag), *at)


def _compare_infos(source: str, target: str) -> Iterator[Difference]:
    """Compare what follows the opening marks: only the words of a title may differ."""
    try:
        there, here = info_string.parse(source), info_string.parse(target)
    except ValueError as error:
        if source != target:
            yield Difference(str(error))
        return
    if here.language != there.language:
        yield Difference(f'the language of this code is "{here.language}", in the French "{there.language}"')
    if here.classes != there.classes:
        yield Difference(f"the classes of this code are not those of the French; write {source}")
    for name in sorted(there.options.keys() | here.options.keys()):
        value, expected = here.options.get(name), there.options.get(name)
        if name == "title" and (bool(value) or not expected):
            continue
        if value != expected:
            yield Difference(f"the option {name} is {_quote(value)}, in the French {_quote(expected)}")


def _quote(value: str | None) -> str:
    return "missing" if value is None else f'"{value}"'


def _find_row(found: list[Line], index: int) -> int:
    """Return the row of a line, or of the last one where there is none any more."""
    return found[min(index, len(found) - 1)].row if found else 0


def _shorten_line(code: str, line: Line) -> str:
    rows = code.splitlines()
    text = rows[line.row].strip() if line.row < len(rows) else line.code
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _describe_change(code: str, line: Line, tag: str) -> str:
    what = "line of expected output" if line.output else "line of code"
    if tag == "delete":
        return f"a {what} is missing here; the French has: {_shorten_line(code, line)}"
    return (
        f"this {what} differs from the French in more than words; the French has: "
        f"{_shorten_line(code, line)}; only comments, texts in quotes and output in words may be translated"
    )


def _compare_words(source: Line, target: Line, languages: tuple[str, str]) -> Iterator[Difference]:
    """Compare the words of two lines: they may be translated, but not lost, and their numbers stay."""
    at = target.row, source.row
    if any(map(str.isalnum, source.words)) and not any(map(str.isalnum, target.words)):
        yield Difference(f"the words of this line are missing; the French has: {source.words.strip()}", *at)
        return
    for difference in compare_numbers(source.words, target.words, languages):
        yield difference._replace(here=target.row, there=source.row)


def compare_numbers(
    source: str, target: str, languages: tuple[str, str], about: str = ""
) -> Iterator[Difference]:
    """Yield which numbers differ, if any do; `about` says of what.

    >>> [difference.message for difference in compare_numbers("20 %", "25%", ("fr", "en"))]
    ['the number here is 25%, in the French 20%; write the number of the French']
    """
    missing, added = map(", ".join, numbers.compare(source, languages[0], target, languages[1]))
    if missing and added:
        message = f"the number here is {added}, in the French {missing}; write the number of the French"
        yield Difference(about + message)
    elif missing:
        yield Difference(f"{about}the number {missing} of the French is missing here; add it")
    elif added:
        yield Difference(f"{about}the number {added} is not in the French; remove it")
