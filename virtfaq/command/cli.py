"""Run the command `virtfaq`: the library's answers in a terminal, or as JSON with their sources."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from virtfaq.command import reports
from virtfaq.command.output import Report, emit
from virtfaq.errors import VirtfaqError
from virtfaq.model.kernels import SYSTEMS
from virtfaq.model.runtime_table import NAMES

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]

_MISUSE = 2
_RUNTIMES = f"one of {', '.join(NAMES)}"


class Parser(argparse.ArgumentParser):
    """A parser that reports misuse in one line."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where to read more, then leave with the status of misuse."""
        self.exit(_MISUSE, f"{self.prog}: {' '.join(message.split())} (see {self.prog} --help)\n")


class Version(argparse.Action):
    """Print the version of the installed package."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Look it up only now: that takes longer than all else."""
        from importlib.metadata import version

        print(f"virtfaq {version('virtfaq')}")
        parser.exit()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; misuse leaves with status 2 and one line."""
    parser = Parser(
        prog="virtfaq", description="Virtual machines and containers, compared with cited numbers."
    )
    parser.add_argument("--version", action=Version, nargs=0, help="print the version and leave")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (_add_compare, _add_density, _add_path, _add_kernels, _add_validate, _add_lab):
        add(commands).add_argument("--json", action="store_true", help="print JSON, with all sources")
    options = parser.parse_args(arguments)
    try:
        return emit(options.report(options), as_json=options.json)
    except VirtfaqError as error:
        parser.error(str(error))


def _add_compare(commands: "Commands") -> Parser:
    command = commands.add_parser("compare", help="tabulate the properties of two runtimes")
    command.add_argument("a", nargs="?", default="runc", metavar="A", help=f"{_RUNTIMES} (usually runc)")
    command.add_argument("b", nargs="?", default="qemu-kvm", metavar="B", help="likewise (usually qemu-kvm)")
    command.set_defaults(report=lambda given: reports.compare(given.a, given.b))
    return command


def _add_density(commands: "Commands") -> Parser:
    command = commands.add_parser(
        "density", help="count the instances of an application that fit in a memory"
    )
    command.add_argument("--memory", required=True, help="memory of the host, such as 64Gi")
    command.add_argument("--app", required=True, help="memory of one application, such as 100Mi")
    command.add_argument("--runtime", action="append", metavar="R", help=f"{_RUNTIMES}; may be repeated")
    command.set_defaults(
        report=lambda given: reports.density(given.memory, given.app, given.runtime or NAMES)
    )
    return command


def _add_path(commands: "Commands") -> Parser:
    command = commands.add_parser("path", help="list the devices between an application and the wire")
    command.add_argument("runtimes", nargs="+", metavar="RUNTIME", help=_RUNTIMES)
    command.add_argument(
        "--network", metavar="MODE", help="a network mode of the runtime, such as host or virtio"
    )
    command.set_defaults(report=lambda given: reports.paths(given.runtimes, given.network))
    return command


def _add_kernels(commands: "Commands") -> Parser:
    command = commands.add_parser("kernels", help="list the kernels that run on a host, and what each serves")
    command.add_argument(
        "instances", nargs="+", metavar="NAME:RUNTIME", help="such as web:runc or vm1:qemu-kvm"
    )
    command.add_argument("--host-os", default="linux", metavar="OS", help=f"one of {', '.join(SYSTEMS)}")
    command.set_defaults(report=lambda given: reports.kernels(given.instances, given.host_os))
    return command


def _add_validate(commands: "Commands") -> Parser:
    command = commands.add_parser("validate", help="put the models' predictions beside published numbers")
    command.add_argument(
        "--measurements",
        metavar="FILE",
        help="predict these measurements instead: the library's format, JSON or, in a file named .toml, TOML",
    )
    command.set_defaults(report=lambda given: reports.validate(given.measurements))
    return command


def _add_lab(commands: "Commands") -> Parser:
    command = commands.add_parser("lab", help="ask a real kernel what the pages say it answers")
    command.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="a claim, a page or its address, `all`, or `doctor`: what this machine can show; "
        "without a name, list them",
    )
    command.add_argument(
        "--kernel",
        action="append",
        default=[],
        metavar="FILE",
        help="what guests start: a vmlinuz or a Debian package (usually what /boot has); a second one for "
        "the second machine",
    )
    command.add_argument(
        "--place",
        choices=("any", "here", "guest"),
        default="any",
        help="where: on this machine's kernel, in a guest, or (usually) here where it can be",
    )
    command.add_argument("--require", action="store_true", help="fail where one cannot be shown here")
    command.add_argument("--control", action="store_true", help="make the change that must refute each")
    command.set_defaults(report=_report_lab)
    return command


def _report_lab(given: argparse.Namespace) -> Report:
    """Report what a kernel answers; starting machines takes much that the other commands do not need."""
    from virtfaq.command import lab

    return lab.report(given.names, given.kernel, given.place, require=given.require, control=given.control)
