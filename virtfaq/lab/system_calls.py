"""Call the kernel where Python 3.11 has no function for it, through the C library."""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from functools import cache
from typing import Any

# linux/sched.h
CLONE_FLAGS = {
    "time": 0x00000080,
    "mnt": 0x00020000,
    "cgroup": 0x02000000,
    "uts": 0x04000000,
    "ipc": 0x08000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}
MS_REC, MS_PRIVATE = 0x4000, 0x40000  # linux/mount.h
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38  # linux/prctl.h
_SECCOMP_MODE_FILTER, _SECCOMP_RET_ALLOW, _SECCOMP_RET_ERRNO = 2, 0x7FFF0000, 0x00050000  # linux/seccomp.h
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # linux/bpf_common.h: LD|W|ABS, JMP|JEQ|K, RET|K
# The machine's number in linux/audit.h, and those of two system calls in its asm/unistd.h.
_MACHINES = {
    "x86_64": (0xC000003E, {"uname": 63, "finit_module": 313}),
    "aarch64": (0xC00000B7, {"uname": 160, "finit_module": 273}),
}
IPC_PRIVATE, IPC_RMID = 0, 0  # linux/ipc.h


@cache
def _load_library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: Any) -> int:
    """Call a function of the C library. Raises OSError with the kernel's own reason if it returns -1.

    >>> call("getppid") == os.getppid()
    True
    """
    result = int(getattr(_load_library(), name)(*arguments))
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), name)
    return result


def unshare(kinds: Iterable[str]) -> None:
    """Move this process, or for `pid` and `time` its next children, into new namespaces."""
    flags = 0
    for kind in kinds:
        flags |= CLONE_FLAGS[kind]
    call("unshare", ctypes.c_int(flags))


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system, or change a mount."""
    texts = [text.encode() or None for text in (source, target, kind, options)]
    call("mount", texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3])


def find_number(name: str) -> int:
    """Return the number of a system call on this machine. Raises OSError where it is not known."""
    machine = platform.machine()
    if machine not in _MACHINES:
        raise OSError(f"the numbers of system calls on {machine} are not known here")
    return _MACHINES[machine][1][name]


def refuse(name: str, error: int) -> None:
    """Have the kernel refuse one system call to this process from now on, with this number of an error."""
    number = find_number(name)
    architecture = _MACHINES[platform.machine()][0]
    program = [
        (_LOAD, 0, 0, 4),  # the architecture that is called
        (_JUMP_IF_EQUAL, 0, 3, architecture),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_JUMP_IF_EQUAL, 0, 1, number),
        (_RETURN, 0, 0, _SECCOMP_RET_ERRNO | error),
        (_RETURN, 0, 0, _SECCOMP_RET_ALLOW),
    ]
    code = b"".join(struct.pack("HBBI", *one) for one in program)
    text = ctypes.create_string_buffer(code, len(code))
    filled = struct.pack("HxxxxxxP", len(program), ctypes.addressof(text))
    call("prctl", PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0)))
    call("prctl", PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), filled)
