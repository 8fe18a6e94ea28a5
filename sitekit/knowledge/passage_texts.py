"""Find quotations in the texts that packages of Debian have, and take a digest of the paragraph around each.

What is compared are letters and digits alone: neither mark-up nor the breaks of lines make a difference.
"""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from sitekit.knowledge.passages import Passage

_MOST_PARAGRAPHS = 3  # that a quotation may run through, as from a term to what is said of it
_MAN = re.compile(r"/man/(?:.+/)?man\d[^/]*/[^/]+$")
_REQUEST = re.compile(r"^[.'][ \t]*(?P<name>[A-Za-z]+|\\\"|)(?P<rest>.*)$")
_SET = frozenset({"B", "I", "BR", "RB", "BI", "IB", "IR", "RI", "SB", "SM", "UR", "MT"})  # fonts and links
_NO_BREAK = frozenset({"UE", "ME", '\\"', "", "ft", "ne", "nh", "hy", "ad", "br"})
_ARGUMENT = re.compile(r'"((?:[^"]|"")*)"|(\S+)')
_ESCAPES = (
    (re.compile(r"\\\".*"), ""),
    (re.compile(r"\\f(?:\[[^\]]*\]|\(..|.)"), ""),
    (re.compile(r"\\s[+-]?\d"), ""),
    (
        re.compile(r"\\(?:\*|n)?(?:\[[^\]]*\]|\(..)"),
        " ",
    ),  # signs that are no letters, as far as manuals use them
    (re.compile(r"\\."), " "),
)
_ROLE = re.compile(r":[\w:.+-]+:(?=`)|[ \n]<[^<>`]+>(?=`)")
_BLOCK = re.compile(
    r"</?(?:p|div|li|ul|ol|dl|dt|dd|h\d|pre|table|tr|td|th|section|br)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]+>")
_CUT = re.compile(r"\[?(?:…|\.\.\.)\]?")  # where a quotation leaves words out


def split_file(passage: Passage) -> tuple[str, str]:
    """Return the package that has the text of a passage, and the path in it.

    >>> split_file(Passage("a#b", "§ 1", "itself", "x", file="manpages: usr/share/man/man7/x.7.gz"))
    ('manpages', 'usr/share/man/man7/x.7.gz')
    """
    package, _, path = passage.file.partition(":")
    return package, path.strip()


def find_digest(passage: Passage, content: bytes) -> str | None:
    """Return the digest of the paragraph of a file that has the quotation; None if no paragraph has it.

    >>> passage = Passage("a#b", "§ 1", "itself", "a *global* resource", file="x: a.rst")
    >>> text = b"Title\\n=====\\n\\nIt wraps a ``global``\\nresource.\\n\\nMore.\\n"
    >>> digest = find_digest(passage, text)
    >>> digest == find_digest(passage, text.replace(b"More", b"Less").replace(b"wraps a", b"wraps\\n  a"))
    True
    >>> digest == find_digest(passage, text.replace(b"wraps", b"holds"))
    False
    >>> find_digest(passage, text.replace(b"global", b"local"))
    """
    paragraphs = read_paragraphs(split_file(passage)[1], content)
    parts = [bare for part in _CUT.split(passage.quote) if (bare := strip(part))]
    found = _find_parts(paragraphs, parts)
    return None if found is None else sha256(found.encode()).hexdigest()


def _find_parts(paragraphs: Sequence[str], parts: Sequence[str]) -> str | None:
    """Return the shortest run of paragraphs that has all parts in their order."""
    pattern = re.compile(".*".join(map(re.escape, parts or ["\0"])))
    for length in range(1, _MOST_PARAGRAPHS + 1):
        for first in range(len(paragraphs) - length + 1):
            run = "".join(paragraphs[first : first + length])
            if pattern.search(run):
                return run
    return None


def strip(text: str) -> str:
    """Return the letters and digits of a text.

    >>> strip("A *global*, shared  resource’s name")
    'Aglobalsharedresourcesname'
    """
    return "".join(filter(str.isalnum, text))


def read_paragraphs(path: str, content: bytes) -> list[str]:
    """Return the letters and digits of each paragraph of a manual page, of HTML, or of another text.

    >>> page = b".SH NAME\\nx\\n.PP\\nOne\\n.BR two (3)\\n\\\\fIthree\\\\fP.\\n"
    >>> read_paragraphs("usr/share/man/man7/x.7", page)
    ['NAME', 'x', 'Onetwo3three']
    >>> read_paragraphs("a.html", b"<p>One &eacute;<b>two</b></p><p>three")
    ['Oneétwo', 'three']
    >>> read_paragraphs("a.rst", b"One :ref:`two <other>`\\nthree.\\n\\nFour")
    ['Onetwothree', 'Four']
    """
    text = (gzip.decompress(content) if path.endswith(".gz") else content).decode("utf-8", "replace")
    name = path.removesuffix(".gz")
    if _MAN.search("/" + name):
        found = _read_manual(text)
    elif name.endswith((".html", ".htm")):
        found = iter([html.unescape(_TAG.sub("", part)) for part in _BLOCK.split(text)])
    else:
        found = iter(re.split(r"\n[ \t]*\n", _ROLE.sub("", text)))
    return [bare for paragraph in found if (bare := strip(paragraph))]


def _read_manual(text: str) -> Iterator[str]:
    """Yield the paragraphs of a manual page."""
    lines: list[str] = []
    for line in text.splitlines():
        request = _REQUEST.match(line)
        name = request["name"] if request else ""
        if request and name in _SET:
            said = [
                first.replace('""', '"') or second for first, second in _ARGUMENT.findall(request["rest"])
            ]
            lines.append(" ".join(said))
        elif request and name in _NO_BREAK:
            continue
        elif request or not line.strip():
            yield _read_roff(lines)
            lines = []
            if request and name in {"SH", "SS", "TH"}:
                yield _read_roff([request["rest"]])
            elif request and name in {"IP", "TP"}:
                lines = [request["rest"].strip().rpartition(" ")[0]]
        else:
            lines.append(line)
    yield _read_roff(lines)


def _read_roff(lines: Sequence[str]) -> str:
    text = "\n".join(lines)
    for pattern, instead in _ESCAPES:
        text = pattern.sub(instead, text)
    return text


def find_all(
    passages: Mapping[str, Passage], texts: Mapping[tuple[str, str], bytes]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the digests of the passages that are found in their files, and why others are not.

    `texts` has the content of files by package and path.
    """
    found: dict[str, str] = {}
    lost: dict[str, str] = {}
    for key, passage in passages.items():
        if not passage.file:
            continue
        place = split_file(passage)
        if place not in texts:
            lost[key] = f"the package {place[0]} has no {place[1]}"
        elif digest := find_digest(passage, texts[place]):
            found[key] = digest
        else:
            lost[key] = f"{place[1]} of {place[0]} does not have its quotation"
    return found, lost
