"""Decision whether, and as which version, to release."""

from typing import Literal

import msgspec

from ..diffing import Class as ChangeClass
from ..diffing import Comparison, advise_bump, worst_class

Class = ChangeClass | Literal["none", "first", "maintenance"]
"""Class of a release for users of the client; ``maintenance`` is one of the same
documents, by another generator, configuration or templates."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision; ``old`` is empty for the first release."""

    class_: Class = msgspec.field(name="class")
    old: str
    version: str

    @property
    def is_release(self) -> bool:
        """Return True if there is anything to release."""
        return self.class_ != "none"

    def summary(self) -> str:
        """For programs: ``key=value``, line by line."""
        changed = str(self.is_release).lower()
        return (
            f"changed={changed}\nclass={self.class_}\n"
            f"old={self.old}\nversion={self.version}\n"
        )


def decide(
    comparison: Comparison | None, configured: str, *, is_out_of_date: bool
) -> Decision:
    """Decide what to release.

    A version in ``client.toml`` that is higher than necessary stays.
    """
    if comparison is None:
        return Decision(class_="first", old="", version=configured)
    old = comparison.old.config.package.version
    class_ = _class(comparison, is_out_of_date=is_out_of_date)
    if class_ == "none":
        return Decision(class_=class_, old=old, version=configured)
    bump = comparison.advice.bump
    advice = advise_bump("patch" if bump == "none" else bump, old, configured)
    version = configured if advice.sufficient else advice.asked
    return Decision(class_=class_, old=old, version=version)


def _class(comparison: Comparison, *, is_out_of_date: bool) -> Class:
    if comparison.changes:
        return worst_class(change.class_ for change in comparison.changes)
    return "maintenance" if is_out_of_date else "none"
