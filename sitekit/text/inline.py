"""Find in prose what every language has alike: links, attributes, notes, icons, formulas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from markdown.extensions.attr_list import get_attrs_and_remainder

# Attributes whose value is in a language, and so may differ.
WORDED = frozenset({"title", "alt", "aria-label", "aria-description", "placeholder", "lang", "dir"})
_PAIR = r"""(?:[.\#][\w:-]+|[\w:@-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'}]+)|[a-z]+(?:-[a-z]+)+)"""
_TOKEN = re.compile(
    rf"""(?=[`<$\\\]!\[h{{:+]) # what none of these starts is passed over quickly
    (?: (?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | <!--(?P<comment>.*?)-->
    | (?P<math>(?<!\$)\$\$.+?\$\$ | (?<![\w$])\$(?=[^\s$])[^$\n]*?(?<=[^\s\\])\$(?![\d$])
        | \\\(.+?\\\) | \\\[.+?\\\])
    | (?P<escape>\\[^\w\s])
    | \]\(\s*<?(?P<link>(?:[^\s()<>]|\([^\s()]*\))*)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)
    | (?P<image>!)(?=\[)
    | \[@(?P<citation>[\w.:-]+(?:,[^\]\n]*)?)\]
    | \[\^(?P<footnote>[^\]\s]+)\]
    | \]\[(?P<reference>[^\]\n]*)\]
    | <(?P<address>(?:https?|ftp|mailto):[^\s<>]*)>
    | (?P<url>\bhttps?://[^\s<>"'`\])»]*[^\s<>"'`\])».,;:!?…])
    | <(?P<tag>/?[a-zA-Z][\w-]*(?:\s[^<>]*?)?/?)>
    | \{{:?[ ]*(?P<attributes>{_PAIR}(?:[ ]+{_PAIR})*)[ ]*\}}
    | \{{\{{(?P<variable>.*?)\}}\}}
    | :(?P<icon>[a-z][\w+-]*):
    | \+\+(?P<keys>[a-z"][\w+"-]*)\+\+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([\w:@-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_DIRECTION = re.compile(  # a piece written from one side or the other, which a translation may need alone
    r"""<(?P<name>bdi|bdo|span)(?P<attributes>(?:\s+(?:dir|lang)\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*)\s*>
    (?P<content>(?:(?!</?(?P=name)[\s>]).)*)</(?P=name)>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
_SKIPPED = frozenset({"comment", "escape"})
_LEFT = {"code": " ", "comment": " ", "link": "]", "reference": "]"}  # what stays in the prose

Fixed = Counter[tuple[str, str]]


class Inline(NamedTuple):
    """The parts of a piece of prose: `fixed` (category, value), `code` its code spans, `prose` the rest."""

    fixed: Fixed
    code: Counter[str]
    prose: str


def read(text: str) -> Inline:
    """Take a piece of prose apart.

    >>> inline = read("See [the page](a.md#b){ .button } and `x`[^1] :material-check:")
    >>> sorted(inline.fixed), list(inline.code)
    ([('attribute', '.button'), ('footnote', '1'), ('icon', 'material-check'), ('link', 'a.md#b')], ['x'])
    >>> inline.prose
    'See [the page] and   '
    """
    fixed: Fixed = Counter()
    code: Counter[str] = Counter()

    def take(match: re.Match[str]) -> str:
        category = match.lastgroup or ""
        if category == "code":
            code[" ".join(match["code"].split())] += 1
        elif category not in _SKIPPED:
            fixed.update(_read_values(category, match[category]))
        return match[0] if category == "escape" else _LEFT.get(category, "")

    prose = _TOKEN.sub(take, _drop_directions(text))
    return Inline(fixed, code, prose)


def _drop_directions(text: str) -> str:
    """Return the text without elements that only say its direction; code spans may hold none.

    >>> _drop_directions("<span dir='ltr'>a <bdi>b</bdi></span> <span dir=up>c</span>")
    'a b <span dir=up>c</span>'
    """
    while text != (text := _DIRECTION.sub(_drop_direction, text)):
        pass
    return text


def _drop_direction(match: re.Match[str]) -> str:
    found = {
        key.lower(): value.strip("\"'").lower() for key, value in _ATTRIBUTE.findall(match["attributes"])
    }
    direction = found.get("dir", "auto" if match["name"].lower() == "bdi" else "")
    return match["content"] if direction in _DIRECTIONS else match[0]


def _read_values(category: str, value: str) -> Iterator[tuple[str, str]]:
    if category == "attributes":
        yield from (("attribute", attribute) for attribute in read_attributes(value))
    elif category == "citation":
        key, _, locator = value.partition(",")
        yield category, " ".join([key, *re.findall(r"\d+", locator)])
    elif category == "tag":
        yield category, _read_tag(value)
    else:
        yield "link" if category in {"address", "url"} else category, " ".join(value.split())


def read_attributes(text: str) -> list[str]:
    """Return the attributes of an attribute list that no language changes.

    >>> read_attributes('.claim #id data-verdict=true title="Words"')
    ['.claim', '#id', 'data-verdict=true']
    """
    pairs, _ = get_attrs_and_remainder(text)
    signs = {".": ".", "id": "#"}
    return [
        signs.get(key, f"{key}=" if value is not None else key) + (value or "")
        for key, value in pairs
        if key not in WORDED
    ]


def _read_tag(text: str) -> str:
    name, _, rest = text.partition(" ")
    kept = sorted(
        f'{key}="{value.strip(chr(34) + chr(39))}"'
        for key, value in _ATTRIBUTE.findall(rest)
        if key.lower() not in WORDED or _is_no_direction(key, value)
    )
    return " ".join([name.rstrip("/").lower(), *kept])


def _is_no_direction(key: str, value: str) -> bool:
    return key.lower() == "dir" and value.strip("\"'").lower() not in _DIRECTIONS
