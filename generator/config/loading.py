"""Reads ``client.toml`` and checks it, so that one run finds all mistakes."""

import errno
import os
import re
import sys
import tomllib
from collections.abc import Callable
from difflib import get_close_matches
from keyword import iskeyword
from math import isfinite
from pathlib import Path
from typing import Any, TypeGuard, TypeVar, cast, get_args, get_origin

import msgspec
from msgspec.structs import replace

from ..diagnostics import Diagnostics, SourceSpan
from ..portable_paths import WINDOWS_DEVICES
from ..toml_utils import Key, Place, keys_of, place_of
from .tables import (
    Config,
    LocatedTable,
    Overlay,
    OverlayFile,
    Package,
    Table,
    Wire,
)

T = TypeVar("T", bound=Table)

CONFIG = "client.toml"
OVERLAYS = "overlays"
"""Directory of overlays beside the pages."""

_LARGEST = 16 * 2**20
"""The bytes that a file may have."""

_DIGITS = re.compile(r"[0-9_]{1000,}")

_FILLED_IN = (SourceSpan, dict[str, SourceSpan])
"""Types of fields that are places in a file, not keys."""

_MODULES = {"anyio", "httpx", "msgspec", "platformdirs", "typing_extensions"}
"""Modules that every client imports."""

_HTTP_HEADERS = """
    accept accept-encoding accept-ranges age allow authorization cache-control
    connection content-disposition content-encoding content-length content-range
    content-type cookie date expect forwarded host http2-settings if-match
    if-modified-since if-none-match if-range if-unmodified-since keep-alive location
    max-forwards origin proxy-authenticate proxy-authentication-info
    proxy-authorization proxy-connection range referer retry-after server set-cookie
    te trailer transfer-encoding upgrade user-agent vary via www-authenticate
"""
_TAKEN_HEADERS = frozenset(_HTTP_HEADERS.split())
"""Headers that RFC 6265 and RFC 9110 to 9112 define, so that others set them."""


def load_config(path: Path, diagnostics: Diagnostics) -> Config:
    """Load a configuration; diagnose every unknown key and invalid value.

    Use the result only if there is no error.
    """
    checker = _load(path, Config, CONFIG, diagnostics)
    if checker is None:
        return Config()
    config = msgspec.convert(checker.data, Config)
    checker.names(config.package)
    checker.headers(config.wire)
    spans = {name: checker.span(("names", name)) for name in config.names}
    patterns = {
        f"{key}:{pattern}": checker.item_span(("select", key), pattern)
        for key, pattern in config.select.patterns()
    }
    safe_posts = {
        pattern: checker.item_span(("wire", "safe_posts"), pattern)
        for pattern in config.wire.safe_posts
    }
    return replace(config, names_at=spans, select_at=patterns, safe_posts_at=safe_posts)


def load_tables(
    path: Path, kind: type[T], diagnostics: Diagnostics
) -> tuple[T, Callable[[Key], SourceSpan]] | None:
    """Load another file of tables, with a function that finds the places of its keys.

    None if the file has an error.
    """
    checker = _load(path, kind, path.as_posix(), diagnostics)
    if checker is None:
        return None
    return msgspec.convert(checker.data, kind), checker.span


def load_spec_config(specs: Path, diagnostics: Diagnostics) -> Config:
    """Load the configuration inside the documents, if there is one."""
    path = specs / CONFIG
    if not os.path.lexists(path) or not _is_usable(path, specs, diagnostics):
        return Config()
    return load_config(path, diagnostics)


def also_paths(config: Path) -> list[Path]:
    """Return the paths of second documents in a configuration, which may be invalid."""
    try:
        data: Any = tomllib.loads(_read(config))
        return [config.parent / each["path"] for each in data["documents"]["also"]]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return []


def load_overlays(specs: Path, diagnostics: Diagnostics) -> tuple[Overlay, ...]:
    """Read the files of the directory ``overlays`` beside the pages, by name."""
    directory = specs / OVERLAYS
    found: list[Overlay] = []
    if not directory.is_dir() or not _is_inside(directory, specs, diagnostics):
        return ()
    for path in sorted(directory.glob("*.toml")):
        if not _is_usable(path, specs, diagnostics):
            continue
        name = f"{OVERLAYS}/{path.name}"
        checker = _load(path, OverlayFile, name, diagnostics)
        if checker is not None:
            found += msgspec.convert(checker.data, OverlayFile).overlay
    return tuple(found)


