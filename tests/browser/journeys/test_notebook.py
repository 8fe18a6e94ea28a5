"""A person does what a notebook says: they change its first cell, and run a later one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.examples import Example, Shown, words
from tests.support.hosting import Host, break_file, hosting
from tests.support.person import Person, meeting

PAGE = "laboratoire/densite/"
HYPOTHESES, COUNTS, GAINS = 0, 2, 3


def obeying(person: Person, host: Host, language: str) -> None:
    """Double the memory of the server: the counts are called those of the change, once; the gains stay."""
    said = words(host.folder, language)
    person.open(host.address + language + PAGE)
    person.see(".run-go")
    cell = Example(person, HYPOTHESES)
    person.click(cell.part(".run-edit"))
    cell.part("[role=textbox]")
    line = "SERVER_MEMORY = '128Gi'"
    person.press("Control+End")
    person.type(f"\n{line}")
    shown = Example(person, COUNTS).run()
    first, second = (said["example"].replace("{n}", n) for n in "12")
    assert "9427" in "".join(shown.outputs), "what the page shows of 64Gi is 4713"
    resting = (said["go"], said["edit"], said["reset"])
    assert shown == Shown(
        resting,
        verdict=said["changed_one"].replace("{first}", first),
        notes=(said["above_other"].replace("{first}", first).replace("{last}", second),),
        outputs=(shown.outputs[0],),
    )
    assert Example(person, GAINS).run() == Shown(resting, verdict=said["still_one"].replace("{first}", first))
    assert cell.look().lines[-1] == line
    assert cell.look().verdict == ""


def test_obeying(person: Person, host: Host, language: str) -> None:
    obeying(person, host, language)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{ edited: edited !== null, foreign, above, text, shown }", "{ above: [], text, shown }"),
        ("edited: this.edited ?", "edited: false ?"),
    ],
    ids=["scolds", "forgets the change"],
)
def test_the_journey_fails_where_the_page(right: str, wrong: str, site: Path) -> None:
    with (
        hosting(site, patches=break_file(site, "assets/run.js", right, wrong)) as host,
        meeting() as person,
        pytest.raises(AssertionError),
    ):
        obeying(person, host, "")
