"""Find the front matter of a page, its values, and those that are words: the title and the description.

The words are translated; the rest, such as the day of an answer, are facts, which the French page alone has.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

_WHOLE = re.compile(r"---[ \t]*\r?\n(?:.*\r?\n)+?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
WORDED_KEYS = ("title", "description")
WORDED = re.compile(
    rf"(?m)^(?P<key>{'|'.join(WORDED_KEYS)})[ \t]*:[ \t]*(?:\r?\n[ \t]+)?"
    r"(?P<words>[^\s][^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)"
)


def find_front_matter(text: str, at: int = 0) -> str:
    r"""Return the front matter with the lines around it, or nothing if the page has none.

    >>> find_front_matter("---\ntitle: Un\n---\nDeux.\n")
    '---\ntitle: Un\n---\n'
    """
    found = _WHOLE.match(text, at)
    return found[0] if found else ""


def read_values(front: str) -> dict[str, Any]:
    r"""Return the values of a front matter. Raises yaml.YAMLError if it is no mapping of YAML.

    >>> read_values("---\ntitle: Un\n---\n")
    {'title': 'Un'}
    """
    found = yaml.safe_load("\n".join(front.splitlines()[1:-1])) or {}
    if not isinstance(found, dict):
        raise yaml.YAMLError("not a mapping")
    return found


def find_words(front: str) -> str:
    r"""Return the title and the description, a line each or more.

    >>> find_words("---\ntitle: Un\ntags: [a]\ndescription: Deux\n  trois\n---\n")
    'Un\nDeux\n  trois'
    """
    return "\n".join(match["words"] for match in WORDED.finditer(front))


def keep_words(front: str) -> str:
    r"""Return a front matter without its facts.

    >>> keep_words("---\ntitle: Un\ndate: '2026-01-31'\ndescription: Deux\n---\n")
    '---\ntitle: Un\ndescription: Deux\n---\n'
    """
    return "\n".join(["---", *(match[0] for match in WORDED.finditer(front)), "---\n"])


def replace_words(front: str, translated: str) -> str:
    r"""Return a front matter with the words of a translated one, where that has them.

    >>> replace_words("---\ntitle: Un\ndate: '2026-01-31'\n---\n", "---\ntitle: One\n---\n")
    "---\ntitle: One\ndate: '2026-01-31'\n---\n"
    """
    words = {match["key"]: match[0] for match in WORDED.finditer(translated)}
    return WORDED.sub(lambda match: words.get(match["key"], match[0]), front)
