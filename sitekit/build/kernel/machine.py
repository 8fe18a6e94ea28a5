"""Boot the machine of the pages under Node, once, and keep what a page needs to go on from there.

The same packages, scripts and Node give the same bytes: build/kernel/current/<digest of what goes in>/ may be
cached for ever, and is made again when one of them changes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from sitekit.build.kernel.debian import Archive, Package
from sitekit.build.kernel.licences import LICENCES, Program, collect_licences, describe_programs
from sitekit.build.python.archives import Files, digest
from sitekit.build.scripts.nodejs import NoRuntime, run_under_node
from sitekit.files import write
from sitekit.knowledge.machine import FOLDER, MANIFEST, find_machine
from sitekit.languages import ROOT
from virtfaq.lab import LAUNCHER, SESSION, make_launcher, pick_modules, read_package, write_initramfs

KEPT = FOLDER.parent
# What v86 is told, again by the page that restores the state. The kernel's console, the shell and what
# answers the page are serial lines.
_MACHINE = {
    "memory_size": 96 << 20,  # v86 puts the initramfs at 64 MiB
    "vga_memory_size": 1 << 20,
    "uart1": True,
    "uart2": True,
    "net_device": {"type": "none"},
    "disable_keyboard": True,
    "disable_mouse": True,
    "disable_speaker": True,
}
# Freed pages are zeros, and the kernel has not its thousands of files on tracing: so the state packs well.
_CMDLINE = (
    "console=ttyS0 loglevel=4 rdinit=/page virtfaq=1 init_on_free=1 initcall_blacklist=tracer_init_tracefs "
    "mitigations=off tsc=reliable"
)
_READY = 3  # the byte that the guest sends once its state is to be saved
_PATIENCE = 600  # s
_KERNEL = r"^linux-image-6\.1\.0-.*-686-unsigned$"
_FIRMWARE = Program("seabios", "LGPL-3.0-only", {})
_BIOS = "usr/share/seabios/bios.bin"
_LIBRARIES = "lib/i386-linux-gnu"
_PROGRAMS = (  # virtfaq/lab/init takes those of usr/local/bin before the applets of busybox
    Program("busybox-static", "GPL-2.0-only", {"bin/busybox": "bin/busybox"}),
    Program("dash", "BSD-3-Clause AND GPL-2.0-or-later", {"bin/dash": "usr/local/bin/sh"}),
    Program(
        "util-linux",
        "GPL-2.0-or-later",
        {"usr/bin/unshare": "usr/local/bin/unshare", "usr/bin/setpriv": "usr/local/bin/setpriv"},
    ),
    Program(
        "libcap-ng0",
        "LGPL-2.1-or-later",
        {f"{_LIBRARIES}/libcap-ng.so.0.0.0": f"{_LIBRARIES}/libcap-ng.so.0"},
    ),
    Program(
        "libc6",
        "LGPL-2.1-or-later",
        {
            f"{_LIBRARIES}/libc.so.6": f"{_LIBRARIES}/libc.so.6",
            f"{_LIBRARIES}/ld-linux.so.2": "lib/ld-linux.so.2",
        },
    ),
)
_V86 = ROOT / "node_modules" / "v86" / "build"
_UNPACKER = ROOT / "node_modules" / "fzstd" / "esm" / "index.mjs"
_OWN = [Path(__file__).with_name(name) for name in ("boot.mjs", "page.sh", "machine.py")]
_GUEST = [ROOT / "virtfaq" / "lab" / name for name in ("init", "initramfs.py", "filtering.py")]
_TOOLS = [_V86 / "libv86.mjs", _V86 / "v86.wasm", _UNPACKER, *_OWN, *_GUEST]


def open_archive() -> Archive:
    """Return the packages that the machine is made of. Raises NoRuntime."""
    return Archive(KEPT / "apt", "i386")


def make_kernel() -> Path:
    """Return the folder of the machine, made if it is not there or made of other things. Raises NoRuntime."""
    archive = open_archive()
    archive.update()
    kernel = Program(archive.find_newest(_KERNEL), "GPL-2.0-only", {})
    programs = [(one, archive.read(one.package)) for one in (kernel, _FIRMWARE, *_PROGRAMS)]
    made_of = digest({**_read_tools(), **{one.package: got.digest.encode() for one, got in programs}})
    found = find_machine()
    if not found or found.name != made_of:
        paths = [archive.download(package, KEPT / "packages") for _, package in programs]
        contents = [dict(read_package(path)) for path in paths]
        _replace(made_of, _make_files(programs, contents))
    return FOLDER / made_of


def _read_tools() -> dict[str, bytes]:
    try:
        tools = {path.name: path.read_bytes() for path in _TOOLS}
    except FileNotFoundError as error:
        lacking = Path(error.filename).relative_to(ROOT).as_posix()
        raise NoRuntime(f"{lacking} is missing; install it with `make build` or `npm ci`") from None
    return {**tools, "session": SESSION.encode(), "node": run_under_node("its version", "--version").encode()}


def _make_files(programs: list[tuple[Program, Package]], contents: list[Files]) -> Files:
    """Return what pages fetch."""
    packages = [package for _, package in programs]
    files = _boot(*contents)
    manifest = {
        "machine": _MACHINE,
        "sizes": {name: len(data) for name, data in files.items()},
        "programs": describe_programs(programs),
    }
    files |= {"v86.mjs": _TOOLS[0].read_bytes(), "unpack.mjs": _UNPACKER.read_bytes()}
    files[LICENCES] = collect_licences(zip(packages, contents, strict=True)).encode()
    return {**files, MANIFEST: json.dumps(manifest, indent=1).encode()}


def _boot(kernel: Files, firmware: Files, *others: Files) -> dict[str, bytes]:
    """Return the state of the machine as it waits, and the code of the emulator, packed."""
    guest = {"page": _OWN[1].read_bytes(), LAUNCHER: make_launcher()}
    for program, files in zip(_PROGRAMS, others, strict=True):
        guest |= {place: files[name] for name, place in program.files.items()}
    images = {
        "bios": firmware[_BIOS],
        "bzimage": next(data for name, data in kernel.items() if name.startswith("boot/vmlinuz-")),
        "initrd": write_initramfs(guest, pick_modules(kernel)),
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, data in images.items():
            write(place / name, data)
        asked = {
            "v86": str(_TOOLS[0]),
            "wasm": str(_TOOLS[1]),
            "images": {name: str(place / name) for name in images},
            "machine": _MACHINE,
            "cmdline": _CMDLINE,
            "ready": _READY,
            "saved": {name: str(place / f"{name}.bin") for name in ("state", "wasm")},
            "patience": _PATIENCE,
        }
        run_under_node("The boot of the machine", _OWN[0], given=json.dumps(asked))
        return {name: (place / name).read_bytes() for name in ("state.bin", "wasm.bin")}


def _replace(name: str, files: dict[str, bytes]) -> None:
    """Put the folder of this name in the place of the one before when it is whole."""
    beside = Path(tempfile.mkdtemp(prefix=FOLDER.name, dir=KEPT))
    for file, data in files.items():
        write(beside / name / file, data)
    beside.chmod(0o755)
    shutil.rmtree(FOLDER, ignore_errors=True)
    beside.replace(FOLDER)
