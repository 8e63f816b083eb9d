"""The version that changes ask for, by semantic versioning."""

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from .changes import Change, Class
from .table import worst

Bump = Literal["major", "minor", "patch", "none"]

_BUMPS: dict[Class, Bump] = {
    "breaking": "major",
    "additive": "minor",
    "documentation": "patch",
}
_RELEASE = re.compile(r"\d+(?:\.\d+)*")


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What version the new client should have, and which one it has.

    ``configured`` is that of the new ``client.toml``; it is ``sufficient`` if it is at
    least the one that is ``asked``.
    """

    old: str
    configured: str
    bump: Bump
    asked: str
    sufficient: bool


def bump_of(changes: Iterable[Change]) -> Bump:
    """The part of the version that some changes ask to raise."""
    classes: list[Class] = [change.class_ for change in changes]
    return _BUMPS[worst(classes)] if classes else "none"


def advise(changes: Iterable[Change], old: str, configured: str) -> Advice:
    """Which version to give to the new client."""
    return advise_bump(bump_of(changes), old, configured)


def advise_bump(bump: Bump, old: str, configured: str) -> Advice:
    """The same, for a bump that more than changes of documents asks for."""
    asked = raised(old, bump)
    return Advice(
        old=old,
        configured=configured,
        bump=bump,
        asked=asked,
        sufficient=_numbers(configured) >= _numbers(asked),
    )


def raised(version: str, bump: Bump) -> str:
    """The version after another.

    Below 1.0 nothing is promised yet, and the minor version tells of breaks.
    """
    if bump == "none":
        return version
    major, minor, patch = _numbers(version)
    if bump == "patch":
        return f"{major}.{minor}.{patch + 1}"
    if bump == "minor" or major == 0:
        return f"{major}.{minor + 1}.0"
    return f"{major + 1}.0.0"


def _numbers(version: str) -> tuple[int, int, int]:
    """The release of a version, without what comes before or after it."""
    release = _RELEASE.match(version)
    numbers = [int(part) for part in release[0].split(".")] if release else []
    major, minor, patch, *_ = [*numbers, 0, 0, 0]
    return major, minor, patch
