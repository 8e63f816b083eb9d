"""Writing of files: all or none, and never over a person's work.

This package is the only part of the generator that changes the disk. Its one door:
``write_tree`` writes, ``check_tree`` tells what would be written; ``replace_file`` is
for a file by itself.
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
