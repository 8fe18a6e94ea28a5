"""Bind a process to the one that has started it."""

import ctypes
import signal
import subprocess

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends, whatever ends that."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def is_running(process: "subprocess.Popen[bytes]") -> bool:
    """Tell whether a process has not ended."""
    return process.poll() is None
