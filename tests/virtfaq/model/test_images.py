"""Test digests, chain identifiers and layers: the grammar, what is refused, and what is stored once."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import Image, Layer
from virtfaq.errors import DigestFormatError, DigestLengthError, UnsupportedDigestError
from virtfaq.model.digests import ALGORITHMS, chain_ids, compute_digest, is_digest, parse_digest
from virtfaq.model.images import missing_layers, storage_bytes

HEX = "0123456789abcdef"
sizes = st.integers(0, 2**40)


@given(st.sampled_from(sorted(ALGORITHMS)), st.data())
def test_a_digest_of_a_registered_algorithm_has_its_length(algorithm: str, data: st.DataObject) -> None:
    encoded = data.draw(st.text(HEX, min_size=ALGORITHMS[algorithm], max_size=ALGORITHMS[algorithm]))
    digest = parse_digest(f"{algorithm}:{encoded}")
    assert (digest.algorithm, digest.encoded, str(digest)) == (algorithm, encoded, f"{algorithm}:{encoded}")
    for wrong in (encoded[1:], encoded + "0"):
        with pytest.raises(DigestLengthError, match=algorithm):
            parse_digest(f"{algorithm}:{wrong}")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ":", "sha256", "sha256:", ":aa", "SHA256:aa", "sha256__x:aa", "+x:aa", "x+:aa", "x:a b"),
        *("x:aa:bb", "x:aa\n", "é:aa", "sha256:" + 64 * "E", "sha256:" + 64 * " ", "sha512:" + 128 * "g"),
    ],
)
def test_what_the_grammar_lacks_is_refused(text: str) -> None:
    with pytest.raises(DigestFormatError, match="algorithm:encoded"):
        parse_digest(text)


@pytest.mark.parametrize("text", ["md5:aa", "sha256+b64:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g", "a.b-c_d:Z=="])
def test_an_unknown_algorithm_is_written_right_but_unsupported(text: str) -> None:
    assert is_digest(text)
    with pytest.raises(UnsupportedDigestError, match="sha256"):
        parse_digest(text)


def test_digits_are_counted_in_bytes() -> None:
    with pytest.raises(DigestFormatError):
        parse_digest("sha256:" + 32 * "é")
    with pytest.raises(DigestLengthError):
        parse_digest("sha256:" + 64 * "é")


def test_a_digest_is_the_hash_of_the_content() -> None:
    assert compute_digest(b"a", "sha512") == "sha512:" + hashlib.sha512(b"a").hexdigest()
    for algorithm in ("blake3", "md5"):  # the first is registered, but Python lacks it
        with pytest.raises(UnsupportedDigestError, match=algorithm):
            compute_digest(b"a", algorithm)


@given(st.lists(st.text(min_size=1), min_size=1), st.text(min_size=1))
def test_a_chain_names_all_below_it(diff_ids: list[str], other: str) -> None:
    chain = chain_ids(diff_ids)
    assert chain == chain_ids(diff_ids)
    for below, diff_id, above in zip(chain, diff_ids[1:], chain[1:], strict=False):
        assert above == compute_digest(f"{below} {diff_id}".encode())
    assert chain[0] == diff_ids[0]
    assert chain_ids([*diff_ids, other])[: len(chain)] == chain
    if other != diff_ids[0] and len(diff_ids) > 1:
        assert chain_ids([other, *diff_ids[1:]])[-1] != chain[-1]


@given(st.lists(st.lists(st.tuples(st.sampled_from("abcdef"), st.just(7)))))
def test_a_store_holds_each_layer_once(contents: list[list[tuple[str, int]]]) -> None:
    images = [Image(layers=[Layer(f"sha256:{name}", size) for name, size in layers]) for layers in contents]
    assert storage_bytes(images) == 7 * len({name for layers in contents for name, _ in layers})
    assert storage_bytes(images) <= sum(image.size_bytes for image in images)


def test_only_missing_layers_are_pulled() -> None:
    base, top = Layer("sha256:aa", 10), Layer("sha256:bb", 1)
    image = Image(layers=[base, top, base])
    assert missing_layers(image) == (base, top)
    assert missing_layers(image, ["sha256:aa", "sha256:cc"]) == (top,)
    assert missing_layers(image, ["sha256:aa", "sha256:bb"]) == ()
