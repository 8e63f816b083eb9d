"""Answers that differ from the documents: what is told about them, and how often."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import msgspec

from .errors import ConfigurationError
from .events import ResponseMismatched

if TYPE_CHECKING:
    from .findings import Finding
    from .watching import Watcher

OnMismatch: TypeAlias = Literal["warn", "ignore", "raise"]

_SHAPES: Final = 1000
"""Different places that one client remembers, and that are told of one answer."""
_EXACT: Final = 1000
"""Differences of one answer that an error has one by one."""


class ResponseMismatch(msgspec.Struct, frozen=True):
    """One difference between an answer and the documents.

    Attributes:
        operation: Name in the documents, such as ``LicenseAPI.getLicenseUsers``.
        path: Where in the answer (JSONPath, RFC 9535), such as
            ``$.entities[3].dateCreated``; where many answers are counted as one,
            ``[*]`` stands for any index or key. ``status`` is the HTTP status.
        expected: What the documents have there, such as ``date-time``.
        got: What came; never the value itself, which may be private.
    """

    operation: str
    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.path} is {self.got}, not {self.expected}"


class ResponseMismatchWarning(UserWarning):
    """An answer differs from the documents; told once for each operation and place."""


class MismatchLog:
    """What one client has seen; safe to share between threads.

    Args:
        mode: What is done about differences besides counting them.
        tell: Takes each difference, once for each place in an answer where indices
            do not count; None for nobody.
        references: Names on the wire of the fields that bare references have.
    """

    def __init__(
        self,
        mode: OnMismatch = "warn",
        tell: Callable[[ResponseMismatch], None] | None = None,
        note: Callable[[ResponseMismatch], None] | None = None,
        references: Iterable[str] = (),
    ) -> None:
        self.mode: OnMismatch = mode
        self.references = frozenset(references)
        self._tell = tell
        self._note = note
        self._counts: dict[ResponseMismatch, int] = {}
        self._lock = Lock()

    def anew(self, watcher: Watcher) -> MismatchLog:
        """Return one that has seen nothing yet, of a client that begins anew."""
        return make_log(self.mode, watcher, self.references)

    def counts(self) -> dict[ResponseMismatch, int]:
        """Return how often each was seen, indices and keys aside.

        A thousand different ones are counted at most.
        """
        with self._lock:
            return dict(self._counts)

    def add(
        self, operation: str, findings: Sequence[Finding]
    ) -> tuple[ResponseMismatch, ...]:
        """Count the differences of one answer, and tell those who want to know.

        All are counted; what has a bound is the number of different places.

        Returns:
            The first thousand, and of further ones the first at each place.
        """
        found: list[ResponseMismatch] = []
        places: dict[tuple[Any, ...], list[Finding]] = {}
        for finding in findings:
            # An answer may have very many, at few places: each costs no more than this.
            steps = [step if type(step) is str else None for step in finding.steps]
            key = finding.root, finding.expected, finding.got, *steps
            known = places.get(key)
            if known is not None:
                known.append(finding)
            elif len(places) < _SHAPES:
                places[key] = [finding]
            else:
                continue
            if known is None or len(found) < _EXACT:
                found.append(_mismatch(operation, finding))
        examples: dict[ResponseMismatch, ResponseMismatch] = {}
        times: dict[ResponseMismatch, int] = {}
        for alikes in places.values():
            place = _mismatch(operation, alikes[0], exactly=False)
            examples[place] = _mismatch(operation, alikes[0])
            times[place] = len(alikes)
        new = self._count(times)
        if self._tell is not None:
            for one in examples.values():
                self._tell(one)
        for alike in new:
            if self._note is not None:
                self._note(alike)
            if self.mode == "warn":
                warn(examples[alike])
        return tuple(found)

    def _count(self, times: dict[ResponseMismatch, int]) -> list[ResponseMismatch]:
        """Add to the counts and return what was not there before."""
        new: list[ResponseMismatch] = []
        with self._lock:
            for alike, count in times.items():
                known = self._counts.get(alike)
                if known is None and len(self._counts) >= _SHAPES:
                    continue
                if known is None:
                    new.append(alike)
                self._counts[alike] = (known or 0) + count
        return new


def make_log(
    mode: OnMismatch, watcher: Watcher, references: Iterable[str]
) -> MismatchLog:
    """Make the log of a client, whose differences are events too.

    Raises:
        ConfigurationError: `mode` is none of the three.
    """
    given: object = mode
    if given not in ("warn", "ignore", "raise"):
        raise ConfigurationError("on_mismatch is 'warn', 'ignore' or 'raise'")

    def tell(mismatch: ResponseMismatch) -> None:
        watcher.tell(
            ResponseMismatched,
            operation=mismatch.operation,
            path=mismatch.path,
            expected=mismatch.expected,
            got=mismatch.got,
        )

    def note(mismatch: ResponseMismatch) -> None:
        watcher.log.info("An answer differs from the documents: %s", mismatch)

    return MismatchLog(mode, tell, note, references)


def warn(mismatch: ResponseMismatch) -> None:
    """Warn of a difference."""
    text = f"An answer differs from the documents, but was read: {mismatch}"
    warn_caller(text, ResponseMismatchWarning)


def warn_caller(text: str, category: type[Warning]) -> None:
    """Warn at the line of the program that called the client."""
    root = __name__.partition(".")[0]
    level, frame = 2, sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] != root:
            break
        frame = frame.f_back
        level += 1
    warnings.warn(text, category, stacklevel=level)


def _mismatch(
    operation: str, finding: Finding, exactly: bool = True
) -> ResponseMismatch:
    """Write a difference down, if not exactly, then without indices and keys."""
    return ResponseMismatch(
        operation, finding.path(exactly), finding.expected, finding.got
    )
