"""Predict rates and round trips over a network, within one study."""

from collections.abc import Callable, Iterator
from math import hypot, sqrt

from virtfaq.evidence import Measurement
from virtfaq.hosts.instances import Container, Host, VirtualMachine
from virtfaq.network.goodput import tcp_goodput
from virtfaq.network.shared_link import share_link
from virtfaq.validation.rules import Book, Prediction, Rule, find_system, link_bits_per_second, sibling
from virtfaq.validation.spreads import DEVIATIONS

_RR = "felter.netperf.tcp_rr"
_STREAMS = 10


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
                errors = [_find_error(book, key, command) for key in keys[:2]]
                tolerance = DEVIATIONS * hypot(*errors) if all(errors) else None
                label = f"{one.key} {command}, 1 client"
                yield Prediction(label, published, predicted, one.unit, keys, tolerance)


def _find_error(book: Book, key: str, command: str) -> float:
    """Return the relative standard error of the rate of one client, 0 if it is not stated."""
    rate, deviation, runs = (book.number(key, command, 1, name) for name in ("rps", "sd", "n"))
    return deviation / rate / sqrt(runs) if rate and deviation and runs else 0.0


def _predict_streams(book: Book) -> Iterator[Prediction]:
    """Predict that ten streams over one path carry together what one does: its slowest part is shared."""
    for one in book.select(lambda one: one.quantity.startswith("iperf3") and isinstance(one.value, dict)):
        for way in ("rx", "tx"):
            alone, many = (book.number(one.key, f"{way}{count}") for count in (1, _STREAMS))
            if alone and many:
                ends = share_link([alone / _STREAMS] * _STREAMS, link=alone)
                label = f"{one.key} {way}, {_STREAMS} streams"
                yield Prediction(label, many, alone / max(ends), one.unit, (one.key,))


NETWORK = (
    Rule("round trip of a VM", "same study", "runs", _predict_round_trips, "calibration"),
    Rule("goodput fills the link", "same study", "runs", _predict_goodput),
    Rule("streams share a path", "same study", "runs", _predict_streams),
    Rule("other round trips", "same study", "runs", _predict_other_round_trips),
    Rule("one client", "same study", "runs", _predict_single_client),
)
