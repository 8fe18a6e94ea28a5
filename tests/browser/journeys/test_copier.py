"""A copier installs the library by the line that the page gives, copies the examples, and runs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.clean import Clean
from tests.support.hosting import Host, break_file, hosting
from tests.support.person import Person, meeting

QUESTION = "bases/difference-vm-conteneur/"
INSTALL = ".highlight.language-console:not(.kernel)"
EXAMPLE = ".highlight:is(.language-python, .language-pycon):not(.no-copy)"
SAID = {"fr/": "Copié dans le presse-papier", "en/": "Copied to clipboard"}  # the theme's own words
PAPER = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><textarea></textarea>'


@dataclass
class Copier:
    """A person with a page, an editor to paste into, and a machine that has Python and nothing of ours."""

    person: Person
    machine: Clean
    paper: str

    def __post_init__(self) -> None:
        self.person.open(self.paper)
        self.editor = self.person.driver.current_window_handle
        self.person.driver.switch_to.new_window("window")
        self.page = self.person.driver.current_window_handle

    def copy(self, block: str, nth: int, said: str) -> str:
        """Press the button of a block, read what the page says, and return what is pasted elsewhere."""
        person = self.person
        person.js("document.querySelectorAll('article details').forEach(one => { one.open = true })")
        found = person.see(block, nth)
        person.js("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", found)
        person.click(f"{block} button[data-md-type=copy]", nth)
        person.read(".md-dialog", said)
        return self._paste()

    def _paste(self) -> str:
        person = self.person
        person.driver.switch_to.window(self.editor)
        person.js("document.querySelector('textarea').value = 'nothing was pasted'")
        person.click("textarea")
        person.press("Control+a")
        person.press("Control+v")
        pasted = person.js("return document.querySelector('textarea').value")
        person.driver.switch_to.window(self.page)
        return pasted

    def install(self, home: str, language: str) -> str:
        """Copy the line that installs the library from the home page, run it, and return the line."""
        self.person.open(home)
        line = self.copy(INSTALL, 0, SAID[language])
        shown = self.person.text(f"{INSTALL} code").removeprefix("$ ").strip()
        assert line == shown, "what is copied is what is shown"
        done = self.machine.run(line)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Successfully installed virtfaq" in done.stdout
        assert done.stderr == ""
        return line

    def try_page(self, address: str, language: str) -> int:
        """Copy each example of a page, run them together, and return how many there were."""
        self.person.open(address)
        self.person.see(EXAMPLE)
        count = len(self.person.driver.find_elements("css selector", EXAMPLE))
        codes = [self.copy(EXAMPLE, nth, SAID[language]) for nth in range(count)]
        assert not any(line.startswith((">>>", "...")) for code in codes for line in code.splitlines())
        done = self.machine.run("python -", "\n".join(codes) + "\n")
        assert not done.stderr, f"{address}: {done.stderr}"
        assert done.returncode == 0, address
        return count


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[str]:
    """Return the address of a page to paste into, on another host."""
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "index.html").write_text(PAPER, encoding="utf-8")
    with hosting(tmp_path / "paper") as host:
        yield host.address


@pytest.fixture
def copier(person: Person, paper: str, tmp_path: Path) -> Copier:
    """Return a copier at each browser."""
    return Copier(person, Clean(tmp_path / "machine"), paper)


@pytest.fixture
def at_chromium(paper: str, tmp_path: Path) -> Iterator[Copier]:
    """Return a copier at Chromium, where one browser tells enough."""
    with meeting() as person:
        yield Copier(person, Clean(tmp_path / "machine"), paper)


def test_a_copier_installs_the_library_and_runs_every_example(copier, site, language):
    with hosting(site, "/repo/" if language else "/") as host:
        home, language = host.address + language, language or "fr/"
        line = copier.install(home, language)
        assert line == f"pip install virtfaq --index-url {host.address}simple/"
        assert copier.try_page(home + QUESTION, language) > 5
        assert copier.try_page(home, language) == 1
        assert copier.person.complaints() == []
        assert host.violations == []


def test_a_path_that_a_shell_would_take_apart_is_quoted(at_chromium, site):
    with hosting(site, "/it's (a&b)/") as host:
        assert at_chromium.install(host.address, "fr/").endswith("/it%27s%20(a&b)/simple/'")


def test_the_journey_sees_a_wheel_that_is_not_the_one_of_the_index(at_chromium, host: Host):
    [wheel] = host.folder.glob("simple/virtfaq/*/*.whl")
    place = wheel.relative_to(host.folder).as_posix()
    host.patches = {place: lambda data: data[:-1] + bytes([data[-1] ^ 1])}
    with pytest.raises(AssertionError, match="DO NOT MATCH THE HASHES"):
        at_chromium.install(host.address, "fr/")


def test_the_journey_sees_a_line_that_names_another_host_than_this(at_chromium, below: Host):
    below.patches = break_file(below.folder, "assets/virtfaq.js", "[data-index]", "[data-nothing]")
    with pytest.raises(AssertionError, match=r"virtfaq\.example"):
        at_chromium.install(below.address, "fr/")


def test_the_journey_sees_a_button_that_copies_something_else(at_chromium, host: Host):
    at_chromium.install(host.address, "fr/")
    host.patches = break_file(host.folder, f"{QUESTION}index.html", "labels=words", "labels=wordz")
    with pytest.raises(AssertionError, match="wordz"):
        at_chromium.try_page(host.address + QUESTION, "fr/")


def test_without_scripts_the_line_names_the_site_as_published(host: Host):
    with meeting(javascript=False) as person:
        person.open(host.address)
        told = "$ pip install virtfaq --index-url https://virtfaq.example/simple/"
        assert person.text(f"{INSTALL} code").strip() == told
