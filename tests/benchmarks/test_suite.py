"""Measure what the suite costs as a project gets twice the pages, or two languages more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.support.costs import COSTS
from tests.support.project_copy import copy_project
from tests.support.synthetic_site import make

# The tests that go through every page; those of a few named pages cost the same on any site. What opens
# pages in a browser is in test_visits.py.
OF_SOURCES = (
    "docs",
    "tests/sitekit/grammar/test_blocks.py::test_pages_are_given_back",
    "tests/sitekit/grammar/test_blocks.py::test_fences_are_those_of_the_one_fence_grammar",
    "tests/site/test_prose.py::test_every_word_is_spelled_as_a_dictionary_has_it",
    "tests/site/test_prose.py::test_the_words_are_those_of_the_glossary",
)
OF_THE_SITE = (
    "tests/site/test_copying.py",
    "tests/site/test_browser_python.py",
    "tests/site/test_prose.py::test_every_link_within_the_site_leads_somewhere",
    "tests/site/test_prose.py::test_every_page_is_reached_from_the_home_page",
    "tests/site/test_html.py::test_every_page_is_valid",
    "tests/site/test_html.py::test_headings_go_down_one_level_at_a_time_from_a_single_title",
    "tests/site/test_html.py::test_no_page_links_to_a_markdown_file_or_to_a_page_that_is_not_there",
    "tests/site/test_policy.py::test_no_page_holds_what_the_policy_refuses",
    "tests/site/test_policy.py::test_each_page_says_the_policy_itself_before_all_that_it_rules",
    "tests/site/test_found.py::test_the_sitemap_has_every_page_with_its_translations",
    "tests/site/test_typography.py",
    "tests/site/test_shown_examples.py",
)


def cost(folder: Path, pages: int, others: Sequence[str], tests: Sequence[str]) -> dict[str, Counter]:
    """Return what these tests cost in a project of so many pages, in French, English and other languages."""
    copy_project(folder)
    make(folder, pages, others)
    environment = {**os.environ, "PYTHONPATH": str(folder), COSTS: str(folder / "costs.json")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.costs", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *tests], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    found = json.loads((folder / "costs.json").read_text(encoding="utf-8"))
    seconds = Counter(found["seconds"])
    seconds["all"] = seconds.total()
    return {"seconds": seconds, "reads": Counter(found["reads"])}


def test_twice_the_pages_and_two_languages_more(benchmark, sized, tmp_path: Path) -> None:
    pages, tests = sized((32, (*OF_SOURCES, *OF_THE_SITE)), (2, OF_SOURCES[:1]))
    now = {"now": (pages, ())}
    made = sized(now | {"twice": (2 * pages, ()), "two languages more": (pages, ("nl", "sv"))}, now)
    costs = benchmark.pedantic(
        lambda: {name: cost(tmp_path / name, *size, tests) for name, size in made.items()}, rounds=1
    )
    seconds = costs["now"]["seconds"]
    for part, some in seconds.most_common():
        if some > seconds["all"] / 50:
            benchmark.extra_info[f"{part}: seconds with {pages} pages"] = some
            for name in [*made][1:]:
                benchmark.extra_info[f"{part}: with {name}"] = costs[name]["seconds"][part] / some
    assert 0 < costs["now"]["reads"]["en.lock"] < pages, "what grows with the pages is read for each of them"
