"""Read the values of BibTeX: texts in braces or quotes, numbers and names of @string, joined by #."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bibtexparser.library import Library
from bibtexparser.model import Entry, String

Fault = tuple[int, str]  # a line, counted from 0 as the parser does, and what is wrong with it
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"[^\s#{}\"',=()%]+")


class ValueFault(ValueError):
    """A value that BibTeX would not read, or not as its author meant it."""


def resolve(library: Library) -> Iterator[Fault]:
    """Give every field its text, in place, and yield a fault for each that has none.

    The library is as the parser splits it, with nothing resolved and nothing taken off. A name is known below
    its @string alone, in any case, as BibTeX has it; months are no names until they are defined.
    """
    known: dict[str, str] = {}
    for block in library.blocks:
        if isinstance(block, String):
            try:
                known[block.key.lower()] = read_value(block.value, known)
            except ValueFault as fault:
                yield block.start_line or 0, f"@string {block.key}: {fault}"
        elif isinstance(block, Entry):
            for field in block.fields:
                try:
                    field.value = read_value(str(field.value), known)
                except ValueFault as fault:
                    line = field.start_line or block.start_line or 0
                    yield line, f'"{block.key}": the value of {field.key} {fault}'


def read_value(written: str, known: Mapping[str, str]) -> str:
    """Return the text of a value, given the texts that names stand for.

    >>> read_value('"Journal of " # acm # { {N}o. } # 3', {"acm": "the ACM"})
    'Journal of the ACM {N}o. 3'
    """
    parts, at = [], 0
    while True:
        at += len(written[at:]) - len(written[at:].lstrip())
        part, at = _read_part(written, at, known)
        parts.append(part)
        rest = written[at:].lstrip()
        if not rest:
            return "".join(parts)
        if not rest.startswith("#"):
            raise ValueFault("has two parts side by side; join them by # or put all of it in braces")
        at = len(written) - len(rest) + 1


def _read_part(written: str, at: int, known: Mapping[str, str]) -> tuple[str, int]:
    """Return the text that starts at a place, and the place where it ends."""
    if written[at : at + 1] in {"{", '"'}:
        end = _find_end(written, at)
        return written[at + 1 : end], end + 1
    if (number := _NUMBER.match(written, at)) and not _NAME.match(written, number.end()):
        return number[0], number.end()
    if not (name := _NAME.match(written, at)):
        raise ValueFault("lacks a part beside a #, or all of it; write it in braces")
    if name[0].lower() not in known:
        raise ValueFault(f"is the name {name[0]}, which no @string above defines; define it, or write {{…}}")
    return known[name[0].lower()], name.end()


def _find_end(written: str, at: int) -> int:
    """Return the place where a text in braces or quotes ends; a quotation mark in braces ends none."""
    depth = 0
    for place in range(at, len(written)):
        depth += {"{": 1, "}": -1}.get(written[place], 0)
        if depth == 0 and place > at and written[place] == ("}" if written[at] == "{" else '"'):
            return place
    raise ValueFault("does not end; check its braces and quotation marks")
