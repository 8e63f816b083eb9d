"""The mutators; importing this package registers them all."""

from . import characters, lines, quoting, structure, tables, values, whole

__all__ = [
    "characters",
    "lines",
    "quoting",
    "structure",
    "tables",
    "values",
    "whole",
]
