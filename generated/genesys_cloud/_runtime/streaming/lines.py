"""Text that comes in pieces, line by line."""

import codecs
import io
from collections.abc import Iterator

from ..responses.content_type import charset_of


class Lines:
    r"""Splits a text at ``\n``, ``\r\n`` and ``\r``, wherever its pieces end.

    Args:
        content_type: What declares the charset.
    """

    def __init__(self, content_type: str) -> None:
        self._content_type = content_type
        self._decoder: io.IncrementalNewlineDecoder | None = None
        # The pieces of the line that is not complete yet.
        self._open: list[str] = []

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Yield the lines that end in a piece."""
        if self._decoder is None:
            charset = charset_of(chunk, self._content_type)
            inner = codecs.getincrementaldecoder(charset)("replace")
            self._decoder = io.IncrementalNewlineDecoder(inner, translate=True)
        return self._split(self._decoder.decode(chunk))

    def end(self) -> Iterator[str]:
        """Yield the last line, if it has no end."""
        if self._decoder is not None:
            yield from self._split(self._decoder.decode(b"", final=True))
        if self._open and (line := "".join(self._open)):
            yield line

    def _split(self, text: str) -> Iterator[str]:
        first, *others = text.split("\n")
        self._open.append(first)
        for other in others:
            yield "".join(self._open).removeprefix("\ufeff")
            self._open = [other]
