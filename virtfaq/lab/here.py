"""Ask the kernel of this machine, as an ordinary user: nobody where one is root."""

import os
import platform
import secrets
import shutil
import signal
import subprocess
import tempfile
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Self

from virtfaq.lab.console import Console
from virtfaq.lab.outcome import UnavailableError
from virtfaq.lab.processes import is_running
from virtfaq.lab.shell import SESSION, Shell

_NOBODY = 65534
_UNSHARING, _PROBE_SECONDS = "unshare --user --map-root-user true", 10
_WATCH = "read -r _; kill -KILL -$0"  # its input ends when this process does, whatever ends that
_TOKEN = "VIRTFAQ_LAB"  # in the environment of all that a shell starts, by which it is found and ended


class Here:
    """This machine. Use it as a context: what its shells started is ended on leaving."""

    def __init__(self) -> None:
        self.kernel = platform.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close_shell()

    _process: "subprocess.Popen[bytes] | None" = None
    _watch: "subprocess.Popen[bytes]"

    def open_shell(self, *, is_root: bool) -> Shell:
        """Return a new shell of an ordinary user, in a folder of its own. Raises UnavailableError."""
        if is_root:
            raise UnavailableError("it needs root, which this machine is not asked for: only a guest is")
        self.close_shell()
        self._folder = tempfile.TemporaryDirectory(prefix="virtfaq-", ignore_cleanup_errors=True)
        self._token = secrets.token_hex(16)
        owner = _choose_owner()
        if owner:
            os.chown(self._folder.name, owner, owner)
        self._process = subprocess.Popen(
            ["sh", "-c", SESSION],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self._folder.name,
            env={"PATH": _find_path(), "HOME": self._folder.name, "LC_ALL": "C", _TOKEN: self._token},
            start_new_session=True,
            user=owner,
            group=owner,
            extra_groups=[] if owner else None,
        )
        self._watch = subprocess.Popen(
            ["sh", "-c", _WATCH, str(self._process.pid)], stdin=subprocess.PIPE, start_new_session=True
        )
        assert self._process.stdin
        assert self._process.stdout
        reading, writing = self._process.stdout.fileno(), self._process.stdin.fileno()
        return Shell(reading, writing, partial(is_running, self._process))

    def close_shell(self) -> None:
        """End the shell with all that it has started, and remove its folder."""
        if not self._process:
            return
        process, self._process = self._process, None
        self._watch.kill()
        self._watch.communicate()
        while started := _find_started(self._token):  # one that is about to start another may be missed once
            for number in started:
                _kill(number)
        process.communicate()
        self._folder.cleanup()

    def find_panic(self) -> str:
        """Return nothing: this machine is here to be asked."""
        return ""


def _choose_owner() -> int | None:
    """Return the user to become: nobody where one is root, unless that is the root of a user namespace."""
    if os.geteuid():
        return None
    rows = [row.split() for row in Path("/proc/self/uid_map").read_text("ascii").splitlines()]
    is_mapped = any(int(first) <= _NOBODY < int(first) + int(count) for first, _, count in rows)
    return _NOBODY if is_mapped else None


def find_obstacle(console: Console) -> str:
    """Return why this machine cannot show a console: an empty text where it can."""
    if platform.system() != "Linux":
        return f"this is {platform.system() or 'no system that is known'}, and not Linux"
    if console.is_root:
        return "it needs root, which only a guest is asked for"
    if len(console.machines) > 1:
        return "it needs two machines"
    if any("unshare" in step.command for step in console.steps):
        return _find_refusal()
    return ""


@cache
def _find_refusal() -> str:
    """Return why an ordinary user can make no namespaces here: an empty text where one can."""
    if not shutil.which("unshare", path=_find_path()):
        return "`unshare` was not found (Debian: apt-get install util-linux)"
    with Here() as machine:
        answer = machine.open_shell(is_root=False).run(_UNSHARING, _PROBE_SECONDS)
    return (
        f"this machine refuses namespaces to ordinary users: {answer.shown.strip()}" if answer.status else ""
    )


def _find_path() -> str:
    """Return where programs are looked for: with those of administrators, whose folders few users have."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def _find_started(token: str) -> list[int]:
    """Return the numbers of the processes whose environment has a token."""
    mark = f"{_TOKEN}={token}".encode()
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if mark in _read_environment(folder)]


def _read_environment(folder: Path) -> bytes:
    try:
        return (folder / "environ").read_bytes()
    except OSError:  # somebody else's, or gone
        return b""


def _kill(number: int) -> None:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return
