"""Scenario files: scripted responses and sizes of listings, in TOML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import msgspec

from ..config import LocatedTable, Table, load_tables
from ..diagnostics import Diagnostics, SourceSpan
from ..quantities import parse_duration
from ..toml_utils import Key
from .checking import RequestChecker
from .faults import (
    Delay,
    Fault,
    Headers,
    ScriptedResponse,
    Status,
    parse_fault,
)
from .spec_index import Endpoint, SpecIndex

_Count = Annotated[int, msgspec.Meta(ge=1)]
_Size = Annotated[int, msgspec.Meta(ge=0)]
_ALONE: tuple[None, None, dict[str, str], str] = (None, None, {}, "0s")


class ResponseTable(LocatedTable, frozen=True, kw_only=True):
    """``[[responses]]``: the response of an operation.

    Attributes:
        operation: ``LicenseAPI.getLicenseUser`` or ``license.get_license_user``.
        status: HTTP status; without one the documented status of success.
        body: JSON value; without one the sandbox makes it up.
        headers: Further headers.
        delay: Time before the response, such as ``2s``.
        fault: Fault instead of a status and a body, such as ``cut:half``.
        times: Number of responses; without one all.
        check: False for a response that the documentation does not have.
    """

    operation: str
    status: Status | None = None
    body: Any = None
    headers: Headers = msgspec.field(default_factory=dict[str, str])
    delay: str = "0s"
    fault: str = ""
    times: _Count | None = None
    check: bool = True

    def as_fault(self, endpoint: Endpoint) -> Fault:
        """Return the scripted response, the fault, or the delay of a documented one.

        Raises:
            ValueError: The delay or the fault is invalid.
        """
        if self.fault:
            if (self.status, self.body, self.headers, self.delay) != _ALONE:
                raise ValueError(
                    "a fault must be without status, body, headers and delay"
                )
            return parse_fault(self.fault)
        delay = parse_duration(self.delay)
        if self.status is None and self.body is None and not self.headers:
            return Delay(seconds=delay)
        return ScriptedResponse(
            status=self.status or endpoint.success,
            # TOML has dates, which JSON writes as text.
            body=msgspec.to_builtins(self.body),
            headers=self.headers,
            delay=delay,
        )


class ScenarioFile(Table, frozen=True, kw_only=True):
    """The whole file; ``[sizes]`` has items of listings by class or operation."""

    sizes: dict[str, _Size] = msgspec.field(default_factory=dict[str, int])
    responses: tuple[ResponseTable, ...] = ()


class Script(msgspec.Struct, frozen=True):
    """A scripted response of an operation, for some requests or all."""

    operation: str
    fault: Fault
    times: int | None


class Scenario(msgspec.Struct, frozen=True):
    """A checked scenario, by documented names of operations."""

    sizes: dict[str, int] = {}
    scripts: tuple[Script, ...] = ()


def load_scenario(
    path: Path, index: SpecIndex, diagnostics: Diagnostics
) -> Scenario | None:
    """Read a scenario and check it against the API; None after an error."""
    loaded = load_tables(path, ScenarioFile, diagnostics)
    if loaded is None:
        return None
    file, span_of = loaded
    before = diagnostics.count("error")
    checks = _Checks(index, span_of, diagnostics)
    sizes = checks.sizes(file.sizes)
    scripts = tuple(checks.scripts(file.responses))
    is_valid = diagnostics.count("error") == before
    return Scenario(sizes, scripts) if is_valid else None


def make_script(index: SpecIndex, **values: Any) -> Script:
    """Make a script of the keys of a table ``[[responses]]``.

    Raises:
        ValueError: A key is invalid, or does not match the API.
    """
    try:
        table = msgspec.convert(values, ResponseTable)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    diagnostics = Diagnostics()
    checks = _Checks(index, lambda key: SourceSpan("script", 0), diagnostics)
    scripts = list(checks.scripts([table]))
    for problem in diagnostics.items:
        raise ValueError(f"{problem.message}; {problem.hint}")
    return scripts[0]


class _Checks:
    """Checks of a file, which turn its names into documented ones."""

    def __init__(
        self,
        index: SpecIndex,
        span_of: Callable[[Key], SourceSpan],
        diagnostics: Diagnostics,
    ) -> None:
        self._index = index
        self._span_of = span_of
        self._checker = RequestChecker(index)
        self._add = diagnostics.add

    def sizes(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Return the sizes by operation; that of an operation precedes its class."""
        known = self._index.operations
        found: dict[str, int] = {}
        single: dict[str, int] = {}
        for name, size in sizes.items():
            of_class = [one for one in known if one.startswith(f"{name}.")]
            endpoint = self._index.find(name)
            if endpoint is not None:
                single[endpoint.name] = size
            elif of_class:
                found.update(dict.fromkeys(of_class, size))
            else:
                self._add_unknown("class or operation", name, ("sizes", name))
        return {**found, **single}

    def scripts(self, tables: Iterable[ResponseTable]) -> Iterator[Script]:
        """Yield the scripts of known operations."""
        for number, table in enumerate(tables):
            key = ("responses", str(number))
            endpoint = self._index.find(table.operation)
            if endpoint is None:
                self._add_unknown("operation", table.operation, (*key, "operation"))
                continue
            if table.check:
                self._check(table, endpoint, key)
            try:
                fault = table.as_fault(endpoint)
            except ValueError as error:
                name = "fault" if table.fault else "delay"
                place = self._span_of((*key, name))
                self._add("C004", place, key=f"responses.{name}", reason=str(error))
                continue
            yield Script(endpoint.name, fault, table.times)

    def _check(self, table: ResponseTable, endpoint: Endpoint, key: Key) -> None:
        """Check status and body against the documented response."""
        status = str(table.status or endpoint.success)
        rows = {row.status: row for row in endpoint.operation.responses}
        row = rows.get(status) or rows.get("default")
        if row is None:
            known, place = ", ".join(rows) or "none", self._span_of((*key, "status"))
            self._add("S002", place, status=status, name=endpoint.name, known=known)
        elif row.type is not None and table.body is not None:
            body = msgspec.to_builtins(table.body)
            for problem in self._checker.problems(row.type, body, "body"):
                place = self._span_of((*key, "body"))
                self._add("S003", place, name=endpoint.name, problem=problem)

    def _add_unknown(self, kind: str, name: str, key: Key) -> None:
        known = list(self._index.operations)
        near = get_close_matches(name, known, 1)
        self._add(
            "S001",
            self._span_of(key),
            suggestion=near[0] if near else None,
            kind=kind,
            name=name,
            example=known[0] if known else "",
        )
