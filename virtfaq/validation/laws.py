"""Predict what follows by law from numbers of the same measurement: queues, headers, sums.

These are identities: they test the figures as they were published, and no model of the library.
"""

from collections.abc import Iterator

from virtfaq.evidence import Measurement
from virtfaq.network.goodput import tcp_goodput
from virtfaq.validation.rules import (
    Book,
    Prediction,
    Rule,
    find_numbers,
    find_worst,
    link_bits_per_second,
    sibling,
)


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


def _predict_one_at_a_time(book: Book) -> Iterator[Prediction]:
    """Predict the latency of one request at a time: what a request takes of the rate."""
    for one in book.select(lambda one: isinstance(one.value, dict) and one.unit == "IOPS"):
        for name, latency in one.value.items():
            rate = book.number(one.key, str(name).removesuffix("_lat_us"))
            if str(name).endswith("_qd1_lat_us") and rate and latency:
                yield Prediction(f"{one.key} {name}", latency, 1e6 / rate, "us", (one.key,))


LAWS = (
    Rule("Little's law, open", "law", "runs", _predict_queues, "identity"),
    Rule("Little's law, closed", "law", "runs", _predict_closed, "identity"),
    Rule("one at a time", "law", "runs", _predict_one_at_a_time, "identity"),
    Rule("goodput of headers", "law", "rounding", _predict_limit, "identity"),
    Rule("size over rate", "law", "rounding", _predict_transfers, "identity"),
    Rule("difference of rates", "law", "rounding", _predict_deltas, "identity"),
    Rule("sum of parts", "law", "rounding", _predict_sums, "identity"),
)
