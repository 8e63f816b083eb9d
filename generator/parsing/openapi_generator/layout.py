"""Names of files in documents of this dialect."""

import re

from ..page_files import Layout
from .type_refs import SUFFIX

# Classes of Python have them; pages about the package as a whole do not.
_CLASS = re.compile(r"[A-Z]\w*\.md")
_PACKAGE = frozenset({"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE.md"})

SUFFIXES = (SUFFIX,)


def _kind_of(name: str) -> str | None:
    return "page" if _CLASS.fullmatch(name) and name not in _PACKAGE else None


LAYOUT = Layout(_kind_of, required="page", other="D017")
