"""Releases: decision, version and changelog, without I/O.

``decide`` returns the decision, ``with_version`` writes the version into
``client.toml``, and ``text_of``, ``entry_of`` and ``with_entry`` write about it.
"""

from .changelog import CHANGELOG, entry_of, text_of, with_entry
from .decision import Class, Decision, decide
from .version_edit import VersionError, with_version

__all__ = [
    "CHANGELOG",
    "Class",
    "Decision",
    "VersionError",
    "decide",
    "entry_of",
    "text_of",
    "with_entry",
    "with_version",
]
