"""Writing: files onto the disk, whole or not at all, and never over somebody's work.

This package is the only part of the generator that changes the disk. Its one door:
``write_tree`` writes, ``check_tree`` tells what would be written; ``replaced`` is for
the few files of people that change along.
"""

from .beside import Undo, replaced
from .intact import count_intact, manifest_of
from .tree import Reason, Stale, Written, check_tree, write_tree

__all__ = [
    "Reason",
    "Stale",
    "Undo",
    "Written",
    "check_tree",
    "count_intact",
    "manifest_of",
    "replaced",
    "write_tree",
]
