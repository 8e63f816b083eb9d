"""Writing of files: all or none, and never over a person's work.

Only this package changes the disk. ``write_tree`` writes a client, ``check_tree``
compares without writing, and ``replace_file`` writes a single file.
"""

from .transactional_replace import replace_file
from .verify import count_intact, is_unfinished, manifest_of
from .writer import OutOfDate, Reason, Written, check_tree, write_tree

__all__ = [
    "OutOfDate",
    "Reason",
    "Written",
    "check_tree",
    "count_intact",
    "is_unfinished",
    "manifest_of",
    "replace_file",
    "write_tree",
]
