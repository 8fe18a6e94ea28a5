"""Predictions of rates and round trips over a network, within one study."""

from collections.abc import Callable, Iterator

from virtfaq.evidence import Measurement
from virtfaq.hosts.instances import Container, Host, VirtualMachine
from virtfaq.network.goodput import tcp_goodput
from virtfaq.validation.rules import Book, Prediction, Rule, link_bits_per_second, sibling, system_of, within

_RR = "felter.netperf.tcp_rr"


def _goodput(book: Book) -> Iterator[Prediction]:
    """A fast enough processor fills the link: what is left of it after headers."""
    for one in book.where(lambda one: one.quantity.startswith("nuttcp TCP goodput") and one.unit == "Mbit/s"):
        link = link_bits_per_second(one)
        if link:
            yield Prediction(one.key, one.value, tcp_goodput(link) / 1e6, one.unit, (one.key,))


def _round_trips(book: Book) -> Iterator[Prediction]:
    """The added round trip of a path is read from this very measurement."""
    yield from _added(book, lambda one: one.key == f"{_RR}.kvm_vhost")


def _other_round_trips(book: Book) -> Iterator[Prediction]:
    """The same added round trip, for another protocol."""
    yield from _added(book, lambda one: "_rr" in one.key and one.key != f"{_RR}.kvm_vhost")


def _added(book: Book, test: Callable[[Measurement], bool]) -> Iterator[Prediction]:
    added = Host("host").run(VirtualMachine("vm")).path("vm").added_latency
    assert added is not None  # the path is one that was measured
    for one in book.where(lambda one: system_of(one.key) == "kvm_vhost" and one.unit == "1/s" and test(one)):
        base = sibling(one.key, "native")
        rate = book.number(base)
        if rate:
            predicted = 1 / (1 / rate + added.value)
            yield Prediction(one.key, one.value, predicted, one.unit, (one.key, base, *added.keys))


_SETUPS = {
    "vm": VirtualMachine("a"),
    "dockerbridge": Container("a"),
    "dockerhost": Container("a", network="host"),
}


def _single_client(book: Book) -> Iterator[Prediction]:
    """One client waits for each answer: its rate falls by the round trip that the path adds."""
    for one in book.where(lambda one: one.unit == "requests/s" and system_of(one.key) in _SETUPS):
        added = Host("host").run(_SETUPS[system_of(one.key)]).path("a").added_latency
        for command in one.value if added else ():
            published = book.number(one.key, command, 1, "rps")
            base = book.number(sibling(one.key, "native"), command, 1, "rps")
            if published and base and added:
                keys = (one.key, sibling(one.key, "native"), *added.keys)
                predicted = 1 / (1 / base + added.value)
                yield Prediction(f"{one.key} {command}, 1 client", published, predicted, one.unit, keys)


NETWORK = (
    Rule(
        "round trip of a VM",
        "same study",
        *within(0.01),
        "it sets the parameter",
        _round_trips,
        "calibration",
    ),
    Rule("goodput fills the link", "same study", *within(0.02), "the processor takes a little too", _goodput),
    Rule(
        "other round trips",
        "same study",
        *within(0.05),
        "another protocol, the same path",
        _other_round_trips,
    ),
    Rule(
        "one client", "same study", *within(0.25), "the rates of ten runs spread by 6 to 18 %", _single_client
    ),
)
