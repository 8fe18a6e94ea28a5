"""Test that what all tests need is made once a run, by one process, and anew by the next run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sitekit.languages import ROOT
from tests.support.pages import parsed

MODULE = """
from pathlib import Path
from tests.support.once import make_once, worker

HERE = Path(__file__).parent

def test_it_is_there(request):
    def make():
        with open(HERE / "made", "a") as stream:
            print(worker(request.config), file=stream)
        {fault}
    make_once(request.config, HERE / "folder" / "done", make)
    (HERE / f"seen-{{worker(request.config)}}").touch()
"""


def run(folder: Path, processes: int, fault: str = "") -> tuple[int, list[str]]:
    """Run two modules; return the exit code, and who has made what they need."""
    for name in ("test_a.py", "test_b.py"):
        (folder / name).write_text(MODULE.format(fault=fault), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", f"--numprocesses={processes}", "--dist=loadscope", "-q"]
    done = subprocess.run([*command, f"--rootdir={folder}", "-p", "no:cacheprovider", folder], cwd=ROOT)
    return done.returncode, (folder / "made").read_text(encoding="utf-8").splitlines()


def test_one_process_makes_it_once_a_run(tmp_path):
    code, made = run(tmp_path, 2)
    assert (code, len(made)) == (0, 1)
    assert {path.name for path in tmp_path.glob("seen-*")} == {"seen-gw0", "seen-gw1"}
    assert len(run(tmp_path, 2)[1]) == 2


def test_alone_each_asks_for_itself(tmp_path):
    assert run(tmp_path, 0) == (0, ["", ""])


def test_what_cannot_be_made_fails_each_test(tmp_path):
    code, made = run(tmp_path, 2, "raise SystemError")
    assert (code, len(made)) == (1, 2)


def test_a_page_is_parsed_once_while_it_stays_the_same(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>One", encoding="utf-8")
    first = parsed(page)
    assert parsed(page) is first
    page.write_text("<p>Two", encoding="utf-8")
    assert parsed(page).p.text == "Two"
