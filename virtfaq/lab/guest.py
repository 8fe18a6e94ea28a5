"""Start a guest under QEMU: a virtual machine without a disk or a network, which ends with this process."""

import os
import platform
import re
import shutil
import signal
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from virtfaq.lab.initramfs import write_initramfs
from virtfaq.lab.outcome import UnavailableError
from virtfaq.lab.processes import die_with_parent, is_running
from virtfaq.lab.programs import Kernel, find_programs
from virtfaq.lab.shell import LostShellError, Shell

_MEMORY_MIB = 160
_LIMIT_SECONDS = 60  # to start: an emulated machine on a busy host
_PROBE_SECONDS = 10  # to start by KVM, which may exist and not work
_READY = re.compile(rb"\036(ready)\r?\n")
_PANIC = re.compile(r"Kernel panic - .*")


class Guest:
    """A running guest. Use it as a context: it is ended on leaving."""

    def __init__(self, kernel: Kernel) -> None:
        self._given = kernel
        self.accelerator = self.kernel = ""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="virtfaq-")
        try:
            self._write_files()
            self._start()
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._end()
        self._folder.cleanup()

    def _write_files(self) -> None:
        folder = Path(self._folder.name)
        (folder / "kernel").write_bytes(self._given.image)
        (folder / "initramfs").write_bytes(write_initramfs(find_programs(), self._given.modules))

    def _start(self) -> None:
        """Start by KVM where it works, by emulation otherwise. Raises UnavailableError."""
        tries = [("tcg", _LIMIT_SECONDS)]
        if os.access("/dev/kvm", os.R_OK | os.W_OK):
            tries.insert(0, ("kvm", _PROBE_SECONDS))
        for accelerator, limit_seconds in tries:
            self._process = subprocess.Popen(
                _write_command(Path(self._folder.name), accelerator),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
            assert self._process.stdin
            assert self._process.stdout
            self.shell = Shell(
                self._process.stdout.fileno(),
                self._process.stdin.fileno(),
                partial(is_running, self._process),
            )
            try:
                self.shell.wait(_READY, limit_seconds)
            except LostShellError as error:
                reason = self._read_errors() or self.find_panic().strip() or str(error)
                self._end()
            except BaseException:
                self._end()
                raise
            else:
                self.accelerator = accelerator
                self.kernel = self._read_release()
                return
        raise UnavailableError(f"the guest does not start: {reason}")

    def _read_release(self) -> str:
        """Return the release of its kernel."""
        release = self.open_shell(is_root=False).run("uname -r", _PROBE_SECONDS).shown.strip()
        self.close_shell()
        return release

    def _read_errors(self) -> str:
        """Return what QEMU said last, if it has ended."""
        if self._process.poll() is None or not self._process.stderr:
            return ""
        said = self._process.stderr.read().decode(errors="replace").strip()
        return said.rpartition("\n")[2]

    def _end(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.communicate()

    def open_shell(self, *, is_root: bool) -> Shell:
        """Return a new shell of root or of an ordinary user."""
        self.shell.send(b"root" if is_root else b"user")
        return self.shell

    def close_shell(self) -> None:
        """End the shell with all that it has left behind. Raises LostShellError."""
        self.shell.send(b"end")
        self.shell.wait(_READY, _LIMIT_SECONDS)

    def find_panic(self) -> str:
        """Return the line by which the kernel said that it stops, if it has."""
        log = (Path(self._folder.name) / "console").read_text("utf-8", errors="replace")
        found = _PANIC.search(log)
        return f"{found[0].rstrip()}\n" if found else ""


def find_hypervisor() -> str:
    """Return the path of QEMU. Raises UnavailableError."""
    machine = f"{platform.system()} on {platform.machine()}"
    if machine != "Linux on x86_64":
        raise UnavailableError(f"guests are started by Linux on x86_64 only; this is {machine}")
    if found := shutil.which("qemu-system-x86_64"):
        return found
    raise UnavailableError("QEMU was not found (Debian: apt-get install qemu-system-x86)")


def _write_command(folder: Path, accelerator: str) -> list[str]:
    """Return the command of a guest that has a processor, a memory and two serial lines, and nothing else.

    Its kernel does not check its timer, which an emulated machine on a busy host may be late to serve.
    """
    given = {
        "-machine": "q35",
        "-accel": accelerator,
        "-cpu": "host" if accelerator == "kvm" else "max",
        "-m": str(_MEMORY_MIB),
        "-display": "none",
        "-sandbox": "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
        "-kernel": str(folder / "kernel"),
        "-initrd": str(folder / "initramfs"),
        "-append": "console=ttyS0 loglevel=4 panic=-1 no_timer_check virtfaq=1",
    }
    lines = ["-serial", f"file:{folder / 'console'}", "-chardev", "stdio,id=line,signal=off"]
    plain = ["-nodefaults", "-no-user-config", "-no-reboot", *lines, "-serial", "chardev:line"]
    return [find_hypervisor(), *plain, *(part for pair in given.items() for part in pair)]
