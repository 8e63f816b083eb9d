"""Changes between two drops, or two clients, for a user of the client.

``locate`` and ``read_sides`` get the two, ``Comparison`` compares them, ``report``
shows the changes, ``changelog_notes`` and ``expired_names`` write for changelogs. The
table of classes is ``classification`` and, with the reasons, ``docs/changes.md``.
"""

from .changes import Change, Class
from .comparison import Comparison
from .formats import Form, changelog_notes, expired_names, report
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
    "changelog_notes",
    "expired_names",
    "locate",
    "read_sides",
    "report",
]
