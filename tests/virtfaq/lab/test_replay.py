"""Consoles are replayed here or in a guest, what comes of them is told, and nothing stays behind."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.kernels import require_kernels
from tests.support.needs import skip_or_fail
from virtfaq.lab import Lab, Proof, here, read_proofs
from virtfaq.lab.console import read_console
from virtfaq.lab.outcome import DEMONSTRATED, REFUTED, UNAVAILABLE

PROOFS = read_proofs()


def test_two_machines_have_two_kernels(older):
    console = "a$ uname -r\n<a>\nb$ uname -r\n<b>\n"
    outcome = older.replay(Proof("p#c", console, "uname -r → uname -s"))
    assert outcome.result == DEMONSTRATED, outcome.reason
    assert len(set(outcome.kernel.split(", "))) == 2


@pytest.mark.parametrize(
    ("console", "reason"),
    [
        ("$ echo 1\n2\n", "line 1: 'echo 1' showed '1\\n', not '2\\n'"),
        ("$ nothing-of-this-name\n", "nothing-of-this-name"),
        ("$ sleep 100\n", "no answer within 2 seconds"),
        ("$ yes\n", "more than 100000 bytes"),
        ("$ exit\n", "the machine has stopped"),
    ],
    ids=["wrong", "not found", "slow", "loud", "gone"],
)
def test_what_is_not_as_promised_is_told_and_the_next_is_answered(console, reason):
    with Lab("here", limit_seconds=2) as lab:
        outcome = lab.replay(Proof("p#c", console, ""))
        assert outcome.result == (REFUTED if "showed" in reason else UNAVAILABLE)
        assert reason in outcome.reason
        assert lab.replay(Proof("p#d", "$ echo 1\n1\n", "")).result == DEMONSTRATED


def test_a_guest_that_has_stopped_is_told_and_another_answers(older):
    outcome = older.replay(Proof("p#c", "# poweroff -f\n", ""))
    assert (outcome.result, outcome.reason) == (UNAVAILABLE, "the machine has stopped")
    assert older.replay(Proof("p#d", "# echo 1\n1\n", "")).result == DEMONSTRATED


def test_nothing_of_a_session_is_left_for_the_next(older):
    left = (
        "# touch /tmp/left; hostname other; sleep 99 & mkdir /sys/fs/cgroup/left\n"
        "# mkdir /tmp/m; mount -t tmpfs tmpfs /tmp/m; value=1\n"
    )
    seen = (
        "# hostname; ls /tmp; ls -d /sys/fs/cgroup/*/; ps -o args | grep -c '[s]leep'; echo $value\n"
        "machine\nls: /sys/fs/cgroup/*/: No such file or directory\n0\n\n"
    )
    assert older.replay(Proof("p#c", left, "")).result == DEMONSTRATED
    assert older.replay(Proof("p#d", seen, "")).reason == ""


def read_state() -> dict[str, object]:
    """Return what a replay could leave behind on this machine."""
    return {
        "mounts": Path("/proc/self/mountinfo").read_text(encoding="utf-8"),
        "name": platform.node(),
        "folders": sorted(path.name for path in Path("/tmp").glob("virtfaq-*")),
    }


@pytest.mark.parametrize("name", PROOFS)
def test_this_machine_answers_the_same_where_it_may_be_asked(name):
    before = read_state()
    with Lab("here") as lab:
        found, control = lab.replay(PROOFS[name]), lab.replay(PROOFS[name], control=True)
    obstacle = here.find_obstacle(read_console(PROOFS[name].console))
    if obstacle:
        assert (found.result, found.reason) == (control.result, control.reason) == (UNAVAILABLE, obstacle)
    else:
        assert (found.result, control.result) == (DEMONSTRATED, REFUTED), found.reason
    assert read_state() == before
    if obstacle and "root" not in obstacle and "two machines" not in obstacle:
        skip_or_fail(obstacle)  # of this machine, and not of what is asked


def test_what_a_shell_leaves_running_is_ended():
    sleeping = f"sleep {1000 + os.getpid()}"
    console = f"$ setsid sh -c '{sleeping} & setsid {sleeping} &' & sleep 1\n"
    with Lab("here") as lab:
        assert lab.replay(Proof("p#c", console, "")).result == DEMONSTRATED
    listed = subprocess.run(["ps", "-e", "-o", "args"], capture_output=True, text=True, check=True).stdout
    assert sleeping not in listed


def test_who_is_root_here_is_nobody_there():
    with Lab("here") as lab:
        outcome = lab.replay(Proof("p#c", "$ id -u\n<user>\n$ test -w /etc; echo $?\n1\n", ""))
    assert outcome.result == DEMONSTRATED, outcome.reason
    assert outcome.shown[0].strip() == str(os.getuid() or 65534)


ENDED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell in the background ignores
from virtfaq.lab import Lab, Proof, find_kernels
from pathlib import Path
with Lab(sys.argv[1], find_kernels([Path(path) for path in sys.argv[2:]])) as lab:
    lab.replay(Proof("p#c", "$ touch started; sleep 100\\n", ""))
"""


