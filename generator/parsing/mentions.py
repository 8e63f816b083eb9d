"""What texts say that only a structure of the page could make a fact."""

from ..diagnostics import Diagnostics
from ..model import Api
from .page_source import Source

_WORD = "deprecat"


def note_mentions(source: Source, api: Api, diagnostics: Diagnostics) -> None:
    """Note methods whose texts speak of deprecation without a block that says so."""
    for operation in api.operations:
        text = f"{operation.summary}\n{operation.description}".lower()
        if operation.deprecated or _WORD not in text:
            continue
        # The line is in the section of the method, so no page takes long.
        for number in range(operation.span.line, len(source.lines)):
            line = source.lines[number]
            if (column := line.lower().find(_WORD)) >= 0:
                if not line.lstrip().startswith(">"):  # else it is diagnosed as a quote
                    place = source.span(number, column)
                    diagnostics.add("D216", place, name=operation.name)
                break
