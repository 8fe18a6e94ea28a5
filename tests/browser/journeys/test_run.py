"""A person runs an example, changes it, errs, waits too long, thinks again, and hands their code on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.examples import Example, Shown, words
from tests.support.hosting import Host, break_file, hosting
from tests.support.person import Person, meeting

PAGE = "bases/difference-vm-conteneur/"
FIRST, TABLE = 0, 2
HARM = "import math, builtins; math.pi = 3; builtins.print = None"
Journey = Callable[[Person, Host, str], None]


def said(host: Host, language: str, name: str, **filled: str) -> str:
    """Return a sentence of the buttons, filled in."""
    text = words(host.folder, language)[name]
    for key, value in filled.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def buttons(host: Host, language: str, *names: str) -> tuple[str, ...]:
    """Return the words on some buttons."""
    return tuple(words(host.folder, language)[name] for name in names)


def open_page(person: Person, host: Host, language: str = "") -> None:
    """Go to the page, with no code of one's own."""
    person.open(host.address + language + PAGE)
    person.js("localStorage.clear()")
    person.reload()
    person.see(".run-go")


def edited(host: Host, language: str, code: str, **shown: object) -> Shown:
    """Return what an example shows that holds other code than the page's, and what more is said of it."""
    hint, names = said(host, language, "hint"), buttons(host, language, "go", "reset", "share")
    return Shown(names, hint=hint, lines=tuple(code.split("\n")), **shown)  # type: ignore[arg-type]


def reading(person: Person, host: Host, language: str) -> None:
    """Open, Run, read: what the page shows already is not shown again."""
    open_page(person, host, language)
    for index in (FIRST, TABLE):
        notes = (said(host, language, "above_one", first=said(host, language, "example", n="2")),)
        assert Example(person, index).run() == Shown(
            buttons(host, language, "go", "edit", "reset"),
            verdict=said(host, language, "kept"),
            notes=notes if index == TABLE else (),
        )
    assert person.complaints() == []


def changing(person: Person, host: Host, language: str) -> None:
    """Edit, run, read the result and all that is said of it; then err."""
    open_page(person, host, language)
    one = Example(person, FIRST)
    one.write("for n in range(2):\nn")
    person.press("Control+Enter")
    person.wait("return document.querySelector('.run-verdict')")
    shown = one.wait()
    promised = shown.outputs[0]
    assert {"web", "vm2"} <= {*re.findall(r"\w+", promised)}
    code = "for n in range(2):\n    n"
    verdict = said(host, language, "edited")
    assert shown == edited(host, language, code, verdict=verdict, outputs=(promised, "0\n1"))
    one.write("1 / 0")
    shown = one.run()
    verdict = said(host, language, "error", error="ZeroDivisionError: division by zero")
    assert (shown.outputs[0].splitlines()[0], shown.outputs[0].splitlines()[-1], len(shown.outputs)) == (
        "Traceback (most recent call last):",
        "ZeroDivisionError: division by zero",
        1,
    )
    assert shown == edited(host, language, "1 / 0", verdict=verdict, outputs=shown.outputs)


def stopping(person: Person, host: Host, language: str) -> None:
    """Loop for ever, press Stop twice, load the page again: the code is there. Reset, and think again."""
    open_page(person, host, language)
    one, code = Example(person, FIRST), "while True: pass"
    one.write(code)
    one.press("go")
    person.double_click(one.part(".run-stop"))
    assert one.wait() == edited(host, language, code, status=said(host, language, "stopped"))
    last = Example(person, TABLE)
    last.press("go")
    stop = last.part(".run-stop")
    name = said(host, language, "example", n="1")
    person.wait(
        "return document.querySelectorAll('.run')[arguments[0]].innerText.includes(arguments[1])",
        TABLE,
        said(host, language, "running_edited", example=name),
    )
    person.click(stop)
    assert last.wait() == Shown(
        buttons(host, language, "go", "edit", "reset"),
        status=said(host, language, "stopped_edited", example=name),
    )
    person.reload()
    one.part(".cm-line")
    assert one.look() == edited(host, language, code)
    one.press("reset")
    assert one.look() == dropped(host, language)
    person.reload()
    one.part(".run-notice")
    assert one.look() == dropped(host, language)
    one.choose(0)
    one.part(".cm-line")
    assert one.look() == edited(host, language, code)
    person.reload()
    one.part(".cm-line")
    assert one.look() == edited(host, language, code)


def dropped(host: Host, language: str) -> Shown:
    """Return what is shown of an example of which the page's code has been taken again."""
    names = buttons(host, language, "go", "edit")
    return Shown(
        names,
        notice=said(host, language, "dropped"),
        choices=buttons(host, language, "undo", "drop"),
    )


