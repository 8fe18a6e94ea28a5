"""Adapt the suites of the OCI image specification: digests and chain identifiers."""

from typing import Any

from virtfaq.errors import DigestError, DigestFormatError, DigestLengthError, UnsupportedDigestError
from virtfaq.model.digests import chain_ids, parse_digest

_REASONS = {
    DigestFormatError: "ErrDigestInvalidFormat",
    DigestLengthError: "ErrDigestInvalidLength",
    UnsupportedDigestError: "ErrDigestUnsupported",
}


def oci_digest(given: dict[str, Any]) -> dict[str, Any]:
    try:
        digest = parse_digest(given["digest"])
    except DigestError as error:
        return {"valid": False, "reason": _REASONS[type(error)]}
    return {"valid": True, "algorithm": digest.algorithm, "encoded": digest.encoded}


def oci_chain_id(given: dict[str, Any]) -> dict[str, Any]:
    return {"chain_ids": list(chain_ids(given["diff_ids"]))}


SUITES = {"oci_digest": oci_digest, "oci_chain_id": oci_chain_id}
