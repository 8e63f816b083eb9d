"""Recognition of the dialect of documents."""

import os
from pathlib import Path
from posixpath import basename

from ..config import Dialect
from .openapi_generator.layout import LAYOUT as OPENAPI_GENERATOR
from .platform.layout import LAYOUT as PLATFORM

_MARKS = (b"All URIs are relative to *", b"Name | Type | Description")
"""Texts near the top of pages by openapi-generator."""
_TOP = 4096
_TRIES = 20


def dialect_of(specs: Path) -> Dialect:
    """Return the dialect that the pages in a directory look like.

    The names of the platform's pages and directories are its own. Other pages are of
    the dialect whose marks they have.
    """
    try:
        with os.scandir(specs) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        return "platform"
    if any(name in PLATFORM.directories or PLATFORM.kind_of(name) for name in names):
        return "platform"
    pages = [name for name in names if OPENAPI_GENERATOR.kind_of(name)]
    # Pages of classes have names of their own, mostly.
    pages.sort(key=lambda name: not name.endswith("Api.md"))
    if any(_is_marked(specs / name) for name in pages[:_TRIES]):
        return "openapi-generator"
    return "platform"


def states_formats(file: str) -> bool:
    """Return True if a page states formats of texts; those of the platform do not."""
    return PLATFORM.kind_of(basename(file)) is None


def _is_marked(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            top = stream.read(_TOP)
    except OSError:
        return False
    return any(mark in top for mark in _MARKS)
