"""Find the front matter of a page and its fields."""

from __future__ import annotations

import re

FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?:.*\r?\n)+?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")


_META = re.compile(r"^(?:title|description):(.*)$", re.MULTILINE)


_FRONT = re.compile(r"(?m)^(?:title|description):[ \t]*(?P<words>[^\s][^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)")
