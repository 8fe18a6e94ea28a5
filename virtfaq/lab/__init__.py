"""Ask a real kernel: replay commands on this machine or in a guest, and compare what they show.

>>> from virtfaq import lab
>>> lab.read_console("$ uname\\nLinux\\n").steps[0].command
'uname'
"""

from importlib import import_module

# As in virtfaq itself: imported on first use, since starting machines takes much of the standard library.
_HOMES = {
    "console": ("Console", "Names", "change_commands", "read_console"),
    "filtering": ("LAUNCHER", "make_launcher"),
    "initramfs": ("pick_modules", "read_package", "write_initramfs"),
    "programs": ("find_kernels",),
    "proofs": ("Proof", "find_proofs", "read_proofs"),
    "run": ("Lab",),
    "shell": ("SESSION",),
}
__all__ = sorted(name for names in _HOMES.values() for name in names)


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return globals().setdefault(name, getattr(import_module(f"virtfaq.lab.{module}"), name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
