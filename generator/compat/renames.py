"""Renames: other Python names for the same elements than in the previous client.

A new acronym in ``client.toml``, a new neighbor or a new naming rule can rename an
element. That breaks code, so it is a warning.
"""

from ..diagnostics import Diagnostics
from ..toml_utils import TomlKey
from .name_table import NameTable


def report_renames(old: NameTable, new: NameTable, diagnostics: Diagnostics) -> None:
    """Diagnose elements with another name than in the last client.

    Additions and removals are not renames.
    """
    for key, entry in new.items():
        before = old.get(key, entry)
        if before.name != entry.name:
            diagnostics.add(
                "N007",
                entry.span,
                key=key,
                toml_key=TomlKey(key),
                python_name=entry.name,
                old_name=before.name,
                toml_name=TomlKey(before.name),
                first=before.span,
            )
