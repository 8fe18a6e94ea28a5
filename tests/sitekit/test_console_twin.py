"""Read and compare consoles as pages do, by the cases of the library."""

from __future__ import annotations

import json

import pytest

from sitekit.build.scripts.nodejs import run_under_node
from sitekit.languages import ROOT
from virtfaq.lab.console import Names, read_console

CASES = json.loads((ROOT / "tests" / "data" / "console_cases.json").read_text(encoding="utf-8"))
CONSOLES = (
    "$ hostname\n<host>\n$ true\n",
    "# for n in 1 2; do\n>   echo $n\n> done\n1\n2\n# true\n",
    "a# echo '> x' > y\n> z\n\nb# cat\n$HOME # no prompt\n> output\n",
)
TWIN = """
import { accepts, readConsole } from %s
const { cases, consoles } = %s
const compared = cases.map(({ expected, shown, known }) => {
  const names = new Map(Object.entries(known))
  return { accepted: accepts(expected, shown, names), learnt: Object.fromEntries(names) }
})
console.log(JSON.stringify({ compared, read: consoles.map(readConsole) }))
"""


@pytest.fixture(scope="module")
def twin():
    """Return what the script of the pages says of the cases and the consoles."""
    script = json.dumps(str(ROOT / "theme" / "assets" / "kernel-console.js"))
    code = TWIN % (script, json.dumps({"cases": CASES, "consoles": CONSOLES}))
    return json.loads(run_under_node("the twin", "--input-type=module", "--eval", code))


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["case"] for case in CASES])
def test_pages_compare_as_the_library_does(twin, number):
    case, names = CASES[number], Names(dict(CASES[number]["known"]))
    expected = {"accepted": case["accepted"], "learnt": case["learnt"]}
    assert twin["compared"][number] == expected
    assert {"accepted": names.accept(case["expected"], case["shown"]), "learnt": names.values} == expected


@pytest.mark.parametrize("number", range(len(CONSOLES)))
def test_pages_read_consoles_as_the_library_does(twin, number):
    console = read_console(CONSOLES[number])
    steps = [{"machine": one.machine, "command": one.command, "shown": one.shown} for one in console.steps]
    read = {"steps": steps, "machines": [*console.machines], "isRoot": console.is_root}
    assert twin["read"][number] == read
