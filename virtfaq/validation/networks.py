"""Predict rates and round trips over a network, within one study."""

from collections.abc import Callable, Iterator

from virtfaq.evidence import Measurement
from virtfaq.hosts.instances import Container, Host, VirtualMachine
from virtfaq.network.goodput import tcp_goodput
from virtfaq.validation.rules import Book, Prediction, Rule, allow, find_system, link_bits_per_second, sibling

_RR = "felter.netperf.tcp_rr"


def _predict_goodput(book: Book) -> Iterator[Prediction]:
    """Predict that a fast enough processor fills the link: what is left of it after headers."""
    for one in book.select(
        lambda one: one.quantity.startswith("nuttcp TCP goodput") and one.unit == "Mbit/s"
    ):
        link = link_bits_per_second(one)
        if link:
            yield Prediction(one.key, one.value, tcp_goodput(link) / 1e6, one.unit, (one.key,))


def _predict_round_trips(book: Book) -> Iterator[Prediction]:
    """Predict the added round trip of a path, read from this very measurement."""
    yield from _predict_added(book, lambda one: one.key == f"{_RR}.kvm_vhost")


def _predict_other_round_trips(book: Book) -> Iterator[Prediction]:
    """Predict the same added round trip, for another protocol."""
    yield from _predict_added(book, lambda one: "_rr" in one.key and one.key != f"{_RR}.kvm_vhost")


def _predict_added(book: Book, test: Callable[[Measurement], bool]) -> Iterator[Prediction]:
    added = Host("host").run(VirtualMachine("vm")).path("vm").added_latency
    assert added is not None  # this path was measured
    for one in book.select(
        lambda one: find_system(one.key) == "kvm_vhost" and one.unit == "1/s" and test(one)
    ):
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


def _predict_single_client(book: Book) -> Iterator[Prediction]:
    """Predict the rate of one client, who waits for each answer: the round trip of the path slows it."""
    for one in book.select(lambda one: one.unit == "requests/s" and find_system(one.key) in _SETUPS):
        added = Host("host").run(_SETUPS[find_system(one.key)]).path("a").added_latency
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
        *allow(0.01),
        "it sets the parameter",
        _predict_round_trips,
        "calibration",
    ),
    Rule(
        "goodput fills the link",
        "same study",
        *allow(0.02),
        "the processor takes a little too",
        _predict_goodput,
    ),
    Rule(
        "other round trips",
        "same study",
        *allow(0.05),
        "another protocol, the same path",
        _predict_other_round_trips,
    ),
    Rule(
        "one client",
        "same study",
        *allow(0.25),
        "the rates of ten runs spread by 6 to 18 %",
        _predict_single_client,
    ),
)
