"""Addresses of units: file names that any system takes, whatever a key holds."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping

__all__ = ["addresses", "slug"]

_LONGEST = 48
_SAFE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OTHER = re.compile(r"[^a-z0-9]+")
_RESERVED = {"con", "prn", "aux", "nul", "index"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
}
"""Names that a system, or the site itself, keeps for something else."""


def slug(key: str) -> str:
    """Return the address of a key by itself: small letters, digits and hyphens.

    A key of which anything but the case of letters and spaces is lost gets a digest of it
    behind, so that two keys never share an address; see also :func:`addresses`.

    Examples
    --------
    >>> slug("Finland"), slug("United States")
    ('finland', 'united-states')
    >>> slug("../etc").startswith("etc-"), slug("桿秤").isascii()
    (True, True)
    """
    plain = key.lower().replace(" ", "-")
    if _SAFE.fullmatch(plain) and len(plain) <= _LONGEST and plain not in _RESERVED:
        return plain
    return _with_digest(key)


def addresses(keys: Iterable[str]) -> Mapping[str, str]:
    """Return an address for each key, no two the same.

    Examples
    --------
    >>> addresses(["A", "b"])
    {'A': 'a', 'b': 'b'}
    >>> found = addresses(["A", "a"])
    >>> found["A"] != found["a"], found["A"].startswith("a-")
    (True, True)
    """
    found = {key: slug(key) for key in keys}
    times = Counter(found.values())
    return {
        key: address if times[address] == 1 else _with_digest(key) for key, address in found.items()
    }


def _with_digest(key: str) -> str:
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    start = _OTHER.sub("-", key.lower())[:_LONGEST].strip("-")
    return f"{start or 'unit'}-{digest}"
