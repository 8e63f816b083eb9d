"""The client's changelog in the form of Keep a Changelog: newest first.

It belongs to the people of the project, so their own text stays unchanged.
"""

import re
from collections.abc import Callable
from datetime import date

from ..diffing import Comparison, changelog_notes, expired_names, report
from .decision import Decision

CHANGELOG = "CHANGELOG.md"

_HEAD = """\
# Changelog

What changed for users of the client. Versions follow \
[Semantic Versioning](https://semver.org/).
"""
_UNCHANGED = "Regenerated from unchanged documents.\n"
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
_HEADING = re.compile(r"^(?=##)", re.MULTILINE)


def entry_of(decision: Decision, comparison: Comparison | None, day: date) -> str:
    """Return the section of a release.

    The report has escaped the texts of documents. None of them spans lines, so only
    headings of the report begin with ``##``.
    """
    text = _HEADING.sub("#", _text(decision, comparison, changelog_notes))
    return f"## [{decision.version}] - {day.isoformat()}\n\n{text}"


def text_of(decision: Decision, comparison: Comparison | None) -> str:
    """Return the report of a release, in Markdown."""
    return _text(decision, comparison, lambda found: report(found, "markdown"))


def _text(
    decision: Decision,
    comparison: Comparison | None,
    form: Callable[[Comparison], str],
) -> str:
    if comparison is None:
        return "First release.\n"
    if decision.class_ == "maintenance":
        text = f"{_UNCHANGED}\n{expired_names(comparison)}"
    else:
        text = form(comparison)
    return f"{text.strip()}\n".encode(errors="replace").decode()


def with_entry(changelog: bytes, entry: str) -> bytes:
    """Return a changelog with one more section, above those of older versions.

    The section ``Unreleased`` stays first. A section of the same version is from an
    incomplete release, and the new one replaces it.
    """
    # Sections of people may contain bytes that are not UTF-8; they stay.
    before = changelog.decode(errors="surrogateescape")
    text = before.replace("\r\n", "\n") or _HEAD
    head, *sections = _SECTION.split(text)
    older = [section for section in sections if _name(section) != _name(entry)]
    above = [head]
    while older and _name(older[0]) == "unreleased":
        above.append(older.pop(0))
    below = "".join(["", *older])
    made = f"{''.join(above).rstrip()}\n\n{entry}" + (f"\n{below}" if below else "")
    made = made.replace("\n", "\r\n") if "\r\n" in before else made
    return made.encode(errors="surrogateescape")


def _name(section: str) -> str:
    """Return the name in the heading of a section, as a rule a version."""
    words = section.split("\n", 1)[0].split()
    return words[1].strip("[]").lower() if len(words) > 1 else ""
