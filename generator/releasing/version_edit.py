"""The version in ``client.toml``: put there, and nothing else changed."""

import tomllib
from collections.abc import MutableMapping
from typing import Any, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import String

_MARK = b"\xef\xbb\xbf"
"""Byte order mark of UTF-8."""


class VersionError(Exception):
    """The version cannot be put there."""


def with_version(data: bytes, version: str) -> bytes:
    """Return the configuration with another version and otherwise the same bytes.

    ``data`` is a valid configuration, or empty for a new one.

    Raises:
        VersionError: The form of the file prevents a safe edit.
    """
    mark = _MARK if data.startswith(_MARK) else b""
    text = data[len(mark) :].decode()
    try:
        document = tomlkit.parse(text)
        package = cast("MutableMapping[str, Any]", document.setdefault("package", {}))
        package["version"] = _in_same_quotes(package.get("version"), version)
        edited = document.as_string()
    except TOMLKitError as error:
        raise VersionError(str(error)) from error
    if _newline(text) == "\r\n":
        edited = edited.replace("\r\n", "\n").replace("\n", "\r\n")
    # The result of the library is verified by parsing it again.
    expected = _loads(text)
    expected.setdefault("package", {})["version"] = version
    if _loads(edited) != expected:
        raise VersionError("other keys of the file would change")
    return mark + edited.encode()


def _in_same_quotes(old: object, version: str) -> object:
    """Return the version in the quotes that the old one has."""
    is_literal = isinstance(old, String) and old.as_string().startswith("'")
    return tomlkit.string(version, literal=is_literal)


def _newline(text: str) -> str:
    """Return the line ending of a text; empty if it has both kinds."""
    ends, windows = text.count("\n"), text.count("\r\n")
    return "\r\n" if windows and windows == ends else "\n" if not windows else ""


def _loads(text: str) -> dict[str, Any]:
    return tomllib.loads(text.replace("\r\n", "\n"))
