"""Profiles: named settings in a file that only its owner can read."""

from __future__ import annotations

import os
import stat
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

from ..errors import ConfigurationError
from ..redaction import Secret
from ..typos import likely_name
from .hosts import Gateway

_TEXTS: Final = (
    "client_id",
    "client_secret",
    "access_token",
    "region",
    "domain",
    "base_url",
    "login_url",
)
_KEYS: Final = (*_TEXTS, "gateway")
_GATEWAY_KEYS: Final = ("host", "scheme", "port", "login_path", "api_path")


def profiles_path(distribution: str) -> Path:
    """Return the path of the profiles of a distribution."""
    from platformdirs import user_config_path

    return user_config_path(distribution, appauthor=False) / "profiles.toml"


def read_profile(distribution: str, name: str) -> Secret[dict[str, Any]]:
    """Read a profile and return its checked settings by name.

    Raises:
        ConfigurationError: The profile does not exist, other users can read the file,
            or a key is unknown.
    """
    path = profiles_path(distribution)
    return _read(path, name).map(lambda content: _settings(path, name, content))


def _settings(path: Path, name: str, content: bytes) -> dict[str, Any]:
    """Return the settings of a profile by name."""
    data = _parse(path, content)
    found = data.get(name)
    if not isinstance(found, dict):
        listed = ", ".join(sorted(data)) or "none"
        raise ConfigurationError(
            f"{path} has no profile {name!r}:{_suggestion(name, data)}"
            f" Profiles: {listed}"
        )
    profile = cast("dict[str, Any]", found)
    where = f"{path}, profile {name!r}"
    _check_keys(profile, _KEYS, where)
    settings: dict[str, Any] = {}
    for key, value in profile.items():
        if key == "gateway":
            settings[key] = _gateway(value, where)
        elif not isinstance(value, str) or not value:
            raise ConfigurationError(f"{where}: {key} must be a non-empty str")
        else:
            settings[key] = value
    return settings


def _read(path: Path, name: str) -> Secret[bytes]:
    try:
        with open(path, "rb") as file:
            # Check the open file, since the path may be another file by now.
            _check_permissions(path, os.fstat(file.fileno()))
            return Secret(file.read())
    except FileNotFoundError:
        raise ConfigurationError(
            f"cannot find {path}: create it with a table [{name}] of client_id,"
            f" client_secret and region, and run chmod 600 {path}"
        ) from None
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None


def _check_permissions(path: Path, found: os.stat_result) -> None:
    if sys.platform == "win32" or not stat.S_ISREG(found.st_mode):
        # A pipe has no readers but the two who share it. On Windows, the directory of
        # settings is its owner's.
        return
    if found.st_uid not in (os.geteuid(), 0):
        raise ConfigurationError(f"{path} must belong to you, not to another user")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise ConfigurationError(
            f"{path} must be readable only by its owner, since it can contain secrets:"
            f" run chmod 600 {path}"
        )


def _parse(path: Path, content: bytes) -> dict[str, Any]:
    try:
        data = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        # The place alone, since the rest of the message may quote a value.
        place = str(error).rpartition("(at ")[2].rstrip(")")
        raise ConfigurationError(f"{path} must be valid TOML ({place})") from None
    except (UnicodeDecodeError, RecursionError):
        raise ConfigurationError(f"{path} must be TOML in UTF-8") from None
    for key, value in data.items():
        if not isinstance(value, dict):
            raise ConfigurationError(
                f"{path}: {key} must be in a profile: add a table such as [default]"
                " above it"
            )
    return data


def _gateway(value: Any, where: str) -> Gateway:
    where = f"{where}, gateway"
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where}: must be a table with host")
    table = cast("dict[str, Any]", value)
    _check_keys(table, _GATEWAY_KEYS, where)
    for key, entry in table.items():
        if key != "port" and not isinstance(entry, str):
            raise ConfigurationError(f"{where}: {key} must be a str")
    if "host" not in table:
        raise ConfigurationError(f"{where}: host is missing")
    return Gateway(**table)


def _check_keys(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise ConfigurationError(
                f"{where}: unknown key {key!r}:{_suggestion(key, known)} Keys:"
                f" {', '.join(known)}"
            )


def _suggestion(word: str, known: Iterable[str]) -> str:
    name = likely_name(word, known)
    return f" did you mean {name!r}?" if name else ""
