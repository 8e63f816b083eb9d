"""An entry of the catalogue: one kind of diagnostic.

Messages and hints are ``str.format`` templates over the fields of the reporting code.
Codes: ``C0xx`` configuration, ``C1xx`` overlays, ``C2xx`` allowances, ``D0xx`` files,
``D1xx`` structure of a page, ``D2xx`` single facts, ``D3xx`` contradictions between
pages, ``D4xx`` second documents, ``N0xx`` names, ``R0xx`` comparisons, ``S0xx``
scenarios, ``T0xx`` templates, ``W0xx`` output.
"""

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "note"]
"""Errors stop the run after their stage, warnings stop a strict run, notes stop
nothing."""


class Entry(msgspec.Struct, frozen=True):
    """One kind of diagnostic: how bad it is, its message, its hint."""

    severity: Severity
    message: str
    hint: str


def error(message: str, hint: str) -> Entry:
    """Make an entry that stops the run after its stage."""
    return Entry("error", message, hint)


def warning(message: str, hint: str) -> Entry:
    """Make an entry that stops a strict run."""
    return Entry("warning", message, hint)


def note(message: str, hint: str) -> Entry:
    """Make an entry that stops nothing."""
    return Entry("note", message, hint)
