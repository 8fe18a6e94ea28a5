"""Make the program `with-seccomp` of guests, which hands the kernel a filter of system calls.

It is read from its input, and judges the command that the rest of the line names by its whole path:

    # with-seccomp /bin/hostname box < filter

No package of Debian has such a program that is small; this one does what seccomp(2) asks for and no more. Its
code is that of 32 bits, which kernels of 64 bits run too.
"""

import struct

LAUNCHER = "usr/local/bin/with-seccomp"  # its place in a guest
_AT = 0x8048000  # where the file stands in memory
_HEADERS_BYTES, _MOST_BYTES = 52 + 32, 4096  # of ELF; of a filter
_READ, _EXECVE, _EXIT, _PRCTL = 3, 11, 1, 172  # asm/unistd_32.h
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2  # linux/prctl.h, linux/seccomp.h
_CALL = b"\xcd\x80"
_EAX, _EBX, _ECX, _EDX, _ESI, _EDI = 0xB8, 0xBB, 0xB9, 0xBA, 0xBE, 0xBF  # mov <register>, <number>


def make_launcher() -> bytes:
    """Return the program.

    >>> program = make_launcher()
    >>> program[:4], len(program) < 250
    (b'\\x7fELF', True)
    """
    size = len(_write_code(0, 0))
    described = _AT + _HEADERS_BYTES + size  # struct sock_fprog: how many instructions, and where
    code = _write_code(described, described + 8) + struct.pack("<HxxI", 0, described + 8)
    return _write_headers(len(code)) + code


def _write_code(described: int, read: int) -> bytes:
    """Return the instructions, for the addresses of the filter's description and of what is read."""
    return b"".join(
        (
            _set(_EAX, _READ) + _set(_EBX, 0) + _set(_ECX, read) + _set(_EDX, _MOST_BYTES) + _CALL,
            b"\xc1\xe8\x03",  # shr eax, 3: of eight bytes each
            b"\x66\xa3" + struct.pack("<I", described),  # mov [described], ax
            _set(_EAX, _PRCTL) + _set(_EBX, _NO_NEW_PRIVS) + _set(_ECX, 1),
            _set(_EDX, 0) + _set(_ESI, 0) + _set(_EDI, 0) + _CALL,
            _set(_EAX, _PRCTL) + _set(_EBX, _SECCOMP) + _set(_ECX, _FILTER) + _set(_EDX, described) + _CALL,
            b"\x85\xc0\x75\x14",  # test eax, eax; jnz to the end: a filter that the kernel does not take
            b"\x8b\x04\x24\x8d\x54\x84\x08",  # mov eax, [esp]; lea edx, [esp + 4 eax + 8]: the environment
            b"\x8b\x5c\x24\x08\x8d\x4c\x24\x08",  # mov ebx, [esp + 8]; lea ecx, [esp + 8]: the command
            b"\x6a\x0b\x58" + _CALL,  # push 11; pop eax: execve
            _set(_EAX, _EXIT) + _set(_EBX, 126) + _CALL,
        )
    )


def _set(register: int, value: int) -> bytes:
    return struct.pack("<BI", register, value)


def _write_headers(size: int) -> bytes:
    """Return the headers of elf(5): one segment, which is read, written and run."""
    ident = b"\x7fELF\x01\x01\x01" + bytes(9)
    start = _AT + _HEADERS_BYTES
    file = struct.pack("<16sHHIIIIIHHHHHH", ident, 2, 3, 1, start, 52, 0, 0, 52, 32, 1, 0, 0, 0)
    whole = _HEADERS_BYTES + size
    return file + struct.pack("<8I", 1, 0, _AT, _AT, whole, whole + _MOST_BYTES, 7, 4096)
