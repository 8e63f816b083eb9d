"""Incremental decompression of response bodies.

The decoders of httpx stop after the first member of a gzip body, and take a truncated
body for a complete one. If a body is broken, they leave generators to the garbage
collector, of which trio warns.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, Final

from ..headers import Headers
from .messages import TransportFailure

_GZIP: Final = 16 + zlib.MAX_WBITS
_MAGIC: Final = b"\x1f\x8b"
_IDENTITY: Final = ("", "identity")


class _Coding:
    """Decompressor of one coding."""

    def __init__(self, coding: str) -> None:
        self._deflate = coding == "deflate"
        self._begun = False
        self._zlib: Any = zlib.decompressobj(zlib.MAX_WBITS if self._deflate else _GZIP)

    def feed(self, data: bytes) -> bytes:
        """Decompress a chunk."""
        found = b""
        while data:
            found += self._step(data)
            if not self._zlib.eof:
                break
            # A file of several, one after the other, is one of all of them.
            data = self._zlib.unused_data
            if self._deflate or not data.startswith(_MAGIC):
                break
            self._zlib = zlib.decompressobj(_GZIP)
        return found

    def _step(self, data: bytes) -> bytes:
        first, self._begun = not self._begun, True
        try:
            decompressed: bytes = self._zlib.decompress(data)
        except zlib.error:
            if not (first and self._deflate):
                raise
            # Some send it without the frame that it should have (RFC 9110, 8.4.1.2).
            self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
            decompressed = self._zlib.decompress(data)
        return decompressed

    def end(self) -> None:
        """Raise if the end of the data is missing."""
        if self._begun and not self._zlib.eof:
            raise zlib.error("the data is truncated")


class Decompressor:
    """Decompressor of a body by its ``Content-Encoding``."""

    def __init__(self, codings: list[_Coding]) -> None:
        self._codings = codings

    def feed(self, data: bytes) -> bytes:
        """Decompress a chunk, as far as possible.

        Raises:
            TransportFailure: It is not packed so.
        """
        try:
            for coding in self._codings:
                data = coding.feed(data)
            return data
        except zlib.error as error:
            failure = _decoding_failure(error)
        raise failure

    def end(self) -> None:
        """Raise if the end of the data is missing.

        Raises:
            TransportFailure: Something is.
        """
        try:
            for coding in self._codings:
                coding.end()
            return
        except zlib.error as error:
            failure = _decoding_failure(error)
        raise failure


def _decoding_failure(error: zlib.error) -> TransportFailure:
    return TransportFailure(f"DecodingError: {error}", kind="content", final=True)


def make_decompressor(headers: Headers) -> Decompressor | None:
    """Return the decompressor of a body, or None for an unknown coding."""
    given = headers.get("content-encoding", "").lower().split(",")
    names = [name.strip() for name in given if name.strip() not in _IDENTITY]
    if not all(name in ("gzip", "x-gzip", "deflate") for name in names):
        return None
    return Decompressor([_Coding(name) for name in reversed(names)])


class Chunker:
    """Splitter of bytes into chunks of one size, or as received for None."""

    def __init__(self, size: int | None) -> None:
        self._size = size
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the complete chunks."""
        if self._size is None:
            if data:
                yield data
            return
        data = self._rest + data
        last = len(data) - len(data) % self._size
        for start in range(0, last, self._size):
            yield data[start : start + self._size]
        self._rest = data[last:]

    def end(self) -> Iterator[bytes]:
        """Yield the rest."""
        if self._rest:
            yield self._rest
