"""A diagnostic, and the place in the documents that it is about."""

import msgspec

from .codes import Severity


class SourceSpan(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place in a page; ``line`` and ``column`` are 1-based, columns count characters.

    ``file`` is a POSIX path relative to the directory of the documents. Line 0 means
    the whole file.
    """

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """``file:line:column``, as compilers write it."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """A message about a place; diagnostics sort by place, then by code.

    ``allowed`` is the reason of the allowance that made a warning a note. ``details``
    are the items that the message counts; only JSON lists them.
    """

    span: SourceSpan
    code: str
    severity: Severity
    message: str
    hint: str
    allowed: str = ""
    details: tuple[str, ...] = ()
