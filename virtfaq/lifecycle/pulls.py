"""Pull an image: the layers that are missing, and when each has come."""

from collections.abc import Iterable, Sequence

from virtfaq.errors import VirtfaqError, quote
from virtfaq.evidence.quantity import Quantity, read_quantity
from virtfaq.lifecycle.startup import Boot, Stage
from virtfaq.model.images import Image, missing_layers


def pull(image: Image, *, bandwidth: float, present: Iterable[str] = (), at_once: int = 3) -> Boot:
    """Return the stages of pulling the layers of an image that are not `present`, named by their digests.

    `bandwidth` is in bytes a second; layers share it, `at_once` at a time, as Docker does. Unpacking, which
    goes in order and was not measured, is left out.

    >>> from virtfaq import Image, Layer
    >>> image = Image("app", layers=[Layer("sha256:aa", "48M"), Layer("sha256:bb", "2M")])
    >>> pull(image, bandwidth=10e6).seconds, pull(image, bandwidth=10e6, present=["sha256:aa"]).seconds
    (5.0, 0.2)
    """
    if isinstance(at_once, bool) or not isinstance(at_once, int) or at_once < 1:
        raise VirtfaqError(f"at_once is {quote(at_once)}; give a whole number, 1 or more")
    if isinstance(bandwidth, bool) or not 0 < bandwidth < float("inf"):
        raise VirtfaqError(f"bandwidth is {quote(bandwidth)}; give bytes a second, above 0")
    layers = missing_layers(image, present)
    ends = _share_bandwidth([layer.size_bytes for layer in layers], bandwidth, at_once)
    return Boot(Stage(layer.digest, end) for layer, end in zip(layers, ends, strict=True))


def read_at_start(image: Image) -> Quantity:
    """Return how much of an image a container reads to start, in bytes: what a lazy pull must wait for.

    The share is the one that the Slacker study found for its images.

    >>> from virtfaq import Image, Layer
    >>> str(read_at_start(Image("app", layers=[Layer("sha256:aa", "1G")])))
    '64.0 MB'
    """
    share = read_quantity("slacker.read")
    return Quantity(image.size_bytes * share.value, "bytes", share.keys)


def _share_bandwidth(sizes: Sequence[int], bandwidth: float, at_once: int) -> list[float]:
    """Return when each transfer ends if the first `at_once` unfinished ones share the bandwidth equally."""
    left: dict[int, float] = dict(enumerate(sizes))
    ends, now = [0.0] * len(sizes), 0.0
    while left:
        running = list(left)[:at_once]
        smallest = min(left[number] for number in running)
        now += smallest * len(running) / bandwidth
        for number in running:
            left[number] -= smallest
            if left[number] <= 0:
                ends[number] = now
                del left[number]
    return ends