@pytest.mark.parametrize("signal", ["INT", "KILL"])
@pytest.mark.parametrize("place", ["here", "guest"])
def test_who_ends_it_leaves_no_process(tmp_path, place, signal):
    kernels = [str(kernel.path) for kernel in require_kernels()] if place == "guest" else []
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-c", ENDED, place, *kernels], env=environment)
    wait_for(lambda: find_processes(tmp_path))
    subprocess.run(["kill", f"-{signal}", str(process.pid)], check=True)
    assert process.wait(timeout=20) != 0
    wait_for(lambda: not find_processes(tmp_path))
    if signal == "INT":
        assert [path.name for path in tmp_path.iterdir()] == []


def find_processes(folder: Path) -> list[str]:
    """Return the shells and guests that use a folder."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,args="], capture_output=True, text=True, check=True)
    numbers = (row.split()[0] for row in listed.stdout.splitlines())
    return [number for number in numbers if str(folder) in _read_place(number)]


def _read_place(number: str) -> str:
    """Return the folder that a process is in, and the words it was started with."""
    process = Path("/proc", number)
    try:
        words = process.joinpath("cmdline").read_bytes().decode(errors="replace")
        return f"{process.joinpath('cwd').readlink()} {words if 'qemu' in words else ''}"
    except OSError:
        return ""


def wait_for(is_so) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def run_lab(*words: str, before: str = "true") -> subprocess.CompletedProcess[str]:
    """Run `virtfaq lab` where an ordinary user may be root, after a command of that root."""
    command = f'{before} && exec "$0" -m virtfaq lab "$@"'
    inside = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", command, sys.executable]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [*inside, *words], env=environment, capture_output=True, encoding="utf-8", check=False
    )


def test_where_namespaces_are_switched_off_it_says_so():
    switch = "echo 0 > /proc/sys/user/max_user_namespaces"
    off = run_lab("all", "--place", "here", "--json", before=switch)
    assert off.returncode == 0, off.stderr
    outcomes = json.loads(off.stdout)["outcomes"]
    assert REFUTED not in {one["result"] for one in outcomes}
    refusal = "this machine refuses namespaces to ordinary users: unshare:"
    assert any(one["reason"].startswith(refusal) for one in outcomes)
    asked = ("huit-types", "profondeur", "--place", "here", "--require", "--json")
    off = run_lab(*asked, before=switch)
    assert off.returncode == 1
    outcomes = json.loads(off.stdout)["outcomes"]
    assert [one["result"] for one in outcomes] == [DEMONSTRATED, UNAVAILABLE]


def test_the_init_of_guests_refuses_to_run_elsewhere():
    init = Path(here.__file__).with_name("init")
    alone = subprocess.run(["sh", str(init)], capture_output=True, check=False)
    assert (alone.returncode, alone.stdout + alone.stderr) == (1, b"")
    first = ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "sh", str(init)]
    before = read_state()
    assert subprocess.run(first, capture_output=True, check=False).returncode == 1
    assert read_state() == before
