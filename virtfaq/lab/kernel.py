"""Show what containers share with their host, since they have one kernel, and what it refuses them."""

import errno
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from virtfaq.lab.container import ALL, Value, run_inside
from virtfaq.lab.experiment import Experiment, Seen, UnavailableError
from virtfaq.lab.system_calls import call, find_number, mount, refuse

_MOMENT_SECONDS = 60
_BOOT, _ANEW = "/proc/sys/kernel/random/boot_id", "/proc/sys/kernel/random/uuid"


def _observe_kernel(file: str = _BOOT) -> Seen:
    def read() -> Value:
        return [Path(file).read_text(encoding="ascii").strip(), os.uname().release]

    outside, inside = read(), run_inside(ALL, read)
    return Seen({"outside": outside, "inside": inside}, outside == inside)


def _observe_resources(*, offset_seconds: int = 0) -> Seen:
    def read() -> Value:
        total = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()[0].split()[1]
        return [int(total), os.cpu_count(), time.clock_gettime(time.CLOCK_BOOTTIME)]

    outside, inside = read(), run_inside(ALL, read, boot_offset_seconds=offset_seconds)
    names = ("kilobytes of memory", "processors", "seconds since boot")
    facts = dict(zip(names, zip(outside, inside, strict=True), strict=True))
    later = inside[2] - outside[2]
    return Seen(facts, outside[:2] == inside[:2] and 0 <= later < _MOMENT_SECONDS)


def _find_error(ask: Callable[[], object]) -> str:
    """Return the name of the error with which the kernel refuses, « none » if it does not."""
    try:
        ask()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, str(error))
    return "none"


def _observe_wall_clock(*, setting: bool = True) -> Seen:
    def ask() -> Value:
        clock, now = time.CLOCK_REALTIME, time.time()
        return _find_error(lambda: time.clock_settime(clock, now) if setting else time.clock_gettime(clock))

    error = run_inside(ALL, ask)
    return Seen({"error": error}, error == "EPERM")


def _observe_modules(*, loading: bool = True) -> Seen:
    def ask() -> Value:
        number = find_number("finit_module")
        return _find_error(lambda: loading and call("syscall", number, -1, b"", 0))  # of no file at all

    error = run_inside(ALL, ask)
    if error == "ENOSYS":
        raise UnavailableError("this kernel was built without modules")
    return Seen({"error": error}, error == "EPERM")


def _observe_filter(*, filtered: bool = True) -> Seen:
    def ask() -> Value:
        before = _find_error(os.uname)
        if filtered:
            refuse("uname", errno.EACCES)
        return [before, _find_error(os.uname)]

    before, after = run_inside(ALL, ask)
    return Seen({"before": before, "after": after}, (before, after) == ("none", "EACCES"))


def _observe_layers(*, layered: bool = True) -> Seen:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)

        def write() -> Value:
            mount("tmpfs", folder, "tmpfs")
            lower, upper, work, merged = (
                Path(folder) / name for name in ("lower", "upper", "work", "merged")
            )
            for place in (lower, upper, work, merged):
                place.mkdir()
            (lower / "file").write_text("image", encoding="ascii")
            if layered:
                options = f"lowerdir={lower},upperdir={upper},workdir={work},userxattr"
                mount("overlay", str(merged), "overlay", options=options)
            place = merged if layered else lower
            (place / "file").write_text("container", encoding="ascii")
            return {
                "lower": (lower / "file").read_text("ascii"),
                "upper": [(one.name, one.read_text("ascii")) for one in upper.iterdir()],
            }

        facts = run_inside(ALL, write)
    return Seen(facts, facts == {"lower": "image", "upper": [["file", "container"]]})


KERNEL = (
    Experiment(
        "one-kernel",
        "A container has the kernel of its host: the same release, started by the same boot.",
        _observe_kernel,
        {"file": _ANEW},
    ),
    Experiment(
        "resources",
        "A container reads the memory, the processors and the uptime of the host.",
        _observe_resources,
        {"offset_seconds": 86_400},
    ),
    Experiment(
        "wall-clock",
        "Root in a user namespace cannot set the clock of the machine.",
        _observe_wall_clock,
        {"setting": False},
    ),
    Experiment(
        "modules",
        "Root in a user namespace cannot load a module into the kernel.",
        _observe_modules,
        {"loading": False},
    ),
    Experiment(
        "filter",
        "A filter of system calls has the kernel refuse one that it did before.",
        _observe_filter,
        {"filtered": False},
    ),
    Experiment(
        "layers",
        "What a container writes goes to its own layer: that of the image stays as it was.",
        _observe_layers,
        {"layered": False},
    ),
)
