"""Images and their layers, in the terms of the OCI image specification."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from . import units
from .errors import VirtfaqError, shown
from .kernels import architecture_named, system_named
from .records import fill

_DIGEST = re.compile(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+")


@dataclass(frozen=True, slots=True, init=False)
class Layer:
    """One layer of an image: its digest (`sha256:…`) and its size in bytes.

    >>> Layer("sha256:4bcff63911fc", "3849738").size_bytes
    3849738
    """

    digest: str
    size_bytes: int

    def __init__(self, digest: str, size: int | str) -> None:
        """`size` is a number of bytes or a quantity such as "27Mi"."""
        if not _DIGEST.fullmatch(digest):
            raise VirtfaqError(f"{shown(digest)} is not a digest; write algorithm:encoded, as sha256:4bcff…")
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
        """`os` and `architecture` are written as OCI does: linux, windows; amd64, arm64."""
        known = architecture and architecture_named(architecture)
        fill(self, name=name, os=system_named(os), architecture=known, layers=tuple(layers))

    @property
    def size_bytes(self) -> int:
        """The size of all distinct layers: a layer is stored once, however often it is used."""
        return sum({layer.digest: layer.size_bytes for layer in self.layers}.values())
