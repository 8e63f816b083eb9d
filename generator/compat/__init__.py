"""Compatibility with the last release: its snapshot, old names, calls that break."""

from .aliases import plan_aliases
from .expired_aliases import EndedAlias, ended_aliases
from .method_matches import Method, Succession, succession
from .name_table import GivenNames, changed_names, given_names
from .removals import note_gone
from .renames import note_changes
from .snapshot import (
    KEPT_FILE,
    KEPT_FORMAT,
    Alias,
    Kept,
    Previous,
    decode_kept,
    encode_kept,
    kept_config,
)

__all__ = [
    "KEPT_FILE",
    "KEPT_FORMAT",
    "Alias",
    "EndedAlias",
    "GivenNames",
    "Kept",
    "Method",
    "Previous",
    "Succession",
    "changed_names",
    "decode_kept",
    "encode_kept",
    "ended_aliases",
    "given_names",
    "kept_config",
    "note_changes",
    "note_gone",
    "plan_aliases",
    "succession",
]
