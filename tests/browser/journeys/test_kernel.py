"""A person boots a real Linux in the page, reads what it answers, goes on by keyboard, and ends it."""

from __future__ import annotations

import json

import pytest

from tests.support.consoles import PAGE, hosting_consoles
from tests.support.hosting import Host
from tests.support.person import Person

HARM = "printf '\\033[2J\\033]0;owned\\007<img src=x onerror=alert(1)><b>bold</b>\\010\\n'"


@pytest.fixture
def kernels(site):
    """Return a host whose page has two consoles: of one machine, and of two."""
    with hosting_consoles(site) as one:
        yield one


def words(host: Host, language: str) -> dict[str, str]:
    """Return the words of the terminals, with plain spaces."""
    said = json.loads((host.folder / language / "assets" / "kernel-words.json").read_text("utf-8"))
    return {name: " ".join(text.split()) for name, text in said.items()}


def read_status(person: Person, nth: int = 0) -> str:
    """Return what a terminal says, with plain spaces."""
    return " ".join(person.text(".terminal-status", nth).split())


def press_go(person: Person, claim: str) -> None:
    """Press the button of a claim, and wait until its commands have run."""
    person.click(f"button[data-kernel={claim}]")
    person.see(".terminal-form", patience=120)
    person.wait("return !document.querySelector('.terminal-go[aria-disabled]')", patience=120)


def type_command(person: Person, command: str) -> str:
    """Return what a command shows that is typed where the focus is."""
    before = len(person.find_shown(".terminal-entry"))
    person.type(f"{command}\n")
    person.see(".terminal-entry", before)
    person.wait("return [...document.querySelectorAll('.terminal-interrupt')].every(one => one.hidden)")
    return person.texts(".terminal-entry pre")[-1]


def count_fetched(host: Host) -> int:
    """Return how often the state was fetched."""
    return sum("state.bin" in place for _, place, _ in host.asked)


def test_a_console_is_run_and_left_to_the_reader(person, kernels, language):
    said = words(kernels, language)
    person.open(kernels.address + language + PAGE)
    person.see("button[data-kernel=one]")
    assert not count_fetched(kernels), "nothing is loaded before one presses"
    press_go(person, "one")
    assert [one.split()[-1] for one in person.texts(".terminal-pair > div:first-child pre")] == [
        "box", "machine", "refuted",
    ]  # fmt: skip
    verdicts = person.texts(".terminal-verdict")
    assert verdicts == [said["same"], said["same"], said["other"]]
    assert read_status(person) == said["broken"].replace("{n}", "1")
    log = person.see(".terminal-log")
    assert log.get_attribute("role") == "log"
    person.click(".terminal-form input")
    assert type_command(person, "cd /tmp; id -u; pwd") == "1000\n/tmp"
    assert type_command(person, "pwd; uname -sr").startswith("/tmp\nLinux 6.1.")
    person.press("ArrowUp")
    assert person.focus.get_attribute("value") == "pwd; uname -sr"
    person.press("Control+a")
    shown = type_command(person, HARM)
    assert shown == "<img src=x onerror=alert(1)><b>bold</b>"
    assert person.title.startswith(person.text("article h1").rstrip("¶").strip())
    assert person.js("return document.querySelectorAll('.terminal :is(img, b)').length") == 0
    assert person.complaints() == []
    assert kernels.violations == []


def test_one_of_two_machines_panics_and_the_other_lives(person, kernels, language):
    said = words(kernels, language)
    person.open(kernels.address + language + PAGE)
    press_go(person, "two")
    assert [*dict.fromkeys(person.texts(".terminal-verdict"))] == [said["same"]]
    panic, boot = person.texts(".terminal-pair > div:first-child pre")[-2:]
    assert panic == "Kernel panic - not syncing: sysrq triggered crash"
    assert len(boot) == len("eea2a8c5-e3a9-4b71-b9c8-4a2a0e4d6d34")
    assert person.texts(".terminal-form option") == ["b#"], "the dead takes no commands"
    person.click(".terminal-form input")
    assert type_command(person, "cat /proc/sys/kernel/random/boot_id; ps | grep -c '[s]leep 100'") == (
        f"{boot}\n0"
    )
    type_command(person, "echo c > /proc/sysrq-trigger")
    assert read_status(person) == said["panic"]
    assert person.find_shown(".terminal-form") == []
    person.click(".terminal-restart")
    person.see(".terminal-form", patience=120)
    assert person.texts(".terminal-form option") == ["a#", "b#"]
    person.click(".terminal-form input")
    assert type_command(person, "cat /proc/sys/kernel/random/boot_id") != boot
    assert count_fetched(kernels) == 1
    assert kernels.violations == []


RUNNING = "return window.started.filter(one => !one.ended).length"
WATCH = """
window.started = []
window.Worker = class extends Worker {
  constructor(...given) { super(...given); started.push(this) }
  terminate() { super.terminate(); this.ended = true }
}
"""


def test_what_runs_is_interrupted_stopped_and_gone_with_the_page(person, kernels, language):
    kernels.publish()
    person.open(kernels.address + language + PAGE)
    person.js(WATCH)
    press_go(person, "one")
    person.click(".terminal-form input")
    person.type("sleep 1000\n")
    person.see(".terminal-interrupt")
    person.press("Control+c")
    person.wait("return [...document.querySelectorAll('.terminal-interrupt')].every(one => one.hidden)")
    assert type_command(person, "echo free") == "free"
    person.type("yes\n")
    person.wait("return document.querySelector('.terminal-log').textContent.includes('y\\ny')")
    person.click(".terminal-stop")
    assert read_status(person) == words(kernels, language)["stopped"]
    assert person.js(RUNNING) == 0
    assert person.js("return document.activeElement.matches('.terminal-go')")
    press_go(person, "one")
    assert person.js(RUNNING) == 1
    press_go(person, "two")
    assert person.js(RUNNING) == 1, "of its two the one that lives; that of the console above is ended"
    person.click("article a[href*='accessibilite']")
    person.wait("return location.pathname.endsWith('/accessibilite/')")
    assert person.wait(f"{RUNNING} === 0 && started.length") == 4


def test_a_machine_that_cannot_be_fetched_is_said_and_asked_for_again(person, kernels, language):
    kernels.lacks = ("*state.bin",)
    person.open(kernels.address + language + PAGE)
    person.click("button[data-kernel=one]")
    failed = words(kernels, language)["failed"]
    person.wait(
        "return document.querySelector('.terminal-status').textContent.includes(arguments[0])", failed[:12]
    )
    kernels.lacks = ()
    press_go(person, "one")
    assert len(person.texts(".terminal-verdict")) == 3


@pytest.mark.parametrize("page", ["noyau/noyau-partage/"])
def test_each_console_of_a_page_is_answered_as_it_says(person, kernels, page):
    person.open(kernels.address + page)
    buttons = person.js(
        "return [...document.querySelectorAll('button[data-kernel]')].map(one => one.dataset.kernel)"
    )
    assert len(buttons) >= 5
    said = words(kernels, "")
    for number, claim in enumerate(buttons):
        press_go(person, claim)
        assert read_status(person, number) == said["kept"], claim
    assert kernels.violations == []
