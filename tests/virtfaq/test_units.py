"""Test quantities as Kubernetes writes them, exactly."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq.errors import QuantityError
from virtfaq.units import format_bytes, format_millicores, parse_bytes, parse_millicores

BAD = " |Gi|1 Gi|1GB|1gi|1Kib|1e|1e3Ki|--1|-1|-1Gi|1,5G|1.2.3|0x10|inf|nan|١Gi|16Ei|1e99|1\n"
BAD += "|.|+|-.|.Ki|e3|1K|1ki|1i|.5i|1e+|1e-|1e1.5|1e 3|1_000|1e999999999999|-1e-999|1.1.M|1+1.0M|0.1mi|1m1|E"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("512", 512),
        ("1k", 1000),
        ("1Ki", 1024),
        ("250Mi", 250 * 2**20),
        ("1.5G", 1_500_000_000),
        ("1.5Gi", 3 * 2**29),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1E", 10**18),
        ("1.", 1),
        (".5Ki", 512),
        ("+2", 2),
        ("0.1", 1),  # a part of a byte is a byte, as Kubernetes rounds up
        ("100m", 1),
        ("1001m", 2),
        ("5000m", 5),
        ("5000000u", 5),
        ("5000000000n", 5),
        ("1e-3", 1),
        ("0.3G", 300_000_000),  # 0.3 * 10**9 in floating point falls short
        ("9223372036854775807", 2**63 - 1),
    ],
)
def test_bytes(text: str, count: int) -> None:
    assert parse_bytes(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [  # what the parser of Kubernetes makes of the forms that its grammar has and nobody writes
        ("1e003", 1000),
        ("1E003", 1000),
        ("1e+003", 1000),
        ("1e-003", 1),
        ("+1e03", 1000),
        ("-0", 0),
        ("1.3E+6", 1_300_000),
        (".5e1", 5),
        ("5.e1", 50),
        ("0.5e0", 1),
        ("1.G", 10**9),
        (".0001k", 1),
        ("00000000000000000000000001Ki", 1024),
        ("1" + "0" * 70 + "e-70", 1),
        ("1e000000000000000000000000000000000000000000000000000000000000000003", 1000),
        ("0." + "0" * 80 + "1", 1),  # next to nothing is rounded up
        ("1e-100", 1),
        ("1e-999999999999", 1),
        ("0e999999999999", 0),
        ("0.000000000001Ki", 1),
        ("7Ei", 7 * 2**60),
        ("9E", 9 * 10**18),
    ],
)
def test_every_form_of_the_grammar(text: str, count: int) -> None:
    assert parse_bytes(text) == count


@given(
    st.sampled_from(["", "+"]),
    st.from_regex(r"[0-9]{1,9}\.?[0-9]{0,6}|\.[0-9]{1,6}", fullmatch=True),
    st.sampled_from(["", "n", "u", "m", "k", "M", "Ki", "Mi", "e2", "E2", "e-7", "E+04", "e0000"]),
)
def test_a_quantity_is_its_number_times_its_suffix_rounded_up(sign: str, number: str, suffix: str) -> None:
    sizes = {"n": 1 / Fraction(10**9), "u": 1 / Fraction(10**6), "m": 1 / Fraction(1000)}
    sizes |= {"": Fraction(1), "k": Fraction(1000), "M": Fraction(10**6)}
    sizes |= {"Ki": Fraction(1024), "Mi": Fraction(1024**2)}
    size = sizes[suffix] if suffix in sizes else Fraction(10) ** int(suffix[1:])
    assert parse_bytes(sign + number + suffix) == ceil(Fraction(number.removesuffix(".")) * size)
    assert parse_millicores(sign + number + suffix) == ceil(Fraction(number.removesuffix(".")) * size * 1000)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1", 1000),
        ("500m", 500),
        ("0.5", 500),
        ("0.1", 100),
        ("2.0001", 2001),
        ("100u", 1),
        ("1n", 1),
        ("0", 0),
    ],
)
def test_millicores(text: str, count: int) -> None:
    assert parse_millicores(text) == count


@pytest.mark.parametrize("text", BAD.split("|"))
def test_what_is_no_quantity_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_bytes(text)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 200


@pytest.mark.parametrize(
    "value", ["", "9223372036854775808", "9" * 5000, True, None, float("inf"), float("nan"), -1, [1]]
)
def test_values_that_are_no_number_are_refused(value: object) -> None:
    with pytest.raises(QuantityError):
        parse_bytes(value)  # type: ignore[arg-type]


@given(st.integers(0, 2**63 - 1))
def test_bytes_survive_formatting(count: int) -> None:
    assert parse_bytes(format_bytes(count)) == count


@given(st.integers(0, 10**9))
def test_millicores_survive_formatting(count: int) -> None:
    assert parse_millicores(format_millicores(count)) == count


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_more_text_is_more_bytes(low: int, more: int) -> None:
    assert parse_bytes(f"{low + more}") >= parse_bytes(f"{low}.0")
