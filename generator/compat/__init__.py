"""Compatibility with the last release: snapshot, aliases, changed calls."""

from .aliases import plan_aliases
from .expired_aliases import ExpiredAlias, find_expired_aliases
from .name_table import changed_names
from .removals import report_removals
from .renames import report_renames
from .snapshot import (
    SNAPSHOT_FILE,
    SNAPSHOT_FORMAT,
    Alias,
    PreviousSnapshot,
    Snapshot,
    decode_snapshot,
    encode_snapshot,
    snapshot_config,
)

__all__ = [
    "SNAPSHOT_FILE",
    "SNAPSHOT_FORMAT",
    "Alias",
    "ExpiredAlias",
    "PreviousSnapshot",
    "Snapshot",
    "changed_names",
    "decode_snapshot",
    "encode_snapshot",
    "find_expired_aliases",
    "plan_aliases",
    "report_removals",
    "report_renames",
    "snapshot_config",
]
