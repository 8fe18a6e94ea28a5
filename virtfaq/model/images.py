"""Describe images and their layers, in the terms of the OCI image specification."""

from collections.abc import Iterable
from dataclasses import dataclass

from virtfaq import units
from virtfaq.model.digests import describe_malformed, is_digest
from virtfaq.model.kernels import check_architecture, check_system
from virtfaq.records import fill


@dataclass(frozen=True, slots=True, init=False)
class Layer:
    """One layer of an image: its digest (`sha256:…`) and its size in bytes.

    >>> Layer("sha256:4bcff63911fc", "3849738").size_bytes
    3849738
    """

    digest: str
    size_bytes: int

    def __init__(self, digest: str, size: int | str) -> None:
        """Make a layer; `size` is a number of bytes or a quantity such as "27Mi"."""
        if not is_digest(digest):
            raise describe_malformed(digest)
        fill(self, digest=digest, size_bytes=units.parse_bytes(size))


@dataclass(frozen=True, slots=True, init=False)
class Image:
    """A container image: files for one operating system, and no kernel.

    `architecture` None means that the image exists for every architecture, as multi-platform images do.

    >>> Image("debian", layers=[Layer("sha256:aa", "48Mi"), Layer("sha256:bb", "2Mi")]).size_bytes
    52428800
    """

    name: str
    os: str
    architecture: str | None
    layers: tuple[Layer, ...]

    def __init__(
        self,
        name: str = "image",
        *,
        os: str = "linux",
        architecture: str | None = None,
        layers: Iterable[Layer] = (),
    ) -> None:
        """Make an image; `os` and `architecture` are as OCI writes them: linux, windows; amd64, arm64."""
        known = architecture and check_architecture(architecture)
        fill(self, name=name, os=check_system(os), architecture=known, layers=tuple(layers))

    @property
    def size_bytes(self) -> int:
        """The size of all distinct layers: a layer is stored once, however often it is used."""
        return sum({layer.digest: layer.size_bytes for layer in self.layers}.values())


def storage_bytes(images: Iterable[Image]) -> int:
    """Return what several images take in one store: each distinct layer once.

    >>> base = Layer("sha256:aa", "48Mi")
    >>> storage_bytes([Image("a", layers=[base, Layer("sha256:bb", 2)]), Image("b", layers=[base])])
    50331650
    """
    return sum({layer.digest: layer.size_bytes for image in images for layer in image.layers}.values())


def missing_layers(image: Image, present: Iterable[str] = ()) -> tuple[Layer, ...]:
    """Return the distinct layers of an image that must be pulled: those whose digests are not `present`.

    >>> image = Image("a", layers=[Layer("sha256:aa", "48Mi"), Layer("sha256:bb", 2)])
    >>> missing_layers(image, present=["sha256:aa"])
    (Layer(digest='sha256:bb', size_bytes=2),)
    """
    there = set(present)
    distinct = {layer.digest: layer for layer in image.layers}
    return tuple(layer for digest, layer in distinct.items() if digest not in there)
