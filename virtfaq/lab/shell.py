"""Talk to a shell step by step: on this machine, or through the serial line of a guest."""

import base64
import os
import re
import selectors
import time
from collections.abc import Callable
from typing import NamedTuple

from virtfaq.errors import VirtfaqError

# Read by the shell at the other end. A step comes as one line, which no command can take for its input.
SESSION = r"""
while read -r step; do
    [ "$step" = end ] && break
    eval "$(echo "$step" | base64 -d)" </dev/null 2>&1
    printf '\036%d\n' $?
done
"""
_ENDED = re.compile(rb"\036(\d+)\n")
_PIECE_BYTES = 65536
_MOST_BYTES = 100_000  # of what one command shows


class LostShellError(VirtfaqError):
    """The shell answers no more: its machine has stopped, or its time is over."""


class Answer(NamedTuple):
    """The text that a command showed, on both of its outputs, and its exit status."""

    shown: str
    status: int


class Shell:
    """The near end of a shell that reads steps and answers."""

    def __init__(self, reading: int, writing: int, is_alive: Callable[[], bool]) -> None:
        self._reading, self._writing, self._is_alive = reading, writing, is_alive

    def run(self, command: str, limit_seconds: float) -> Answer:
        """Run a command and return its answer. Raises LostShellError."""
        self.send(base64.b64encode(command.encode()))
        text, status = self.wait(_ENDED, limit_seconds)
        return Answer(text.decode(errors="replace").replace("\r\n", "\n"), int(status))

    def send(self, line: bytes) -> None:
        """Write a line to the shell. Raises LostShellError."""
        try:
            os.write(self._writing, line + b"\n")
        except OSError as error:
            raise LostShellError(f"the shell takes no command: {error.strerror}") from None

    def wait(self, mark: re.Pattern[bytes], limit_seconds: float) -> tuple[bytes, bytes]:
        """Return what comes before a mark, and the mark's first group. Raises LostShellError."""
        text, end = b"", time.monotonic() + limit_seconds
        with selectors.DefaultSelector() as ready:
            ready.register(self._reading, selectors.EVENT_READ)
            while not (found := mark.search(text)):
                if time.monotonic() > end:
                    raise LostShellError(f"no answer within {limit_seconds:g} seconds")
                if len(text) > _MOST_BYTES:
                    raise LostShellError(f"more than {_MOST_BYTES} bytes of output")
                if not ready.select(0.2):
                    if self._is_alive():
                        continue
                    raise LostShellError("the machine has stopped")
                piece = os.read(self._reading, _PIECE_BYTES)
                if not piece:
                    raise LostShellError("the machine has stopped")
                text += piece
        return text[: found.start()], found[1] if found.re.groups else b""
