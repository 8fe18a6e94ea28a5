"""Test the command as people run it: in a process of its own."""

import json
import os
import subprocess
import sys
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import pytest

from virtfaq import density, evidence
from virtfaq.command.cli import main
from virtfaq.model.runtime_table import NAMES


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "virtfaq", *arguments]
    return subprocess.run(command, capture_output=True, env=os.environ | environment, timeout=60, check=False)


def answer(*arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def keys_of(data: object) -> set[str]:
    if isinstance(data, dict):
        return set(data.get("measurements", ())).union(*(keys_of(value) for value in data.values()))
    return set().union(*map(keys_of, data)) if isinstance(data, list) else set()


COMMANDS = (
    ("compare",),
    ("compare", "kata", "gvisor"),
    ("density", "--memory", "64Gi", "--app", "100Mi"),
    ("path", "runc", "qemu-kvm"),
    ("kernels", "web:runc", "vm1:qemu-kvm"),
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_the_answer_reads_in_a_terminal(arguments: tuple[str, ...]) -> None:
    done = run(*arguments, PYTHONUTF8="1")
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(lines) > 2
    assert max(map(len, lines)) < 100


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_json_holds_the_source_of_every_measurement(arguments: tuple[str, ...]) -> None:
    data = answer(*arguments)
    cited = {work["key"] for work in data["sources"]}
    assert cited == {evidence.get(key).source for key in keys_of(data)}
    assert all(
        set(work) == {"key", "authors", "title", "venue", "year", "doi", "url"} for work in data["sources"]
    )


def test_density_as_data() -> None:
    data = answer(
        "density", "--memory", "64Gi", "--app", "100Mi", "--runtime", "runc", "--runtime", "qemu-tcg"
    )
    assert (data["memory_bytes"], data["app_bytes"]) == (64 * 2**30, 100 * 2**20)
    runc, tcg = data["runtimes"]
    assert set(runc) == {
        *("runtime", "instances", "fixed_bytes", "low", "high", "studies", "years", "assumed", "measurements")
    }
    assert runc["instances"] == density("64Gi", "100Mi", "runc")
    assert (tcg["instances"], tcg["fixed_bytes"], tcg["measurements"]) == (None, None, [])


def test_path_as_data() -> None:
    (path,) = answer("path", "qemu-kvm", "--network", "virtio")["paths"]
    assert path["kernels_crossed"] == 2
    assert path["hops"][1] == {"device": "virtio-net", "name": "qemu-kvm", "kernel": "qemu-kvm"}
    assert path["added_round_trip_seconds"] is None


def test_every_runtime_has_a_path() -> None:
    assert [path["runtime"] for path in answer("path", *NAMES)["paths"]] == list(NAMES)


def test_nothing_that_fits_is_zero_and_not_unknown() -> None:
    done = run("density", "--memory", "1Mi", "--app", "100Mi", "--runtime", "runc", PYTHONUTF8="1")
    assert done.stdout.decode().splitlines()[1].split() == ["runc", "4.09", "MB", "0"]


def test_kernels_as_data() -> None:
    data = answer("kernels", "web:runc", "db:runc", "vm1:qemu-kvm", "box:gvisor")
    assert data["kernels"] == [
        {"machine": "host", "os": "linux", "user_space": False, "instances": ["web", "db"]},
        {"machine": "vm1", "os": "linux", "user_space": False, "instances": ["vm1"]},
        {"machine": "box", "os": "linux", "user_space": True, "instances": ["box"]},
    ]
    windows = answer("kernels", "web:runhcs", "vm1:hyper-v", "--host-os", "windows")
    assert [kernel["os"] for kernel in windows["kernels"]] == ["windows", "linux"]


def test_compare_as_data() -> None:
    data = answer("compare", "runc", "firecracker")
    assert set(data) == {"a", "b", "properties", "sources"}
    assert {tuple(row) for row in data["properties"]} == {("property", "a", "b", "years", "measurements")}


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        ((), "COMMAND"),
        (("compare", "docker"), "qemu-kvm"),
        (("frobnicate",), "compare"),
        (("density", "--memory", "64 GB", "--app", "1Mi"), "2Gi"),
        (("density", "--memory", "64Gi"), "--app"),
        (("density", "--memory", "9" * 10000, "--app", "1Mi"), "2Gi"),
        (("density", "--memory", "-1", "--app", "1Mi"), "2Gi"),
        (("density", "--memory", "1Gi", "--app", "1Mi", "--runtime", "x"), "runc"),
        (("path", "kata", "--network", "host"), "bridge"),
        (("path",), "RUNTIME"),
        (("kernels", "web"), "web:runc"),
        (("kernels", "web:"), "runc"),
        (("kernels", ":runc"), "characters"),
        (("kernels", "a:runc", "a:runc"), "rename"),
        (("kernels", "a:runc", "--host-os", "beos"), "linux"),
        (("kernels", "a:runc", "--host-os", "windows"), "virtual machine"),
        (("kernels", "é\udcff:runc"), "characters"),
    ],
)
def test_misuse_is_one_clear_line_and_status_2(arguments: tuple[str, ...], allowed: str) -> None:
    done = run(*arguments, PYTHONUTF8="1")
    message = done.stderr.decode(errors="replace")
    assert done.returncode == 2, message
    assert done.stdout == b""
    assert message.startswith("virtfaq")
    assert allowed in message
    assert message.count("\n") == 1
    assert len(message) < 400


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437", "utf-8"])
def test_any_terminal_encoding_will_do(encoding: str) -> None:
    done = run("compare", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert ("313–521" if encoding in ("cp1252", "utf-8") else "313-521") in text
    text = run("compare", "runc", "gvisor", PYTHONIOENCODING=encoding, PYTHONUTF8="0").stdout.decode(encoding)
    assert ("≈306" if encoding in ("cp437", "utf-8") else "~306") in text


def test_a_narrow_terminal_gets_narrow_lines() -> None:
    done = run("compare", COLUMNS="40", PYTHONUTF8="1")
    table = done.stdout.decode().split("\n\n")[0]
    assert max(map(len, table.splitlines())) <= 40


def test_a_reader_who_leaves_causes_no_traceback() -> None:
    command = [sys.executable, "-m", "virtfaq", "compare", "--json"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 141  # what a shell says of a program that SIGPIPE ended


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device of Linux")
def test_a_full_disk_is_one_line_and_status_1() -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "virtfaq", "compare"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version").stdout.decode().split() == ["virtfaq", version("virtfaq")]


def test_the_installed_command_is_the_same() -> None:
    (script,) = entry_points(group="console_scripts", name="virtfaq")
    assert script.load() is main


def test_help_names_every_runtime() -> None:
    text = run("path", "--help").stdout.decode()
    assert all(name in text.replace("\n", " ") for name in NAMES if "-" not in name)
