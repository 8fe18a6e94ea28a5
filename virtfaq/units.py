"""Read and write Kubernetes quantities ("500m", "2Gi", "1.5G") as plain numbers, in exact arithmetic.

Grammar: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

import re

from virtfaq.errors import QuantityError, quote

_BINARY = {f"{letter}i": 1024**power for power, letter in enumerate("KMGTPE", 1)}
_DECIMAL = {letter: 1000**power for power, letter in enumerate("kMGTPE", 1)}
_FRACTIONS = {"m": 1000, "u": 1000**2, "n": 1000**3}
_GRAMMAR = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?"
    r"(?:[eE](?P<exponent>[+-]?[0-9]+)|(?P<suffix>[KMGTPE]i|[numkMGTPE])?)"
)
_LARGEST = 2**63 - 1
_LONGEST = 1000  # characters: Python still reads a whole number of that length at once
_FAR = 2 * _LONGEST  # beyond this exponent a value is too large or almost 0, whatever its digits


def parse_bytes(quantity: int | float | str) -> int:
    """Return an amount of memory or storage in bytes, rounded up to a whole byte as Kubernetes does.

    Raises `QuantityError` for what is not a quantity, is negative, or exceeds 2**63 - 1.

    >>> parse_bytes("2Gi"), parse_bytes("1.5G"), parse_bytes("1e3"), parse_bytes(4096)
    (2147483648, 1500000000, 1000, 4096)
    >>> parse_bytes("100 MB")
    Traceback (most recent call last):
        ...
    virtfaq.errors.QuantityError: '100 MB' is not a quantity; write for example 512, 100Mi, 2Gi, 1.5G or 1e9
    """
    return _scale(quantity, 1, "512, 100Mi, 2Gi, 1.5G or 1e9")


def parse_millicores(quantity: int | float | str) -> int:
    """Return an amount of processor in millicores (1000 are one core), rounded up as Kubernetes does.

    >>> parse_millicores("500m"), parse_millicores("2"), parse_millicores(0.1), parse_millicores("100u")
    (500, 2000, 100, 1)
    """
    return _scale(quantity, 1000, "2, 0.5 or 500m")


def format_bytes(count: int) -> str:
    """Return the shortest quantity that means exactly `count` bytes; binary suffixes win a tie.

    >>> format_bytes(2147483648), format_bytes(1500000000), format_bytes(1001)
    ('2Gi', '1500M', '1001')
    """
    suffixes = {**_BINARY, **_DECIMAL}
    exact = [f"{count // size}{suffix}" for suffix, size in suffixes.items() if count and count % size == 0]
    return min([*exact, str(count)], key=len)


def format_millicores(count: int) -> str:
    """Return the quantity that means exactly `count` millicores.

    >>> format_millicores(500), format_millicores(2000)
    ('500m', '2')
    """
    return str(count // 1000) if count % 1000 == 0 else f"{count}m"


def _scale(quantity: int | float | str, scale: int, examples: str) -> int:
    text = str(quantity)
    match = None if isinstance(quantity, bool) or len(text) > _LONGEST else _GRAMMAR.fullmatch(text)
    if match is None or not (match["whole"] or match["part"]):
        raise QuantityError(f"{quote(quantity)} is not a quantity; write for example {examples}")
    numerator, denominator = _parse_fraction(match)
    if match["sign"] == "-" and numerator:
        raise QuantityError(f"{quote(quantity)} is negative; write for example {examples}")
    value = -(-numerator * scale // denominator)
    if value > _LARGEST:
        raise QuantityError(f"{quote(quantity)} is too large; the largest is {_LARGEST}")
    return value


def _parse_fraction(match: re.Match[str]) -> tuple[int, int]:
    part, suffix = match["part"] or "", match["suffix"] or ""
    exponent = max(-_FAR, min(int(match["exponent"] or 0), _FAR))
    numerator = int(match["whole"] + part) * 10 ** max(exponent, 0)
    numerator *= _BINARY.get(suffix) or _DECIMAL.get(suffix) or 1
    return numerator, 10 ** (len(part) + max(-exponent, 0)) * _FRACTIONS.get(suffix, 1)
