"""Scripts and stylesheets that are published in fewer bytes do what they did."""

from __future__ import annotations

import re

import pytest

from sitekit.build.scripts.nodejs import NoRuntime
from sitekit.build.scripts.shorten import shorten
from sitekit.languages import ROOT

OURS = {
    path.name: path.read_text(encoding="utf-8")
    for path in (ROOT / "theme" / "assets").glob("*.[cj]s*")
    if path.suffix != ".json"
}
NAMED = re.compile(
    r'\bfrom "([^"]+)"|\bimport\(`([^`$]+)|^export (?:async )?\w+ (\w+)|^var (\w+)', re.MULTILINE
)


def test_ours_weigh_half_of_what_is_written():
    scripts = {name: text for name, text in OURS.items() if name.endswith(".js")}
    short = shorten(*scripts.items())
    assert short.keys() == scripts.keys() >= {"virtfaq.js", "run.js"}
    assert sum(map(len, short.values())) < 0.6 * sum(map(len, scripts.values()))


def test_other_scripts_find_what_they_name():
    short = shorten(*OURS.items())
    for name in ("first.js", "run.js", "run-edits.js", "run-result.js", "virtfaq.js", "search.js"):
        for found in NAMED.findall(OURS[name]):
            assert "".join(found) in short[name], (name, found)
    assert "__md_scope=" in short["first.js"]


def test_what_is_no_script_is_told_with_its_place():
    with pytest.raises(NoRuntime, match=r"wrong\.js:2:6: ERROR"):
        shorten(("wrong.js", "// 1\nconst = 1"), ("fine.css", "a { color: red }"))
