"""Read a shell session: the commands typed after its prompts, each as far as its shell takes it.

A quote, a here-document, a block, a pipe go on over lines, with or without the prompt that a terminal shows
there; what follows is output, whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import tree_sitter_bash
from tree_sitter import Language, Parser

LANGUAGES = ("console", "doscon", "pwsh-session", "tcshcon")  # of fences that show a session
_ENVIRONMENT = r"(?:\([\w.:/ -]+\) ?)*"  # (venv), (base)
_HOSTS = (
    r"\[[\w.-]+@[^\]]*\]",  # [user@host folder]
    r"[\w.-]+@[\w.-]+(?::[^\s$#%]*| [~/]?[\w./~-]+)?",  # user@host:~/folder, user@host folder
    r"[\w.-]+:[~/\w][^\s$#%]*(?: [\w.-]+)?",  # host:folder user
    r"(?:ba|da|k|z)?sh(?:-[\w.]+)?",  # sh-5.2
    r"[~/][\w./~-]*",  # the folder alone, as busybox has it
)
_SURE = re.compile(rf"{_ENVIRONMENT}(?:(?:{'|'.join(_HOSTS)}) ?[$#%❯]|[$❯])(?: |$)")
_BARE = re.compile(rf"{_ENVIRONMENT}[#%](?: |$)")  # of root, of csh: a comment where others are in use
_WINDOWS = re.compile(rf"{_ENVIRONMENT}(?:PS(?: [^>]+)?|[A-Za-z]:\\[^>]*)> ?")
_CONTINUED = re.compile(r">(?: |$)")
_CONTINUED_WINDOWS = re.compile(r">>(?: |$)|More\? ?")
_HEREDOC = re.compile(r"(?<![<\w])\d*<<(?P<dash>-?)[ \t]*\\?(?P<quote>['\"]?)(?P<word>[\w.-]+)(?P=quote)")


def find_commands(session: str) -> str:
    """Return the commands of a session, without prompts and outputs; all of it if it has no prompt.

    >>> session = "(venv) $ for n in 1 2; do\\n>   echo $n\\n> done\\n1\\n2\\n$ pwd\\n/home\\n"
    >>> print(find_commands(session), end="")
    for n in 1 2; do
      echo $n
    done
    pwd
    """
    rows = session.split("\n")
    sure = any(_SURE.match(row) for row in rows)
    found: list[str] = []
    at = 0
    while at < len(rows):
        windows = _WINDOWS.match(rows[at])
        prompt = windows or _SURE.match(rows[at]) or (None if sure else _BARE.match(rows[at]))
        typed = [rows[at][prompt.end() :], *rows[at + 1 :]] if prompt else []
        lines = (_take_windows_lines if windows else _take_lines)(typed) if prompt else []
        found += lines
        at += max(len(lines), 1)
    return "\n".join([*found, ""]) if found else session


def _take_lines(typed: Sequence[str]) -> list[str]:
    """Return the lines of the first command in what was typed."""
    prompted = len(typed) > 1 and _CONTINUED.match(typed[1])
    plain = [typed[0], *(_CONTINUED.sub("", row, count=1) if prompted else row for row in typed[1:])]
    for count in range(1, len(plain) + 1):
        if _is_whole("\n".join(plain[:count])):
            return plain[:count]
    return plain[: 1 + _count_continued(typed)]  # bash would not take it: as far as it is marked to go on


def _count_continued(typed: Sequence[str]) -> int:
    """Count the lines that a backslash, or a prompt of their own, adds to the first."""
    ends = (
        i
        for i, (row, below) in enumerate(pairwise(typed))
        if not (row.endswith("\\") or _CONTINUED.match(below))
    )
    return next(ends, len(typed) - 1)


def _is_whole(command: str) -> bool:
    """Tell whether bash would run it, and not wait for more."""
    parsed = _make_parser().parse(f"{command}\n".encode())
    if not parsed.root_node.has_error:
        return True
    rest = _drop_heredoc(command)  # the grammar knows one here-document in a line
    return rest is not None and _is_whole(rest)


def _drop_heredoc(command: str) -> str | None:
    """Return the command without its first here-document; None if that is its only one, or does not end."""
    head, *rows = command.split("\n")
    found = list(_HEREDOC.finditer(head))
    if len(found) < 2:
        return None
    first = found[0]
    for number, row in enumerate(rows):
        if (row.lstrip("\t") if first["dash"] else row) == first["word"]:
            return "\n".join([head[: first.start()] + head[first.end() :], *rows[number + 1 :]])
    return None


def _take_windows_lines(typed: Sequence[str]) -> list[str]:
    """Return the same lines for PowerShell or cmd: a mark at a line's end, or an open bracket, goes on."""
    lines = [typed[0]]
    for row in typed[1:]:
        so_far = "\n".join(lines)
        is_open = sum(map(so_far.count, "{([")) > sum(map(so_far.count, "})]"))
        if not (is_open or so_far.endswith(("`", "^", "|")) or _CONTINUED_WINDOWS.match(row)):
            break
        lines.append(_CONTINUED_WINDOWS.sub("", row, count=1))
    return lines


@cache
def _make_parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))
