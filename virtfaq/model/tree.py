"""Walk through what a host runs, to any depth."""

from collections.abc import Iterator

from virtfaq.errors import DuplicateNameError, UnknownInstanceError, describe_unknown
from virtfaq.model.element import Element

Chain = tuple[Element, ...]


def chains(host: Element) -> Iterator[Chain]:
    """Yield, for each instance of a host, the places that it runs in, host first, and itself last."""

    def descend(chain: Chain) -> Iterator[Chain]:
        for instance in chain[-1].instances:
            yield (*chain, instance)
            yield from descend((*chain, instance))

    return descend((host,))


def find_chain(host: Element, name: str) -> Chain:
    """Return the places in which the instance of this name runs, host first, and itself last."""
    if name == host.name:
        return (host,)
    every = {chain[-1].name: chain for chain in chains(host)}
    if name not in every:
        raise describe_unknown(UnknownInstanceError, name, every)
    return every[name]


def check_names(top: Element) -> None:
    """Refuse two things of one name: a name stands for one instance."""
    seen = {top.name}
    for *_, instance in chains(top):
        if instance.name in seen:
            raise DuplicateNameError(
                f"{top.name!r} would run two instances named {instance.name!r}; rename one"
            )
        seen.add(instance.name)
