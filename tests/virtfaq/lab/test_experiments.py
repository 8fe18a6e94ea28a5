"""Every experiment is demonstrated on this machine's kernel, and refuted by its control; nothing is left."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from virtfaq.command import experiments
from virtfaq.command.cli import main
from virtfaq.errors import UnknownExperimentError
from virtfaq.lab import run as lab
from virtfaq.lab.container import ALL, RefusedError, run_inside
from virtfaq.lab.experiment import DEMONSTRATED, REFUTED, UNAVAILABLE

ASKED = [sys.executable, "-m", "virtfaq", "lab"]
MARK = "VIRTFAQ_LAB_OF"  # in the environment of all that these tests start


@pytest.fixture(scope="module", autouse=True)
def _needs_containers() -> None:
    if reason := lab.find_obstacle():
        pytest.skip(reason)


@pytest.fixture(autouse=True)
def _marks_what_it_starts(monkeypatch) -> None:
    monkeypatch.setenv(MARK, str(os.getpid()))


def run(name: str, *, control: bool = False) -> lab.Outcome:
    outcome = lab.run_experiment(name, control=control)
    if outcome.result == UNAVAILABLE:
        pytest.skip(f"{name}: {outcome.reason}")
    return outcome


def read_state() -> dict[str, object]:
    """Return what an experiment could leave behind on this machine."""
    return {
        "mounts": Path("/proc/self/mountinfo").read_text(encoding="utf-8"),
        "name": socket.gethostname(),
        "memory": find_segments(),
        "processes": find_processes(),
    }


def find_segments() -> list[str]:
    """Return the shared memory of the size that the experiment takes, which no process uses."""
    rows = [row.split() for row in Path("/proc/sysvipc/shm").read_text(encoding="ascii").splitlines()[1:]]
    return [number for _, number, _, size, _, _, users, *_ in rows if (size, users) == ("4096", "0")]


def find_processes() -> list[str]:
    """Return the numbers of the processes that these tests started, whoever is their parent by now."""
    mark, found = f"{MARK}={os.getpid()}".encode(), []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes().split(b"\0"):
                found.append(path.parent.name)
        except OSError:  # it has ended, or is another user's
            continue
    return found


@pytest.mark.parametrize("name", lab.EXPERIMENTS)
def test_the_kernel_shows_what_is_claimed_and_the_control_does_not(name):
    before = read_state()
    assert run(name).result == DEMONSTRATED
    assert run(name, control=True).result == REFUTED
    assert read_state() == before


def test_an_experiment_that_takes_too_long_is_ended_with_all_that_it_started(monkeypatch):
    monkeypatch.setattr(lab, "LIMIT_SECONDS", 0.01)
    before = read_state()
    outcome = lab.run_experiment("death-of-the-first")
    assert (outcome.result, outcome.reason) == (UNAVAILABLE, "it took more than 0.01 seconds")
    wait_for(lambda: read_state() == before)


def wait_for(is_so) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_who_interrupts_leaves_nothing_behind():
    before = read_state()
    process = subprocess.Popen([*ASKED, "all"], start_new_session=True, stderr=subprocess.PIPE)
    wait_for(lambda: read_state()["processes"] != before["processes"])
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode != 0
    wait_for(lambda: read_state() == before)


def test_who_is_root_here_is_nobody_there():
    fork_safe = (
        "from virtfaq.lab.container import *\nimport os\n"
        "print(run_inside(['user'], lambda: open('/proc/self/uid_map').read().split()[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", fork_safe], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == str(os.getuid() or 65534)


def test_what_the_kernel_refuses_is_told_with_its_reason():
    with pytest.raises(RefusedError, match="Operation not permitted"):
        run_inside(["user"], lambda: socket.sethostname("x"))
    assert run_inside(ALL, os.getpid) == 1


def test_an_unknown_experiment_is_named_with_one_that_is_near():
    with pytest.raises(UnknownExperimentError, match="did you mean one-kernel"):
        lab.run_experiment("one-kernal")


def test_the_command_tells_claims_outcomes_and_what_can_be_shown(capsys):
    assert main(["lab"]) == 0
    listed = capsys.readouterr().out
    assert all(one.name in listed and one.claim in listed for one in lab.EXPERIMENTS.values())
    assert main(["lab", "doctor"]) == 0
    assert "can be made" in capsys.readouterr().out
    assert main(["lab", "one-kernel", "mounts", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["result"]) for one in found["outcomes"]] == [
        ("one-kernel", DEMONSTRATED),
        ("mounts", DEMONSTRATED),
    ]
    assert found["kernel"] == os.uname().release
    assert found["outcomes"][0]["facts"]["inside"] == found["outcomes"][0]["facts"]["outside"]


@pytest.mark.parametrize(
    ("result", "options", "status"),
    [
        (DEMONSTRATED, [], 0),
        (REFUTED, [], 1),
        (UNAVAILABLE, [], 0),
        (UNAVAILABLE, ["--require"], 1),
        (REFUTED, ["--control"], 0),
        (DEMONSTRATED, ["--control"], 1),
    ],
)
def test_the_status_says_whether_all_is_as_claimed(monkeypatch, capsys, result, options, status):
    outcome = lab.Outcome("mounts", "A claim.", result, {"seen": 1}, "")
    monkeypatch.setattr(experiments, "run_experiment", lambda name, control: outcome)
    assert main(["lab", "mounts", *options]) == status
    assert result in capsys.readouterr().out


def test_misuse_is_one_line(capsys):
    with pytest.raises(SystemExit) as left:
        main(["lab", "one-kernal"])
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
