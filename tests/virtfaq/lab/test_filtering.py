"""The program that hands the kernel a filter runs what it is given under it, and nothing without one."""

from __future__ import annotations

import platform
import struct
import subprocess

import pytest

from tests.support.needs import skip_or_fail
from virtfaq.lab import make_launcher

ALLOW, REFUSE = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO of EPERM
MKDIR = 83  # on x86_64


def write_filter(*instructions: tuple[int, int, int, int]) -> bytes:
    return b"".join(struct.pack("<HBBI", *one) for one in instructions)


REFUSING = write_filter((0x20, 0, 0, 0), (0x15, 0, 1, MKDIR), (6, 0, 0, REFUSE), (6, 0, 0, ALLOW))


@pytest.fixture
def launch(tmp_path):
    """Return what runs a command under a filter."""
    if platform.machine() != "x86_64" or platform.system() != "Linux":
        skip_or_fail("the program is one of Linux on x86")
    launcher = tmp_path / "with-seccomp"
    launcher.write_bytes(make_launcher())
    launcher.chmod(0o755)

    def run(given: bytes, *command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [launcher, *command], input=given, cwd=tmp_path, capture_output=True, check=False
        )

    return run


def test_the_kernel_refuses_the_call_of_the_filter_and_no_other(launch, tmp_path):
    told = launch(REFUSING, "/bin/mkdir", "refused")
    assert (told.returncode, b"Operation not permitted" in told.stderr) == (1, True)
    assert not (tmp_path / "refused").exists()
    assert launch(REFUSING, "/bin/touch", "written").returncode == 0
    assert (tmp_path / "written").exists()


def test_what_it_starts_is_filtered_for_good_and_gains_no_privilege(launch):
    status = launch(REFUSING, "/bin/sh", "-c", "exec cat /proc/self/status").stdout.decode()
    assert "Seccomp:\t2\n" in status
    assert "NoNewPrivs:\t1\n" in status


@pytest.mark.parametrize("given", [b"", write_filter((0xFF, 0, 0, 0))], ids=["none", "no filter"])
def test_without_a_filter_that_the_kernel_takes_nothing_is_run(launch, given):
    told = launch(given, "/bin/echo", "run")
    assert (told.returncode, told.stdout) == (126, b"")


def test_a_command_that_is_not_there_is_told_by_its_status(launch):
    assert launch(REFUSING, "/bin/none").returncode == 126
