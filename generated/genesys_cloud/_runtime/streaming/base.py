"""Responses whose bodies are read piece by piece: the base of both kinds, and lines."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeAlias, TypeVar

from msgspec.structs import replace

from ..engine.open_response import OpenResponse
from ..headers import Headers
from ..responses.content_type import charset_of
from ..responses.parsing import Outcome
from ..transport.messages import HttpResponse, StreamedHttpResponse

HeaderLines: TypeAlias = tuple[tuple[str, str], ...]

T_co = TypeVar("T_co", covariant=True)


class StreamedResponseBase(Generic[T_co]):
    """Base of streamed responses: status, headers and correlation id."""

    def __init__(
        self,
        outcome: Outcome,
        decode: Callable[[Outcome], T_co],
        open_response: OpenResponse,
    ) -> None:
        response = outcome.response
        assert isinstance(response, StreamedHttpResponse)
        self.status: int = response.status
        self.headers: Headers = response.headers
        self.correlation_id: str | None = outcome.correlation_id
        self.elapsed: float = response.elapsed
        self._outcome = outcome
        self._body: Any = response.body
        self._open_response = open_response
        self._decode = decode
        self._content: bytes | None = None
        self._is_read = self._is_closed = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status}>"

    def _begin_reading(self) -> None:
        if self._is_read:
            raise RuntimeError("the body has been read already, at least in part")
        self._is_read = True
        self._ensure_open()

    def _ensure_open(self) -> None:
        if self._is_closed and self._content is None:
            raise RuntimeError("the response is closed")

    def _content_type(self) -> str:
        return self.headers.get("content-type", "")

    def _decode_content(self, content: bytes) -> T_co:
        response = HttpResponse(self.status, self.headers, content, self.elapsed)
        return self._decode(replace(self._outcome, response=response))


def check_size(size: int | None) -> None:
    """Raise if a chunk size is not a positive int or None.

    Raises:
        TypeError: The size is not an int.
        ValueError: The size is less than 1.
    """
    given: Any = size
    if given is None:
        return
    if not isinstance(given, int) or isinstance(given, bool):
        raise TypeError(f"chunk_size must be an int, not {type(given).__name__}")
    if given < 1:
        raise ValueError(f"chunk_size must be at least 1, not {given}")


def split_content(content: bytes, size: int | None) -> Iterator[bytes]:
    """Yield a content in chunks of a size, or as a whole."""
    step = size or len(content) or 1
    for start in range(0, len(content), step):
        yield content[start : start + step]


class LineDecoder:
    r"""Line splitter for ``\n``, ``\r\n`` and ``\r``, across chunks.

    Args:
        content_type: ``Content-Type``, which declares the charset.
    """

    def __init__(self, content_type: str) -> None:
        self._content_type = content_type
        self._decoder: io.IncrementalNewlineDecoder | None = None
        # The pieces of the line that is not complete yet.
        self._open: list[str] = []

    def decode(self, chunk: bytes) -> Iterator[str]:
        """Yield the lines that end in a chunk."""
        if self._decoder is None:
            charset = charset_of(chunk, self._content_type)
            inner = codecs.getincrementaldecoder(charset)("replace")
            self._decoder = io.IncrementalNewlineDecoder(inner, translate=True)
        return self._split(self._decoder.decode(chunk))

    def flush(self) -> Iterator[str]:
        """Yield the last line, if it has no line end."""
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
