"""Share one link between transfers: each at its own speed at most, together at that of the link."""

from collections.abc import Sequence

from virtfaq.errors import VirtfaqError, quote


def share_link(sizes: Sequence[float], *, link: float, each: float | None = None) -> list[float]:
    """Return when each of some transfers ends, in seconds, if all start at once and share a link equally.

    `sizes` are in bytes, `link` in bytes a second, and `each` is the most that one transfer can do alone, by
    its own card or processor: n of them have min(each, link / n). Migrations, pulls and streams share so.

    >>> share_link([100, 100, 400], link=100)
    [3.0, 3.0, 6.0]
    >>> share_link([100, 100], link=1000, each=100)
    [1.0, 1.0]
    """
    for name, value in (("link", link), ("each", link if each is None else each)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            raise VirtfaqError(f"{name} is {quote(value)}; give bytes a second, above 0")
    for size in sizes:
        if isinstance(size, bool) or not isinstance(size, int | float) or not 0 <= size < float("inf"):
            raise VirtfaqError(f"a size is {quote(size)}; give bytes, 0 or more")
    ends, now, sent = [0.0] * len(sizes), 0.0, 0.0
    for done, number in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
        rate = min(link if each is None else each, link / (len(sizes) - done))
        now += (sizes[number] - sent) / rate
        ends[number], sent = now, sizes[number]
    return ends
