"""Collect the consoles of a page that a kernel must answer: fences of the class `kernel`.

    ```{.console .kernel data-control="--uts → --ipc"}
    $ unshare --user --map-root-user --uts sh -c 'hostname box; hostname'
    box
    ```

`data-control` is the change of the commands under which the kernel must show something else.
virtfaq.lab.console says how such a fence is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sitekit.grammar.fences import Fence, FenceError
from sitekit.grammar.page import Page, keep_last
from virtfaq import InvalidConsoleError
from virtfaq.lab import Console, change_commands, read_console

KERNEL, CONTROL = "kernel", "data-control"
_NO_CONSOLE = 'a kernel answers a console; write {.console .kernel data-control="old → new"}'
_NO_CONTROL = 'this console has no control; add the change that must refute it: data-control="old → new"'


@dataclass(frozen=True, slots=True)
class KernelConsole:
    """A console of a page, read, with its fence and its control."""

    fence: Fence
    console: Console
    control: str


@keep_last
def read_kernel_consoles(page: Page) -> list[KernelConsole]:
    """Return the consoles that a kernel answers, in page order. Raises FenceError for a wrong one."""
    return list(_read(page))


def _read(page: Page) -> Iterator[KernelConsole]:
    for fence in page.fences:
        if KERNEL not in fence.classes:
            continue
        if fence.language != "console":
            raise FenceError(page.path, fence.first, _NO_CONSOLE)
        control = fence.options.get(CONTROL, "")
        if not control:
            raise FenceError(page.path, fence.first, _NO_CONTROL)
        try:
            console = read_console(fence.code)
            change_commands(console, control)
        except InvalidConsoleError as error:
            raise FenceError(page.path, fence.first, str(error)) from None
        yield KernelConsole(fence, console, control)
