"""Run a function in a container of namespaces, as any user may and never as the machine's root.

A child of this process enters the namespaces: it ends with its parent, whatever happens.
"""

import json
import os
import signal
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from virtfaq.lab.system_calls import (
    MS_PRIVATE,
    MS_REC,
    PR_SET_DUMPABLE,
    PR_SET_PDEATHSIG,
    call,
    mount,
    unshare,
)

ALL = ("user", "mnt", "uts", "ipc", "net", "pid", "cgroup", "time")
NOBODY = 65534
Value = Any  # of JSON


class RefusedError(Exception):
    """The kernel refused what the function asked for."""


def run_inside(
    kinds: Collection[str], function: Callable[[], Value], *, boot_offset_seconds: int = 0
) -> Value:
    """Return what a function returns in new namespaces of these kinds, of which an ordinary user is the root.

    Who is root outside is nobody there. With `pid` the function is the first process. What it starts and
    leaves behind is for the caller to end. With `time`, the machine started so many seconds earlier there.
    Raises RefusedError with the kernel's reason if a namespace, or what the function asks for, is refused.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(writing, lambda: _enter(kinds, function, writing, boot_offset_seconds))
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        text = told.readline()
    os.waitpid(child, 0)
    answer = json.loads(text or '{"refused": "the process ended before it told"}')
    if "refused" in answer:
        raise RefusedError(answer["refused"])
    return answer["value"]


def _answer(writing: int, function: Callable[[], Value]) -> None:
    """Write what a function returns, or why the kernel refuses, and end this process."""
    try:
        _bind()
        answer = {"value": function()}
    except OSError as error:
        answer = {"refused": f"{error.filename or 'the kernel'}: {error.strerror or error}"}
    if answer != {"value": None}:
        os.write(writing, json.dumps(answer).encode() + b"\n")
    os._exit(0)


def _bind() -> None:
    """Be an ordinary user who ends with the parent, and whose /proc/self is one's own."""
    if os.getuid() == 0 and Path("/proc/self/uid_map").read_text("ascii").split()[2] != "1":
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    call("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _enter(kinds: Collection[str], function: Callable[[], Value], writing: int, offset_seconds: int) -> Value:
    """Enter the namespaces, and be root there; the first process of a new `pid` or `time` is a child."""
    user, group = os.getuid(), os.getgid()
    unshare(kinds)
    if "user" in kinds:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1", encoding="ascii")
    if "mnt" in kinds:
        mount("none", "/", flags=MS_REC | MS_PRIVATE)  # so that no mount of ours is seen outside
    if "time" in kinds and offset_seconds:
        Path("/proc/self/timens_offsets").write_text(f"boottime {offset_seconds} 0", encoding="ascii")
    if not {"pid", "time"} & set(kinds):
        return function()
    if (child := os.fork()) == 0:
        _answer(writing, function)
    os.waitpid(child, 0)
    return None
