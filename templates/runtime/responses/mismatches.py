"""Mismatches of responses and documents, counted and reported."""

from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any, Final, Literal, TypeAlias, TypeVar

import msgspec

from ..errors import ResponseMismatch, ResponseMismatchWarning, warn_caller
from ..public import public

_T = TypeVar("_T")

OnMismatch: TypeAlias = Literal["warn", "ignore", "raise"]

_SHAPES: Final = 1000
"""Maximum number of places of one client, and of one response."""
_EXACT: Final = 1000
"""Maximum number of mismatches that an error lists one by one."""


class Finding:
    """One mismatch.

    Attributes:
        steps: Path to it, the last step first: names of fields, indices, and keys of
            mappings as a tuple of one.
        expected: Documented type.
        got: Received type.
        root: Start of the path: ``$`` is the body, ``status`` the status.
        value: Received value, if it was kept; no message contains it.
    """

    __slots__ = ("expected", "got", "root", "steps", "value")

    def __init__(
        self, expected: str, got: str, root: str = "$", value: object = None
    ) -> None:
        self.steps: list[str | int | tuple[str] | None] = []
        self.expected = expected
        self.got = got
        self.root = root
        self.value = value

    def __str__(self) -> str:
        return f"{self.path()} is {self.got}, not {self.expected}"

    def path(self, *, exactly: bool = True) -> str:
        """Return its place as a JSONPath (RFC 9535).

        Args:
            exactly: True for indices and keys, False for ``[*]`` in their place.
        """
        path = [self.root]
        for step in reversed(self.steps):
            if isinstance(step, str):
                path.append(f".{step}" if step.isidentifier() else f"[{step!r}]")
            elif step is None or not exactly:
                path.append("[*]")
            else:
                inner = repr(step[0]) if isinstance(step, tuple) else step
                path.append(f"[{inner}]")
        return "".join(path)


class UndocumentedFinding(Finding):
    """Undocumented field of one object, or of a number of similar ones.

    It is not a mismatch, since all documented fields are right. If it represents
    several fields, their indices and keys are None.
    """

    __slots__ = ("times",)

    def __init__(self, times: int = 1) -> None:
        super().__init__("nothing", "a field")
        self.times = times


@public
class UndocumentedField(msgspec.Struct, frozen=True):
    """Undocumented field of a response.

    Attributes:
        operation: Name in the documents, such as ``LicenseAPI.getLicenseUsers``.
        path: JSONPath (RFC 9535) in the response, such as ``$.entities[*].chat``;
            ``[*]`` stands for any index or key.
    """

    operation: str
    path: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.path} is not documented"


class MismatchLog:
    """Mismatches of one client, which threads can share.

    Args:
        mode: Treatment of mismatches besides counting; not of undocumented fields.
        tell: Receives each mismatch and undocumented field, once for each place in a
            response, regardless of indices; None for no receiver.
        note: Receives those that this client has not seen before.
        references: Wire names of the fields of an object that is only a reference.
        mask: Removes secrets from the names in a path, which the server chose.
    """

    def __init__(
        self,
        mode: OnMismatch = "warn",
        report_each: (
            Callable[[ResponseMismatch | UndocumentedField], None] | None
        ) = None,
        report_new: (
            Callable[[ResponseMismatch | UndocumentedField], None] | None
        ) = None,
        references: Iterable[str] = (),
        mask: Callable[[str], str] = str,
    ) -> None:
        self.mode: OnMismatch = mode
        self.references = frozenset(references)
        self._report_each = report_each
        self._report_new = report_new
        self._mask = mask
        self._counts: dict[ResponseMismatch, int] = {}
        self._fields: dict[UndocumentedField, int] = {}
        self._lock = Lock()

    def counts(self) -> dict[ResponseMismatch, int]:
        """Return the number of each mismatch, without indices and keys.

        It counts at most a thousand different fields.
        """
        with self._lock:
            return dict(self._counts)

    def undocumented_fields(self) -> dict[UndocumentedField, int]:
        """Return the number of each undocumented field, without indices and keys.

        It counts at most a thousand different fields.
        """
        with self._lock:
            return dict(self._fields)

    def add(
        self, operation: str, findings: Sequence[Finding]
    ) -> tuple[ResponseMismatch, ...]:
        """Count the mismatches of one response, and report new ones.

        All is counted; what has a bound is the number of different places.

        Returns:
            The first thousand differences, and of further ones the first at each place.
            Undocumented fields are none.
        """
        fields = [f for f in findings if isinstance(f, UndocumentedFinding)]
        if fields:
            self._add_fields(operation, fields)
            findings = [f for f in findings if not isinstance(f, UndocumentedFinding)]
        found: list[ResponseMismatch] = []
        places: dict[tuple[Any, ...], list[Finding]] = {}
        for finding in findings:
            # A response may have very many, at few places: each costs only this.
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
                found.append(self._mismatch(operation, finding))
        examples: dict[ResponseMismatch, ResponseMismatch] = {}
        times: dict[ResponseMismatch, int] = {}
        for same_place in places.values():
            place = self._mismatch(operation, same_place[0], exactly=False)
            examples[place] = self._mismatch(operation, same_place[0])
            times[place] = times.get(place, 0) + len(same_place)
        new = self._count(self._counts, times)
        if self._report_each is not None:
            for example in examples.values():
                self._report_each(example)
        for mismatch in new:
            if self._report_new is not None:
                self._report_new(mismatch)
            if self.mode == "warn":
                warn(examples[mismatch])
        return tuple(found)

    def _mismatch(
        self, operation: str, finding: Finding, exactly: bool = True
    ) -> ResponseMismatch:
        """Return a mismatch with its exact place, or without indices and keys."""
        path = self._mask(finding.path(exactly=exactly))
        return ResponseMismatch(operation, path, finding.expected, finding.got)

    def _add_fields(self, operation: str, found: list[UndocumentedFinding]) -> None:
        places: dict[tuple[str | None, ...], list[UndocumentedFinding]] = {}
        for finding in found:
            key = tuple([s if type(s) is str else None for s in finding.steps])
            if key in places or len(places) < _SHAPES:
                places.setdefault(key, []).append(finding)
        times: dict[UndocumentedField, int] = {}
        for mismatch in places.values():
            path = self._mask(mismatch[0].path(exactly=False))
            field = UndocumentedField(operation, path)
            count = sum(finding.times for finding in mismatch)
            times[field] = times.get(field, 0) + count
        new = self._count(self._fields, times)
        if self._report_each is not None:
            for field in times:
                self._report_each(field)
        if self._report_new is not None:
            for field in new:
                self._report_new(field)

    def _count(self, counts: dict[_T, int], times: dict[_T, int]) -> list[_T]:
        """Add to the counts and return the new entries."""
        new: list[_T] = []
        with self._lock:
            for mismatch, count in times.items():
                known = counts.get(mismatch)
                if known is None and len(counts) >= _SHAPES:
                    continue
                if known is None:
                    new.append(mismatch)
                counts[mismatch] = (known or 0) + count
        return new


def warn(mismatch: ResponseMismatch) -> None:
    """Warn of a mismatch."""
    text = f"response does not match the documentation: {mismatch}"
    warn_caller(text, ResponseMismatchWarning)
