"""Changes between two sets of documents, or two clients, for a user of the client.

``locate`` and ``read_sides`` read the two sides, ``Comparison`` compares them,
``report`` shows the changes, ``changelog_notes`` and ``expired_names`` write for
changelogs. ``classification`` has the classes; ``docs/changes.md`` has the reasons.
"""

from .changes import Change, Class
from .classification import worst_class
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
    "worst_class",
]
