"""Name the exceptions of virtfaq: all are `VirtfaqError`, so that one `except` catches bad input only."""

from collections.abc import Iterable

_SHORT_LIST = 12
_SHORT_TEXT = 60


class VirtfaqError(ValueError):
    """Bad input: the message says what was wrong, which value, and what is allowed."""


class QuantityError(VirtfaqError):
    """A text or number that is not a quantity such as `500m`, `2Gi` or `1.5G`."""


class UnknownNameError(VirtfaqError):
    """A name that nothing has; the message proposes close ones."""

    what = "name"


class UnknownMeasurementError(UnknownNameError):
    """No measurement has this key."""

    what = "measurement"


class UnknownSourceError(UnknownNameError):
    """No source has this key."""

    what = "source"


class UnknownProofError(UnknownNameError):
    """No proof on a kernel has this name."""

    what = "proof"


class InvalidConsoleError(VirtfaqError):
    """A text that is no console: commands after their prompts, each with what it shows."""


class InvalidPackageError(VirtfaqError):
    """A file that is no Debian package."""


class UnknownRuntimeError(UnknownNameError):
    """No runtime has this name."""

    what = "runtime"


class UnknownInstanceError(UnknownNameError):
    """The host runs no instance of this name."""

    what = "instance"


class UnknownLabelError(UnknownNameError):
    """A label translates a word that the comparison does not use."""

    what = "label"


class UnknownChoiceError(UnknownNameError):
    """A value that is not among the allowed ones: an operating system, a network mode, an event."""


class UnitMismatchError(VirtfaqError):
    """Two measurements that cannot be divided or subtracted: their units differ."""


class MissingMeasurementError(VirtfaqError):
    """A number that nobody measured: it does not exist here."""


class NotRunnableError(VirtfaqError):
    """An instance that cannot run in the place it was given."""


class DuplicateNameError(NotRunnableError):
    """Two instances of one host with the same name."""


class IncompatibleKernelError(NotRunnableError):
    """An image made for another operating system's kernel."""


class IncompatibleArchitectureError(NotRunnableError):
    """An image or a virtual machine made for another processor architecture, without emulation."""


class IncompatibleHostError(NotRunnableError):
    """A runtime that does not exist for this host's operating system."""


class ProcessError(VirtfaqError):
    """A process that has ended, or a request for one that makes no sense."""


class NestingError(ProcessError):
    """A namespace would be nested deeper than Linux lets it."""


class NotPermittedError(ProcessError):
    """Something that the kernel refuses to a process: it lacks the privilege, or nobody may do it."""


class DigestError(VirtfaqError):
    """A text that is not a digest which can be verified."""


class DigestFormatError(DigestError):
    """A digest that is not written `algorithm:encoded`, or whose digits are not lower-case hexadecimal."""


class DigestLengthError(DigestError):
    """A digest with too few or too many digits for its algorithm."""


class UnsupportedDigestError(DigestError):
    """A digest of an algorithm that is not registered."""


class AddressError(VirtfaqError):
    """An address, a subnet or a range that cannot be used."""


class AddressesExhaustedError(AddressError):
    """No address of the ranges is free."""


class SimulationError(VirtfaqError):
    """A simulation that cannot run: a delay in the past, a job without work, a resource without capacity."""


class SweepError(VirtfaqError):
    """A sweep whose grid or executor is unusable, or whose function failed; the message names the point."""


class MeasurementFileError(VirtfaqError):
    """A file of measurements that cannot be read."""


class StageError(VirtfaqError):
    """Stages of a start that cannot be put in order, or a duration that is not a number of seconds."""


class SchedulerError(VirtfaqError):
    """A host, a request or an option that no scheduler accepts."""


def quote(value: object) -> str:
    """Return `repr(value)`, cut when it is long, for use in messages.

    >>> quote("a" * 100)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"
    """
    text = repr(value[: 2 * _SHORT_TEXT] if isinstance(value, str) else value)
    return text if len(text) <= _SHORT_TEXT else text[:_SHORT_TEXT] + "…"


def describe_unknown(
    error: type[UnknownNameError], name: str, allowed: Iterable[str], what: str = ""
) -> UnknownNameError:
    """Return the error for a name that is not among those allowed.

    >>> describe_unknown(UnknownRuntimeError, "runk", ["runc", "kata"])
    UnknownRuntimeError("unknown runtime 'runk'; allowed: runc, kata")
    """
    return error(f"unknown {what or error.what} {quote(name)}; {_propose(str(name), list(allowed))}")


def _propose(name: str, allowed: list[str]) -> str:
    if len(allowed) <= _SHORT_LIST:
        return f"allowed: {', '.join(allowed)}" if allowed else "there are none"
    import difflib  # only needed to word an error

    close = difflib.get_close_matches(name[:_SHORT_TEXT], allowed, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(close)}?" if close else f"{len(allowed)} exist, none looks like it"


class ChartError(VirtfaqError):
    """Series that no figure can show: of another length than its labels, or not of numbers."""