def healing(person: Person, host: Host, language: str) -> None:
    """Break what all code shares, then take the page's code again: all keeps its promises."""
    open_page(person, host, language)
    one, last = Example(person, FIRST), Example(person, TABLE)
    one.write(HARM)
    verdict = said(host, language, "edited")
    shown = one.run()
    nothing = said(host, language, "nothing")
    assert shown == edited(host, language, HARM, verdict=verdict, outputs=(shown.outputs[0], nothing))
    one.press("reset")
    one.choose(1)
    kept, names = said(host, language, "kept"), buttons(host, language, "go", "edit", "reset")
    assert one.run() == Shown(names, verdict=kept)
    last.write("import math; print(round(math.pi, 2))")
    assert last.run().outputs[-1] == "3.14"


def sharing(person: Person, host: Host, language: str) -> None:
    """Share, write on, open the link in another window: one's own code survives in both."""
    open_page(person, host, language)
    one, last = Example(person, FIRST), Example(person, TABLE)
    one.write("print('handed on')")
    one.press("share")
    person.wait(
        "return arguments[0] === document.querySelector('.run-status').innerText", said_copied(host, language)
    )
    link = pasted(person)
    one.write("print('my own')")
    last.write("print('mine too')")
    with person.open_window(link):
        one.part(".run-notice")
        gift = {
            "notice": said(host, language, "gift_mine"),
            "choices": buttons(host, language, "gift_keep", "gift_mine_back"),
        }
        assert one.look() == edited(
            host, language, "print('handed on')", status=said(host, language, "shared"), **gift
        )
        one.write("print('tried')")
        person.wait("return !document.querySelector('.run-status').innerText")
        assert one.look() == edited(host, language, "print('tried')", **gift)
        assert last.look().lines == ("print('mine too')",)
        one.choose(1)
        assert one.look() == edited(host, language, "print('my own')")
        assert person.address == host.address + language + PAGE
    person.reload()
    last.part(".cm-line")
    assert [one.look().lines, last.look().lines] == [("print('my own')",), ("print('mine too')",)]


def said_copied(host: Host, language: str) -> str:
    """Return what is said once a link is copied."""
    return said(host, language, "copied")


def pasted(person: Person) -> str:
    """Return what is in the clipboard, as people see it: by pasting it somewhere."""
    person.click(".search-open")
    person.see(".search input")
    person.press("Control+v")
    text: str = person.wait("return document.querySelector('.search input').value")
    person.press("Escape")
    return text


@pytest.mark.parametrize("person", ["chromium", "firefox", "webkit"], indirect=True)
@pytest.mark.parametrize("language", ["", "en/"])
def test_reading(person: Person, below: Host, language: str) -> None:
    reading(person, below, language)


@pytest.mark.parametrize("journey", [changing, stopping, healing, sharing], ids=lambda one: one.__name__)
def test_one_writes(person: Person, host: Host, journey: Journey, language: str) -> None:
    journey(person, host, language)
    assert host.violations == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_on_a_phone_nothing_comes_where_stop_was(phone: Person, host: Host, language: str) -> None:
    stopping(phone, host, language)


STOP_FIRST = (
    "this.bar.append(this.resetButton, this.shareButton, this.stopButton)",
    "this.goButton.after(this.stopButton); this.bar.append(this.resetButton, this.shareButton)",
)
STOP_LAST = """\
.run .run-stop { margin-inline-start: auto; }
.run--ran .run-stop[hidden] { display: block !important; visibility: hidden; }
"""
BROKEN = {
    "repeats": (reading, "run-result.js", "!drawn || !result.same", "true"),
    "crashes": (
        changing,
        "run-result.js",
        "const kind = judge(",
        "result.absent.length; const kind = judge(",
    ),
    "indents not": (changing, "run.js", "python.prepare()", "this.area.value = this.area.value.trim()"),
    "loses on Stop": (stopping, "run.js", *STOP_FIRST),
    "names nothing": (stopping, "run.js", "this.at = this.all[running] ?? this", ""),
    "stores nothing": (stopping, "run-edits.js", "localStorage.setItem(", "void ("),
    "heals not": (healing, "run-python.js", "if (this.#changed && ", "if (false && "),
    "overwrites": (sharing, "run.js", "if (this.gift) {", "if (false) {"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_journey_fails_where_the_page(name: str, site: Path) -> None:
    """A twin of each journey, in a product that is broken."""
    journey, script, right, wrong = BROKEN[name]
    patches = break_file(site, f"assets/{script}", right, wrong)
    if right is STOP_FIRST[0]:
        patches |= break_file(site, "assets/virtfaq.css", STOP_LAST, "")
    with hosting(site, patches=patches) as host, meeting() as person:
        person.patience = 20  # for what never comes; what is right takes a few seconds
        with pytest.raises(AssertionError):
            journey(person, host, "")
