"""Show what each namespace of Linux hides, and how deep they nest."""

import ctypes
import errno
import os
import signal
import socket
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from virtfaq.lab.container import ALL, Value, run_inside
from virtfaq.lab.experiment import Experiment, Seen, UnavailableError
from virtfaq.lab.system_calls import IPC_PRIVATE, IPC_RMID, call, mount, unshare

_DAY_SECONDS = 86_400
_SHARED_BYTES = 4096
_LOOPS = 40  # more than the kernel allows


def _without(kind: str) -> dict[str, Collection[str]]:
    return {"kinds": [one for one in ALL if one != kind]}


def _observe_host_name(kinds: Collection[str] = ALL) -> Seen:
    before = socket.gethostname()

    def rename() -> Value:
        socket.sethostname("conteneur")
        return socket.gethostname()

    inside = run_inside(kinds, rename)
    facts = {"inside": inside, "outside before": before, "outside after": socket.gethostname()}
    return Seen(facts, inside == "conteneur" and before == facts["outside after"] != inside)


def _observe_first_process(kinds: Collection[str] = ALL) -> Seen:
    def look() -> Value:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        numbers = next(row for row in status.splitlines() if row.startswith("NSpid:")).split()[1:]
        return [os.getpid(), int(numbers[0])]

    inside, outside = run_inside(kinds, look)
    return Seen({"inside": inside, "outside": outside}, inside == 1 != outside)


def _observe_other_processes(kinds: Collection[str] = ALL) -> Seen:
    outside = os.getpid()

    def reach() -> Value:
        try:
            os.kill(outside, 0)  # asks only whether one may
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    reached = run_inside(kinds, reach)
    return Seen({"a process outside": outside, "found from inside": reached}, not reached)


def _observe_process_list(kinds: Collection[str] = ALL, *, remount: bool = True) -> Seen:
    def count() -> Value:
        before = len([*Path("/proc").glob("[0-9]*")])
        if remount:
            mount("proc", "/proc", "proc")
        return [before, len([*Path("/proc").glob("[0-9]*")])]

    before, after = run_inside(kinds, count)
    facts = {"in the /proc of outside": before, "in a /proc of its own": after}
    return Seen(facts, before > 1 == after)


def _observe_death(kinds: Collection[str] = ALL) -> Seen:
    reading, writing = os.pipe()

    def leave_a_child() -> Value:
        if (child := os.fork()) == 0:
            time.sleep(3)  # with its end of the pipe open
            os._exit(0)
        return [] if "pid" in kinds else [child]

    left = run_inside(kinds, leave_a_child)
    os.close(writing)
    os.set_blocking(reading, False)
    ended = _ends(reading)
    os.close(reading)
    for number in left:
        os.kill(number, signal.SIGKILL)
    return Seen({"the others ended with the first process": ended}, ended)


def _ends(pipe: int, patience_seconds: float = 1.0) -> bool:
    """Tell whether the last process that holds the other end of a pipe ends soon."""
    end = time.monotonic() + patience_seconds
    while time.monotonic() < end:
        try:
            return os.read(pipe, 1) == b""
        except BlockingIOError:
            time.sleep(0.01)
    return False


def _observe_shared_memory(kinds: Collection[str] = ALL) -> Seen:
    segment = call("shmget", IPC_PRIVATE, ctypes.c_size_t(_SHARED_BYTES), 0o600)

    def count() -> Value:
        rows = Path("/proc/sysvipc/shm").read_text(encoding="ascii").splitlines()[1:]
        return sum(row.split()[1] == str(segment) for row in rows)

    try:
        outside, inside = count(), run_inside(kinds, count)
    finally:
        call("shmctl", segment, IPC_RMID, None)
    return Seen({"outside": outside, "inside": inside}, (outside, inside) == (1, 0))


def _observe_mounts(kinds: Collection[str] = ALL) -> Seen:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)

        def put() -> Value:
            mount("tmpfs", folder, "tmpfs")
            (Path(folder) / "file").touch()
            return [one.name for one in Path(folder).iterdir()]

        inside = run_inside(kinds, put)
        facts = {"inside": inside, "outside": [one.name for one in Path(folder).iterdir()]}
    return Seen(facts, inside == ["file"] and facts["outside"] == [])


def _observe_network(kinds: Collection[str] = ALL) -> Seen:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def connect() -> Value:
            try:
                socket.create_connection(server.getsockname(), timeout=2).close()
            except OSError as error:
                return errno.errorcode.get(error.errno or 0, str(error))
            return "connected"

        outside, inside = connect(), run_inside(kinds, connect)
    return Seen({"outside": outside, "inside": inside}, outside == "connected" != inside)


def _observe_control_groups(kinds: Collection[str] = ALL) -> Seen:
    def read() -> Value:
        rows = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
        return sorted({row.split(":", 2)[2] for row in rows})

    outside, inside = read(), run_inside(kinds, read)
    if outside == ["/"]:
        raise UnavailableError("this process is in the root control group: there is nothing to hide")
    return Seen({"outside": outside, "inside": inside}, inside == ["/"])


def _observe_clock(kinds: Collection[str] = ALL) -> Seen:
    def read() -> Value:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    outside = read()
    inside = run_inside(kinds, read, boot_offset_seconds=_DAY_SECONDS)
    facts = {"outside": round(outside), "inside": round(inside)}
    return Seen(facts, inside - outside >= _DAY_SECONDS)


def _observe_depth(kind: str = "user") -> Seen:
    def nest() -> Value:
        for depth in range(_LOOPS):
            try:
                unshare([kind])
            except OSError as error:
                return [depth + 1, errno.errorcode.get(error.errno or 0, str(error))]
            if kind == "user":
                for numbers in ("uid", "gid"):
                    Path(f"/proc/self/{numbers}_map").write_text("0 0 1", encoding="ascii")
        return [_LOOPS, "none"]

    levels, error = run_inside(["user"], nest)
    return Seen({"levels": levels, "error": error}, error == "ENOSPC")


NAMESPACES = (
    Experiment(
        "host-name",
        "A container can change its host name, and the host keeps its own.",
        _observe_host_name,
        _without("uts"),
    ),
    Experiment(
        "first-process",
        "The first process of a container is number 1 there, and has another number on the host.",
        _observe_first_process,
        _without("pid"),
    ),
    Experiment(
        "other-processes",
        "A container cannot name a process outside, and so cannot send it a signal.",
        _observe_other_processes,
        _without("pid"),
    ),
    Experiment(
        "process-list",
        "A container lists the host's processes until it mounts a /proc of its own.",
        _observe_process_list,
        {"remount": False},
    ),
    Experiment(
        "death-of-the-first",
        "When the first process of a container ends, the kernel kills the others.",
        _observe_death,
        _without("pid"),
    ),
    Experiment(
        "shared-memory",
        "A container does not see the System V shared memory of the host.",
        _observe_shared_memory,
        _without("ipc"),
    ),
    Experiment(
        "mounts", "What a container mounts is not mounted on the host.", _observe_mounts, _without("mnt")
    ),
    Experiment(
        "network",
        "A container's 127.0.0.1 is not the host's.",
        _observe_network,
        _without("net"),
    ),
    Experiment(
        "control-groups",
        "A container sees its own control group as the root.",
        _observe_control_groups,
        _without("cgroup"),
    ),
    Experiment(
        "clock-since-boot",
        "A container can have another time since boot than the host.",
        _observe_clock,
        _without("time"),
    ),
    Experiment(
        "depth",
        "User namespaces nest to a limit, and the kernel then answers ENOSPC.",
        _observe_depth,
        {"kind": "uts"},
    ),
)
