"""Runs an example for the first time on hosts that are slow, that pack nothing, or lack what runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from typing import Any

import pytest

from tests.support.examples import words
from tests.support.hosting import ALL, TEXT, Host, break_file, hosting
from tests.support.person import Person, meeting

LANGUAGES = ("", "en/")
QUESTION = "bases/difference-vm-conteneur/"
SLOW = 200_000  # bytes a second: 1.6 Mbit/s
BEST_BROTLI = (
    4_860_000  # bytes of a first run on a host that packs as well as can be (tests/site/test_runtime.py)
)
MOST_OF_BROTLI = 1.4
QUICK_BROTLI, GZIP = 5_750_000, 6_200_000  # on a host that packs as it sends, by quality 5; by gzip twins
HOSTS: dict[str, tuple[dict[str, Any], float]] = {
    "packs nothing": ({"compressed": frozenset()}, MOST_OF_BROTLI * BEST_BROTLI),
    "packs text by gzip": ({"compressed": TEXT}, GZIP),
    "packs all by gzip": ({"compressed": ALL}, GZIP),
    "packs all by brotli": ({"compressed": ALL, "encoding": "br"}, QUICK_BROTLI),
    "refuses HEAD": ({"allows_head": False}, GZIP),
    "packs all, and tells no length": (
        {"compressed": ALL, "encoding": "br", "tells_length": False},
        QUICK_BROTLI,
    ),
    "packs nothing, and tells no length": (
        {"compressed": frozenset(), "tells_length": False},
        MOST_OF_BROTLI * BEST_BROTLI,
    ),
}
WATCH = """
const panel = document.querySelector(".run"), seen = window.seen = { said: [], moved: [] }
const start = performance.now()
const look = () => {
  const status = panel.querySelector(".run-status").textContent, bar = panel.querySelector("progress")
  if (status !== seen.said.at(-1)) seen.said.push(status)
  const moved = bar && !bar.hidden ? bar.value : null
  if (moved !== null && moved !== seen.moved.at(-1)?.[1]) seen.moved.push([performance.now() - start, moved])
}
const all = { attributes: true, childList: true, characterData: true, subtree: true }
new MutationObserver(look).observe(panel, all)
"""


@dataclass
class Seen:
    """The messages while Python was loading: texts, and times in ms with where the bar stood."""

    said: list[str]
    moved: list[tuple[float, float]] = field(default_factory=list)


def plain(text: str) -> str:
    """Return the text with plain spaces."""
    return re.sub(r"\s", " ", text)


def said(host: Host, language: str) -> dict[str, str]:
    """Return what the buttons say, and what is said below them, with plain spaces; `loading` is a pattern."""
    texts = {name: plain(text) for name, text in words(host.folder, language).items()}
    pattern = re.escape(texts["loading"]).replace(r"\{size\}", r"(\d+) M[oB]")
    return texts | {"loading": pattern.replace(r"\{percent\}", r"(\d+) ?%")}


def reads(person: Person, text: str, nth: int = 0) -> None:
    """Wait until the status of an example is a text, whatever its spaces."""
    status = "document.querySelectorAll('.run .run-status')[arguments[0]].textContent"
    person.wait(f"return {status}.replace(/\\s/g, ' ') === arguments[1]", nth, text)


def press_run(person: Person) -> None:
    """Press the first Run, with an eye on what is said."""
    person.see(".run-go")
    person.js(WATCH)
    person.click(".run-go")


def told(person: Person) -> Seen:
    """Return what has been said since."""
    seen = person.js("return window.seen")
    return Seen([plain(text) for text in seen["said"]], [(at, part) for at, part in seen["moved"]])


def assert_it_ran(person: Person, text: dict[str, str], patience: float = 240) -> Seen:
    """Wait for the result, and assert all that is shown with it."""
    person.see(".run-verdict", patience=patience)
    seen = told(person)
    assert [plain(one) for one in person.texts(".run-verdict")] == [text["kept"]]
    assert person.text(".run-go").split("\n")[0].startswith(text["go"])
    assert person.js("return document.querySelector('.run .run-status').textContent") == ""
    assert person.texts(".run progress") == []
    assert person.texts(".run .run-stop") == []
    return seen


def announced(seen: Seen, text: dict[str, str]) -> tuple[set[int], list[int]]:
    """Return the megabytes that the texts announce, and the percents in their order."""
    found = [match for one in seen.said if (match := re.fullmatch(text["loading"], one))]
    return {int(match[1]) for match in found}, [int(match[2]) for match in found]


def assert_all_was_told(seen: Seen, text: dict[str, str]) -> None:
    """Assert that nothing was said but how the loading goes, in few steps, and that the bar only rose."""
    others = {one for one in seen.said if not re.fullmatch(text["loading"], one)}
    assert others <= {"", text["progress"], text["running"]}
    percents = announced(seen, text)[1]
    assert percents == sorted(set(percents)), "the steps are said once each"
    assert set(percents) <= {0, 1, 10, 25, 50, 75}
    parts = [part for _, part in seen.moved]
    assert parts == sorted(parts)
    assert max(parts) <= 1


def fetched(host: Host) -> int:
    """Return the bytes sent of what runs Python."""
    return sum(size for _, place, size in host.asked if "assets/run/" in place)


def walk(person: Person, host: Host, language: str) -> Seen:
    """Open a page, run its first example, and read all that is shown."""
    person.open(f"{host.address}{language}{QUESTION}")
    press_run(person)
    text = said(host, language)
    seen = assert_it_ran(person, text)
    assert_all_was_told(seen, text)
    return seen


@pytest.mark.parametrize("kind", HOSTS)
def test_a_first_run_is_as_small_as_the_host_allows_and_as_announced(person, site, kind, language):
    wishes, most = HOSTS[kind]
    with hosting(site, **wishes) as host:
        seen = walk(person, host, language)
        assert fetched(host) <= most
        (megabytes,), _ = announced(seen, said(host, language))
        assert abs(megabytes - fetched(host) / 1e6) <= 0.55, "the size announced is the size fetched, rounded"
        assert host.violations == []
        assert [text for text in person.complaints() if "405" not in text] == []


def test_a_host_below_a_path_serves_it_in_another_language(person, below):
    walk(person, below, "en/")
    assert below.violations == []
    assert person.complaints() == []


def test_on_a_slow_line_the_bar_moves_from_the_first_second(person, host):
    for language in LANGUAGES:
        text = said(host, language)
        person.open(f"{host.address}{language}{QUESTION}")
        person.see(".run-go")
        host.pace = SLOW
        press_run(person)
        person.wait("return window.seen.moved.at(-1)?.[1] > 0.05", patience=20)
        early = told(person)
        host.pace = None
        assert_all_was_told(assert_it_ran(person, text), text)
        first = next(at for at, part in early.moved if part > 0)
        print(f"{language or 'fr'}: the bar moves after {first:.0f} ms")
        assert first <= 3000, "of which two seconds are left to a busy machine"
        steps = [at for at, _ in early.moved if at > first]
        assert all(after - before <= 3000 for before, after in pairwise(steps))
        assert any(one != text["progress"] for one in early.said if one), "and the text says how much"


LOST = [
    "*run/*/pyodide.asm.wasm*",
    "*run/*/python.zip*",
    "*run/*/pyodide.mjs",
    "*run/*/sizes.json",
    "*run.js",
    "*run-worker.js",
]


@pytest.mark.parametrize(("lost", "language"), [*zip(LOST, cycle(LANGUAGES), strict=False)], ids=LOST)
def test_a_host_that_lacks_a_file_is_told_and_a_second_try_works(site, lost, language):
    with hosting(site, lacks=(lost,)) as host, meeting() as person:
        text = said(host, language)
        person.open(f"{host.address}{language}{QUESTION}")
        press_run(person)
        reads(person, text["failed"])
        assert person.texts(".run-result *") == []
        assert person.texts(".run progress") == []
        host.lacks = ()
        person.click(".run-go")
        assert_it_ran(person, text)
        assert host.violations == []


def test_a_line_that_breaks_is_told_and_a_second_try_works(person, host, language):
    text = said(host, language)
    person.open(f"{host.address}{language}{QUESTION}")
    person.see(".run-go")
    host.pace = 2 * SLOW
    press_run(person)
    person.wait("return window.seen.moved.at(-1)?.[1] > 0.02", patience=30)
    host.down, host.pace = True, None
    reads(person, text["failed"])
    assert person.text(".run-go").startswith(text["retry"])
    assert person.texts(".run progress") == []
    host.down = False
    person.click(".run-go")
    assert_it_ran(person, text)


def test_figures_too_come_packed_and_what_they_lack_is_told(person, site, language):
    with hosting(site, lacks=("*drawing.zip*",), compressed=frozenset()) as host:
        person.open(f"{host.address}{language}densite-cout/bon-marche/")
        nth = person.wait(CHART)
        person.click(".run-go", nth - 1)
        reads(person, said(host, language)["failed"], nth - 1)
        host.lacks = ()
        person.click(".run-go", nth - 1)
        person.wait("return document.querySelector('.run-verdict--kept')", patience=240)
        assert max(size for _, place, size in host.asked if "drawing.zip" in place) < 260_000
        assert host.violations == []


CHART = """
const blocks = [...document.querySelectorAll(".highlight[data-copy]:not(.language-console)")]
return document.querySelector(".run-go") && blocks.findIndex(one => /chart/i.test(one.textContent)) + 1
"""

TWINS = {
    "always the plain file": ("sent >= gzip", "false", {"compressed": frozenset()}),
    "nothing is told": ("tell({", "void ({", {}),
    "twice the size": ("sum + bytes, 0", "sum + 2 * bytes, 0", {}),
}


@pytest.mark.parametrize("fault", TWINS)
def test_the_journey_fails_where(site, fault):
    old, new, wishes = TWINS[fault]
    patches = break_file(site, "assets/run-fetch.js", old, new)
    with hosting(site, patches=patches, **wishes) as host, meeting() as person:
        seen = walk(person, host, "")
        megabytes, percents = announced(seen, said(host, ""))
        good = bool(megabytes) and fetched(host) <= MOST_OF_BROTLI * BEST_BROTLI
        good = good and all(abs(one - fetched(host) / 1e6) <= 0.55 for one in megabytes) and bool(percents)
        assert not good