def _is_usable(path: Path, specs: Path, diagnostics: Diagnostics) -> bool:
    """Return True if something among the documents is a file, and none of elsewhere."""
    if not _is_inside(path, specs, diagnostics):
        return False
    # To open a pipe or a device would wait for ever.
    if os.path.exists(path) and not os.path.isfile(path):
        place = SourceSpan(path.as_posix(), 0)
        diagnostics.add("C001", place, reason="it is not a regular file")
        return False
    return True


def _is_inside(path: Path, specs: Path, diagnostics: Diagnostics) -> bool:
    if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(specs)):
        return True
    reason = "it links outside the documents"
    diagnostics.add("C001", SourceSpan(path.as_posix(), 0), reason=reason)
    return False


def _read(path: Path) -> str:
    """Return the text of a file, of as much of it as there may be.

    Raises:
        OSError: It cannot be read, or is too large.
        UnicodeDecodeError: It is not UTF-8.
    """
    with open(path, "rb") as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise OSError(errno.EFBIG, f"it must have at most {_LARGEST} bytes")
    return data.decode("utf-8").removeprefix("\ufeff")


def _load(
    path: Path, kind: type[Table], name: str, diagnostics: Diagnostics
) -> "_Checker | None":
    """Return a checked file; None if it is invalid.

    ``name`` is the name of the file in later diagnostics about its contents.
    """
    file, text = path.as_posix(), ""
    try:
        text = _read(path)
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        diagnostics.add("C001", SourceSpan(file, 0), reason=reason)
        return None
    except tomllib.TOMLDecodeError as error:
        diagnostics.add("C002", _syntax_place(file, str(error)), reason=str(error))
        return None
    except RecursionError:
        diagnostics.add("C002", SourceSpan(file, 0), reason="it nests too deeply")
        return None
    except ValueError:
        # Python refuses to read numbers with thousands of digits.
        match = _DIGITS.search(text)
        line = text.count("\n", 0, match.start()) + 1 if match else 0
        place = SourceSpan(file, line)
        diagnostics.add("C002", place, reason="a number has too many digits")
        return None
    checker = _Checker(file, name, text, data, diagnostics)
    checker.table(kind, data, ())
    return checker if checker.valid else None


def _syntax_place(file: str, reason: str) -> SourceSpan:
    """Return the place at the end of a parser's message: ``(at line 1, column 2)``."""
    words = reason.rpartition("(at line ")[2].rstrip(")").split(", column ")
    if len(words) == 2 and all(word.isdecimal() for word in words):
        return SourceSpan(file, int(words[0]), int(words[1]))
    return SourceSpan(file, 0)


def _is_table(expected: object) -> TypeGuard[type[Table]]:
    return isinstance(expected, type) and issubclass(expected, Table)


def _items(expected: object) -> type[Table] | None:
    """Return the type of an array's tables, or None."""
    item = get_args(expected)[0] if get_origin(expected) is tuple else None
    return item if _is_table(item) else None


