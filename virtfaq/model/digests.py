"""Parse and compute digests and chain identifiers, in the terms of the OCI image specification.

Grammar and registered algorithms: https://github.com/opencontainers/image-spec/blob/main/descriptor.md
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from virtfaq.errors import DigestFormatError, DigestLengthError, UnsupportedDigestError, quote

# Hexadecimal digits of the encoded part. sha384 is not registered, but most tools know it, by go-digest.
ALGORITHMS = {"sha256": 64, "sha384": 96, "sha512": 128, "blake3": 64}
_GRAMMAR = re.compile(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+")
_HEX = re.compile(r"[a-f0-9]+")


class Digest(NamedTuple):
    """The two parts of a digest: the algorithm, and its result in lower-case hexadecimal digits."""

    algorithm: str
    encoded: str

    def __str__(self) -> str:
        """Return the digest as it is written."""
        return f"{self.algorithm}:{self.encoded}"


def parse_digest(text: str) -> Digest:
    """Return the parts of a digest that can be verified.

    Raises `DigestFormatError` for what is not `algorithm:encoded`, `UnsupportedDigestError` for an algorithm
    that is not one of `ALGORITHMS`, `DigestLengthError` for a wrong number of digits.

    >>> parse_digest("sha256:" + 64 * "0").algorithm
    'sha256'
    >>> parse_digest("sha256:abcdef")
    Traceback (most recent call last):
        ...
    virtfaq.errors.DigestLengthError: 'sha256:abcdef' has 6 digits after the colon; sha256 has 64
    """
    algorithm, _, encoded = text.partition(":")
    if not algorithm or not encoded:
        raise describe_malformed(text)
    if algorithm not in ALGORITHMS:
        if not is_digest(text):
            raise describe_malformed(text)
        raise UnsupportedDigestError(
            f"{quote(text)}: unsupported algorithm; write one of {', '.join(ALGORITHMS)}"
        )
    if len(encoded.encode("utf-8", "surrogatepass")) != ALGORITHMS[algorithm]:
        raise DigestLengthError(
            f"{quote(text)} has {len(encoded)} digits after the colon; "
            f"{algorithm} has {ALGORITHMS[algorithm]}"
        )
    if not _HEX.fullmatch(encoded):
        raise describe_malformed(text)
    return Digest(algorithm, encoded)


def is_digest(text: str) -> bool:
    """Tell whether a text follows the grammar, whatever its algorithm and its length.

    >>> is_digest("sha256:4bcff63911fc"), is_digest("sha256:"), is_digest("multihash+base58:QmRZxt2b1FVZ")
    (True, False, True)
    """
    return _GRAMMAR.fullmatch(text) is not None


def compute_digest(content: bytes, algorithm: str = "sha256") -> str:
    """Return the digest of some bytes.

    >>> compute_digest(b"")
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    import hashlib

    if algorithm not in ALGORITHMS or algorithm not in hashlib.algorithms_guaranteed:
        raise UnsupportedDigestError(f"cannot compute {quote(algorithm)}; write sha256, sha384 or sha512")
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


def chain_ids(diff_ids: Iterable[str]) -> tuple[str, ...]:
    """Return, for each layer, the ChainID of the layers up to it, from their DiffIDs, lowest first.

    A DiffID is the digest of a layer's uncompressed archive. The ChainID names the file system that a layer
    gives *on top of those below it*; two images that begin with the same layers begin with the same ChainIDs.

    >>> [identifier[:14] for identifier in chain_ids(["sha256:a", "sha256:b"])]
    ['sha256:a', 'sha256:970a948']
    """
    chain: list[str] = []
    for diff_id in diff_ids:
        chain.append(compute_digest(f"{chain[-1]} {diff_id}".encode()) if chain else diff_id)
    return tuple(chain)


def describe_malformed(text: str) -> DigestFormatError:
    """Return the error for a text that does not follow the grammar."""
    return DigestFormatError(f"{quote(text)} is not a digest; write algorithm:encoded, as sha256:4bcff…")
