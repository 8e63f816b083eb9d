"""Names that people's code has by now stay: what a client is called from drop to drop.

A new acronym in ``client.toml``, a new neighbour or a new rule of naming may give the
same thing of the documents another Python name. That breaks code, so it is told.
"""

from ..diagnostics import Diagnostics
from ..toml_utils import TomlKey
from .name_table import NameTable


def report_renames(old: NameTable, new: NameTable, diagnostics: Diagnostics) -> None:
    """Diagnose what has another name than in the last client.

    What is new or gone is a matter of the documents, and nothing is said of it.
    """
    for key, table in new.items():
        before = old.get(key, table)
        if before.name != table.name:
            diagnostics.add(
                "N007",
                table.span,
                key=key,
                toml_key=TomlKey(key),
                python_name=table.name,
                old_name=before.name,
                toml_name=TomlKey(before.name),
                first=before.span,
            )
