"""Ids that a sandbox sends: UUIDs of version 4 which it recognizes again."""

from __future__ import annotations

import re
from hashlib import blake2b
from zlib import crc32

_UUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)
_CHECK = 4
"""Digits at the end, which are a hash of the others."""
_NUMBERS = 1 << 16
"""Numbers that the first four digits tell apart."""


def number_of(identity: str) -> int | None:
    """Return the number of an item in its listing; None if the text is not a UUID."""
    if not _UUID.fullmatch(identity):
        return None
    digits = identity.replace("-", "")
    return int(digits[:4], 16) ^ _mask(digits[4:-_CHECK])


def _mask(digits: str) -> int:
    return crc32(digits.encode()) % _NUMBERS


class Ids:
    """Ids of one seed.

    The first digits are the number of the item, masked with the others.

    The last digits of an id are a hash of the others and of the seed, so no list of
    the ids is necessary to know them from foreign ones.
    """

    def __init__(self, seed: int) -> None:
        self._key = str(seed).encode()[:64]

    def make(self, kind: str, number: int) -> str:
        """Return the id of an item, the same for the same seed."""
        digits = self._hash(f"{kind}/{number}", 14)
        # Version and variant of RFC 9562.
        variant = "89ab"[int(digits[16], 16) % 4]
        rest = f"{digits[4:12]}4{digits[13:16]}{variant}{digits[17:]}"
        digits = f"{number % _NUMBERS ^ _mask(rest):04x}{rest}"
        digits += self._hash(digits, _CHECK // 2)
        parts = digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]
        return "-".join(parts)

    def is_own(self, text: str) -> bool:
        """Return True if an id is one that the sandbox sends."""
        if not _UUID.fullmatch(text):
            return False
        digits = text.replace("-", "")
        return digits[-_CHECK:] == self._hash(digits[:-_CHECK], _CHECK // 2)

    def _hash(self, text: str, size: int) -> str:
        return blake2b(text.encode(), digest_size=size, key=self._key).hexdigest()
