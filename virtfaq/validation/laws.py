"""Predict what holds by law, to about one percent: queues, headers, sums."""

from collections.abc import Iterator

from virtfaq.evidence import Measurement
from virtfaq.network.goodput import tcp_goodput
from virtfaq.validation.rules import (
    Book,
    Prediction,
    Rule,
    allow,
    find_numbers,
    find_worst,
    link_bits_per_second,
    sibling,
)

_ROUND = "the published figures are rounded"


def _predict_queues(book: Book) -> Iterator[Prediction]:
    """Predict the latency of a device that is never idle, by Little's law: the queue over the rate."""
    for one in book.select(
        lambda one: isinstance(one.value, dict) and {"iops", "lat_us", "qd"} <= set(one.value)
    ):
        rate, depth = one.value["iops"], one.value["qd"]
        yield Prediction(f"{one.key} latency", one.value["lat_us"], depth / rate * 1e6, "us", (one.key,))


def _predict_closed(book: Book) -> Iterator[Prediction]:
    """Predict the latency of a closed system without think time, by Little's law, at its worst point."""
    for one in book.select(is_by_clients):
        points = [
            Prediction(
                f"{one.key} latency, {count}", point["lat_ms"], count / point["tps"] * 1e3, "ms", (one.key,)
            )
            for count, point in one.value.items()
        ]
        yield from find_worst(points)


def is_by_clients(one: Measurement) -> bool:
    """Tell whether a measurement gives the rate and the latency of a system by its number of clients."""
    return isinstance(one.value, dict) and all(
        isinstance(point, dict) and {"tps", "lat_ms"} <= set(point) for point in one.value.values()
    )


def _predict_limit(book: Book) -> Iterator[Prediction]:
    """Predict the goodput that headers leave of 10 Gbit/s Ethernet."""
    for one in book.select(lambda one: "TCP goodput limit" in one.quantity and one.unit == "Gbit/s"):
        link = link_bits_per_second(one) or 10e9
        yield Prediction(one.key, one.value, tcp_goodput(link) / 1e9, one.unit, (one.key,))


def _predict_transfers(book: Book) -> Iterator[Prediction]:
    """Predict the time of sending a size at each of some rates, where the quantity names them."""
    for one in book.select(lambda one: one.unit == "s" and "MB" in one.quantity and " at " in one.quantity):
        size, rates = (find_numbers(part) for part in one.quantity.split(" at ", 1))
        values = one.value if isinstance(one.value, list) else [one.value]
        for rate, value in zip(rates, values, strict=False):
            label = f"{one.key} at {rate:g} Mbit/s"
            yield Prediction(label, value, size[-1] * 8 / rate, one.unit, (one.key,))


def _predict_deltas(book: Book) -> Iterator[Prediction]:
    """Predict an added round trip: the difference of the times that two transaction rates mean."""
    for one in book.select(lambda one: one.quantity == "added RR latency" and one.unit == "us"):
        slow, fast = (sibling(one.key, f"tcp_rr.{system}") for system in ("kvm_vhost", "native"))
        rates = book.number(slow), book.number(fast)
        if rates[0] and rates[1]:
            yield Prediction(one.key, one.value, 1e6 / rates[0] - 1e6 / rates[1], "us", (one.key, slow, fast))


def _predict_sums(book: Book) -> Iterator[Prediction]:
    """Predict a whole as the sum of its parts: rounds of a migration, layers of an image."""
    for one in book.select(lambda one: isinstance(one.value, list) and one.unit in ("MB", "bytes")):
        stem, _, last = one.key.rpartition(".")
        whole = {"rounds": f"{stem}.data", "layers": f"img.{one.system}"}.get(last)
        if whole and (value := book.number(whole)) is not None:
            yield Prediction(whole, value, sum(one.value), one.unit, (whole, one.key))


LAWS = (
    Rule("Little's law, open", "law", *allow(0.01), _ROUND, _predict_queues),
    Rule("Little's law, closed", "law", *allow(0.01), _ROUND, _predict_closed),
    Rule("goodput of headers", "law", *allow(0.01), "it follows from the sizes of headers", _predict_limit),
    Rule("size over rate", "law", *allow(0.01), _ROUND, _predict_transfers),
    Rule("difference of rates", "law", *allow(0.01), _ROUND, _predict_deltas),
    Rule("sum of parts", "law", *allow(0.01), _ROUND, _predict_sums),
)