class _Checker:
    """Checks a table key by key, so that one run finds all mistakes."""

    def __init__(
        self,
        file: str,
        name: str,
        text: str,
        data: dict[str, Any],
        diagnostics: Diagnostics,
    ) -> None:
        self._file = file
        self._name = name
        self._text = text
        self._places: dict[Key, Place] = {}
        self._diagnostics = diagnostics
        self.data = data
        """The file, where tables that want to know their place get it."""
        self.valid = True

    def table(self, kind: type[Table], data: dict[str, Any], path: Key) -> None:
        """Check the table at ``path`` against its struct."""
        fields: dict[str, Any] = {
            field.name: field.type
            for field in msgspec.structs.fields(kind)
            if field.type not in _FILLED_IN
        }
        for key, value in data.items():
            here = (*path, key)
            expected = fields.get(key)
            if expected is None:
                self._report_key(here, sorted(fields))
            elif _is_table(expected):
                if isinstance(value, dict):
                    self.table(expected, cast("dict[str, Any]", value), here)
                else:
                    self._report_value(here, "it must be a table")
            elif kind_of_items := _items(expected):
                self._tables(kind_of_items, value, here)
            else:
                try:
                    msgspec.convert(value, expected)
                except msgspec.ValidationError as error:
                    self._report_value(here, str(error))
                else:
                    self._bounds(value, here)

    def _bounds(self, value: object, path: Key) -> None:
        """Check that a number is one that files and other programs can hold."""
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            self._report_value(path, "it must fit into 64 bits")
        elif isinstance(value, float) and not isfinite(value):
            self._report_value(path, "it must be finite")

    def _tables(self, kind: type[Table], value: object, path: Key) -> None:
        """Check the tables of the array at ``path``."""
        if not isinstance(value, list):
            self._report_value(path, "it must be an array of tables")
            return
        for number, item in enumerate(cast("list[object]", value)):
            here = (*path, str(number))
            if not isinstance(item, dict):
                self._report_value(here, "it must be a table")
                continue
            table = cast("dict[str, Any]", item)
            self.table(kind, table, here)
            for field in msgspec.structs.fields(kind):
                if field.required and field.name not in table:
                    self._report_value((*here, field.name), "it is required")
            if issubclass(kind, LocatedTable):
                table["span"] = self.span(here)

    def span(self, path: Key) -> SourceSpan:
        """Return the place of a key or a table of an array, else of its parent."""
        if not self._places:
            self._places = dict(keys_of(self._text))
        place = self._places.get(path) or self._places.get(path[:-1], (1, 1))
        return SourceSpan(self._name, *place)

    def item_span(self, path: Key, item: str) -> SourceSpan:
        """Return the place of a text in an array, else of the array's key."""
        key = self.span(path)
        lines = self._text.split("\n")[key.line - 1 :]
        for number, line in enumerate(lines, key.line):
            column = max(line.find(f'"{item}"'), line.find(f"'{item}'"))
            if column >= 0:
                return SourceSpan(self._name, number, column + 1)
        return key

    def names(self, package: Package) -> None:
        """Check names for keywords and duplicates, which patterns cannot find."""
        for key in ("name", "client", "async_client", "error"):
            if iskeyword(getattr(package, key)):
                self._report_value(("package", key), "it must not be a Python keyword")
        if package.name.lower() in {
            *sys.stdlib_module_names,
            *_MODULES,
            *WINDOWS_DEVICES,
        }:
            self._report_value(
                ("package", "name"), "it must not be the name of another module"
            )
        if package.client == package.async_client:
            self._report_value(
                ("package", "async_client"), "it must differ from client"
            )
        if package.error in (package.client, package.async_client):
            self._report_value(
                ("package", "error"), "it must differ from the clients' names"
            )

    def headers(self, wire: Wire) -> None:
        """Check that headers are none that mean something else in every message."""
        for key in ("correlation_header", "idempotency_header"):
            if getattr(wire, key).lower() in _TAKEN_HEADERS:
                self._report_value(
                    ("wire", key), "it must not be a header that HTTP defines"
                )
        if wire.correlation_header.lower() == wire.idempotency_header.lower() != "":
            reason = "it must differ from idempotency_header"
            self._report_value(("wire", "correlation_header"), reason)

    def _report_key(self, path: Key, known: list[str]) -> None:
        near = get_close_matches(path[-1][:40], known, 1)
        self._add(
            "C003",
            path,
            near[0] if near else None,
            key=path[-1],
            table=f"[{_name(path[:-1])}]" if len(path) > 1 else "the file",
            known=", ".join(known),
        )

    def _report_value(self, path: Key, reason: str) -> None:
        self._add("C004", path, None, key=_name(path), reason=reason)

    def _add(self, code: str, path: Key, suggestion: str | None, **fields: str) -> None:
        self.valid = False
        line, column = place_of(self._text, path)
        place = SourceSpan(self._file, line, column)
        self._diagnostics.add(code, place, suggestion=suggestion, **fields)


def _name(path: Key) -> str:
    """Return a path as a person writes it, without numbers of tables."""
    return ".".join(key for key in path if not key.isdecimal())
