"""Comparing: what changed for a user of the client between two drops.

Its door: ``locate`` and ``read_sides`` get the two, ``Comparison`` compares them,
``report`` shows what it found, ``notes`` and ``expired_names`` are for changelogs. The
table of classes is in ``table`` and, with the reasons, in ``docs/changes.md``.
"""

from .changes import Change, Class
from .comparison import Comparison
from .formats import Form, expired_names, notes, report
from .semver import Advice, Bump, advise_bump
from .sources import Side, locate, read_sides

__all__ = [
    "Advice",
    "Bump",
    "Change",
    "Class",
    "Comparison",
    "Form",
    "Side",
    "advise_bump",
    "expired_names",
    "locate",
    "notes",
    "read_sides",
    "report",
]
