"""What all tables of the configuration have in common."""

import msgspec

from ..diagnostics import SourceSpan


class Table(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """Base of all tables: immutable, unknown keys are errors."""


class LocatedTable(Table, frozen=True, kw_only=True):
    """A table of an array that knows where it stands, so that it can be spoken of.

    ``span`` is no key of the file: loading fills it in. Its file is relative to the
    folder of the documents, as those of pages are.
    """

    span: SourceSpan = SourceSpan("client.toml", 0)
