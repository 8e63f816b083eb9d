"""The version that changes ask for, by semantic versioning."""

from collections.abc import Iterable
from typing import Literal

import msgspec
from packaging.version import Version

from .changes import Change, Class
from .classification import worst_class

Bump = Literal["major", "minor", "patch", "none"]

_BUMPS: dict[Class, Bump] = {
    "breaking": "major",
    "permissions": "minor",
    "additive": "minor",
    "documentation": "patch",
}
_PARTS: tuple[Bump, ...] = ("major", "minor", "patch")


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """The version that the new client should have, and the one it has.

    ``configured`` is that of the new ``client.toml``. It is ``sufficient`` if it is at
    least ``asked`` in the order of PEP 440, or a pre-release of such a version:
    ``2.0.0rc1`` announces a break as ``2.0.0`` does.
    """

    old: str
    configured: str
    bump: Bump
    asked: str
    sufficient: bool


def bump_of(changes: Iterable[Change]) -> Bump:
    """Return the part of the version that some changes ask to raise."""
    classes: list[Class] = [change.class_ for change in changes]
    return _BUMPS[worst_class(classes)] if classes else "none"


def advise(changes: Iterable[Change], old: str, configured: str) -> Advice:
    """Return the version for the new client."""
    return advise_bump(bump_of(changes), old, configured)


def advise_bump(bump: Bump, old: str, configured: str) -> Advice:
    """Return the same, for a bump that more than changes of documents asks for."""
    asked = bump_version(old, bump)
    return Advice(
        old=old,
        configured=configured,
        bump=bump,
        asked=asked,
        sufficient=_is_sufficient(Version(configured), Version(asked), Version(old)),
    )


def _is_sufficient(configured: Version, asked: Version, old: Version) -> bool:
    if configured >= asked:
        return True
    leads_up = Version(configured.base_version) >= Version(asked.base_version)
    return leads_up and configured > old


def bump_version(version: str, bump: Bump) -> str:
    """Return the version after another.

    Below 1.0 the minor version announces breaks. A pre-release (``2.0.0rc1``) is
    followed by its release, if that may contain the change.
    """
    if bump == "none":
        return version
    old = Version(version)
    release = [old.major, old.minor, old.micro]
    part = 1 if bump == "major" and old.major == 0 else _PARTS.index(bump)
    leads_up = old < Version(_joined(release))
    if not leads_up or any(release[part + 1 :]):
        release = [*release[:part], release[part] + 1, 0, 0][:3]
    return _joined(release)


def _joined(release: Iterable[int]) -> str:
    return ".".join(str(number) for number in release)
