"""A diagnostic: what there is to say about one place of the documents."""

import msgspec

from .codes import Severity


class SourceSpan(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place in a page; ``line`` and ``column`` are 1-based, columns count characters.

    ``file`` is a POSIX path relative to the folder of the documents. Line 0 stands for
    the file as a whole.
    """

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """``file:line:column``, as compilers write it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """Something to be said about a place; diagnostics sort by place, then by code.

    ``allowed`` is the reason for which a warning is only a note.
    """

    span: SourceSpan
    code: str
    severity: Severity
    message: str
    hint: str
    allowed: str = ""
