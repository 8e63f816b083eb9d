"""Resumable writing of a response to a file (sans-I/O).

Like the flows of `engine.call`, these yield steps and do no network I/O. They access
files by blocking calls that a thread may run.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias, TypeVar
from urllib.parse import unquote

import msgspec

from ..errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    DecodeError,
)
from ..redaction import Secret
from ..responses.parsing import Outcome
from ..steps import RunBlocking
from ..transport.messages import TransportFailure
from .destinations import check_destination

R = TypeVar("R")

_STRONG: Final = re.compile(r'"[!\x23-\x7e]*"')
_RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)")
_PARTIAL: Final = 206
_NOT_SATISFIABLE: Final = 416
# Parameters of a temporary signature do not identify the file.
_SIGNING: Final = re.compile(
    r"x-(amz|goog)-(algorithm|credential|date|expires|signature|signedheaders"
    r"|security-token)"
)


class ReadChunk(msgspec.Struct, frozen=True):
    """Read a chunk; the flow receives bytes, empty at the end, or a failure."""


class Reopen(msgspec.Struct, frozen=True):
    """Request to resume; the flow receives an `Outcome` or an `APIError`.

    Attributes:
        headers: Header fields that request a part.
        reason: Reason why the previous response broke off; empty if it did not.
    """

    headers: tuple[tuple[str, str], ...]
    reason: str = ""


ReadFlow: TypeAlias = Generator[ReadChunk | Reopen | RunBlocking, Any, R]


class Representation(msgspec.Struct, frozen=True):
    """Identity of a complete body: ETag and length.

    Attributes:
        total: Length in bytes; None if the response does not state it.
        tag: Strong ``ETag``, which changes with the bytes; empty if the server does
            not send parts.
    """

    total: int | None
    tag: str

    def range_headers(self, start: int) -> tuple[tuple[str, str], ...]:
        """Return the headers for a range from a byte on (RFC 9110, 14.2)."""
        if not start or not self.tag:
            return ()
        return (("Range", f"bytes={start}-"), ("If-Range", self.tag))

    def resume_key(self, outcome: Outcome, resume: bool) -> str:
        """Return the key of these bytes, empty if they cannot be resumed later."""
        return f"{_source_key(outcome)}\n{self.tag}" if resume and self.tag else ""

    def is_continued_by(self, outcome: Outcome, start: int) -> bool:
        """Return True if a response is the rest of this body from a byte on."""
        response = outcome.response
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if response.status != _PARTIAL or found is None or int(found[1]) != start:
            return False
        tag = response.headers.get("etag", self.tag)
        same = self.total is None or found[2] in ("*", str(self.total))
        return same and tag == self.tag


def _source_key(outcome: Outcome) -> str:
    """Return the identity of a file: its URL without the signature."""
    url, _, query = outcome.url.partition("?")
    # That of a transfer is in the call alone, as it is: errors show its URL without.
    given = query or outcome.call.raw_query
    pieces = [
        piece
        for piece in given.split("&")
        if not _SIGNING.fullmatch(unquote(piece.partition("=")[0]).lower())
    ]
    return f"{outcome.call.operation.method} {url}?{'&'.join(pieces)}"


def representation_of(outcome: Outcome) -> Representation:
    """Return the identity of the body of a response."""
    headers = outcome.response.headers
    if headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        # Lengths and ranges are those of the packed bytes.
        return Representation(None, "")
    length = headers.get("content-length", "")
    total = int(length) if length.isdecimal() and length.isascii() else None
    method = outcome.call.operation.method
    tag = headers.get("etag", "")
    partly = (
        method == "GET"
        and outcome.response.status == 200
        and headers.get("accept-ranges", "bytes").lower() != "none"
        and _STRONG.fullmatch(tag) is not None
    )
    return Representation(total, tag if partly else "")


class PartFile:
    """Temporary file of a download, whose methods do the I/O.

    Args:
        path: Destination, to which the complete file is renamed.
        key: Identity of the bytes, by which a later download finds this file and
            resumes it; empty for a file that no other download may find.
    """

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._is_resumable = bool(key)
        self._part = path.with_name(_part_name(path.name, key))
        self._file: BinaryIO | None = None

    def open(self) -> int:
        """Open the file and return the number of bytes that it has already.

        If another process is writing the same file, this one uses a new file.
        """
        while not self._try_open():
            self._is_resumable = False
            self._part = self._path.with_name(_part_name(self._path.name, ""))
        assert self._file is not None
        return self._file.seek(0, os.SEEK_END)

    def _try_open(self) -> bool:
        """Open the file, unless another process uses or has just renamed it."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        flags |= getattr(os, "O_NOFOLLOW", 0)
        file = os.fdopen(os.open(self._part, flags, 0o666), "r+b", buffering=0)
        try:
            found = not self._is_resumable or (
                _try_lock(file)
                and os.path.samestat(os.fstat(file.fileno()), os.stat(self._part))
            )
        except FileNotFoundError:
            found = False
        if not found:
            file.close()
            return False
        self._file = file
        return True

    def write(self, chunk: bytes) -> None:
        """Append bytes."""
        assert self._file is not None
        rest = memoryview(chunk)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]

    def truncate(self) -> None:
        """Discard the content."""
        assert self._file is not None
        self._file.seek(0)
        self._file.truncate()

    def finish(self) -> None:
        """Rename the file to its destination, and replace an earlier one."""
        assert self._file is not None
        os.fsync(self._file.fileno())
        if _CLOSED_FIRST:
            self.close()
        # On other systems the lock is kept until the file has its name.
        os.replace(self._part, self._path)
        self.close()

    def close(self) -> None:
        """Close the file and keep it."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def abandon(self) -> None:
        """Close the file, and remove it unless a later download can resume it."""
        if _CLOSED_FIRST:
            self.close()
        if not self._is_resumable:
            self._part.unlink(missing_ok=True)
        self.close()

    def restart(self, key: str) -> None:
        """Discard the content, and begin the body of another key."""
        self._is_resumable = False
        self.abandon()
        self._is_resumable = bool(key)
        self._part = self._path.with_name(_part_name(self._path.name, key))
        self.open()
        self.truncate()


if sys.platform == "win32":
    # Open files can neither be renamed nor removed there.
    _CLOSED_FIRST = True

    def _try_lock(file: BinaryIO) -> bool:
        """Lock a file until it is closed; return False if another process has it."""
        import msvcrt

        try:
            # Locks keep others from the bytes: this one is beyond all that are there.
            file.seek(1 << 62)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    _CLOSED_FIRST = False

    def _try_lock(file: BinaryIO) -> bool:
        """Lock a file until it is closed; return False if another process has it."""
        import fcntl

        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _part_name(name: str, key: str) -> str:
    # Needed here alone.
    from hashlib import sha256
    from secrets import token_hex

    known = sha256(key.encode()).hexdigest()[:16] if key else token_hex(8)
    # Names of files are bounded, mostly at 255 bytes.
    return f".{name[:40]}.{known}.part"


class MemoryPart:
    """Memory buffer with the interface of `PartFile`."""

    def __init__(self) -> None:
        self.content = bytearray()

    def write(self, chunk: bytes) -> None:
        """Append bytes."""
        self.content += chunk

    def restart(self, key: str) -> None:
        """Discard the content."""
        self.content.clear()


def save_flow(
    outcome: Outcome, path: Path, resume: bool, may_resume: Callable[[bool], bool]
) -> ReadFlow[Path]:
    """Write an open response to a file.

    With `resume`, another download of the same bytes may share the temporary file.
    `may_resume` decides on a retry, given True after progress.

    Raises:
        APIError: The response broke off, and the rest could not be requested.
        OSError: The file could not be written.
    """
    yield RunBlocking(partial(check_destination, path))
    known = representation_of(outcome)
    part = PartFile(path, known.resume_key(outcome, resume))
    done = False
    try:
        start = yield RunBlocking(part.open)
        if known.total is not None and start > known.total:
            yield RunBlocking(part.truncate)
            start = 0
        yield from _write_rest(outcome, part, start, resume, may_resume)
        yield RunBlocking(part.finish)
        done = True
    finally:
        # Not as a step: a flow that is closed, as by a cancelled task, has none left.
        if not done:
            part.abandon()
    return path


def read_flow(outcome: Outcome, may_resume: Callable[[bool], bool]) -> ReadFlow[bytes]:
    """Read an open response into memory, and resume it like `save_flow`."""
    memory = MemoryPart()
    yield from _write_rest(outcome, memory, 0, False, may_resume)
    return bytes(memory.content)


def _write_rest(
    outcome: Outcome,
    part: PartFile | MemoryPart,
    start: int,
    resume: bool,
    may_resume: Callable[[bool], bool],
) -> ReadFlow[None]:
    """Write the rest of the body from a byte on."""
    known, reason = representation_of(outcome), ""
    there = farthest = start
    # True if the open response begins with the first missing byte.
    fresh = not start
    while known.total is None or there < known.total:
        if not fresh:
            # Its URL may be secret.
            source = Secret(_source_key(outcome))
            outcome = yield from _request_rest(known, there, reason)
            if source.value != _source_key(outcome) or not known.is_continued_by(
                outcome, there
            ):
                # It is another file by now, or the server gives no parts.
                if outcome.response.status == _PARTIAL:
                    outcome = yield Reopen(())
                if outcome.response.status == _PARTIAL:
                    odd = TransportFailure("the server sent an unrequested range")
                    raise broken_response_error(outcome, odd, there)
                known = representation_of(outcome)
                yield RunBlocking(
                    partial(part.restart, known.resume_key(outcome, resume))
                )
                there = 0
        fresh, failure = False, None
        try:
            while chunk := (yield ReadChunk()):
                yield RunBlocking(partial(part.write, chunk))
                there += len(chunk)
        except TransportFailure as broken:
            failure = broken
        if failure is None and (known.total is None or there == known.total):
            return
        failure = failure or TransportFailure(f"Content-Length is {known.total}")
        has_progress = bool(known.tag) and there > farthest
        farthest = max(there, farthest)
        again = outcome.call.operation.method == "GET" and not failure.final
        if not again or not may_resume(has_progress):
            raise broken_response_error(outcome, failure, there)
        reason = str(failure)


def _request_rest(known: Representation, start: int, reason: str) -> ReadFlow[Outcome]:
    refused = False
    try:
        outcome: Outcome = yield Reopen(known.range_headers(start), reason)
        return outcome
    except APIStatusError as error:
        if error.status != _NOT_SATISFIABLE:
            raise
        refused = True
    assert refused
    whole_again: Outcome = yield Reopen(())
    return whole_again


def broken_response_error(
    outcome: Outcome, failure: TransportFailure, count: int
) -> APIError:
    """Return the error for a truncated response."""
    who, context = outcome.call.operation.name, outcome.context()
    if failure.kind == "content":
        return DecodeError(
            f"{who}: cannot decompress the response: {failure}", **context
        )
    cls: Callable[..., APIError] = APIConnectionError
    if failure.kind == "timeout":
        cls = APITimeoutError
    return cls(
        f"{who}: the response broke off after {count} bytes: {failure}", **context
    )
