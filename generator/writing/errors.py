"""Errors of writing: an exception inside, diagnostics outside."""

from pathlib import Path

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """A diagnostic to be: its code, the path that it is about, and why."""

    code: str
    path: Path
    reason: str = ""


class WriteRefused(Exception):
    """The target cannot be used as it is; nothing was changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems
