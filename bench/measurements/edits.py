"""A copy of a drop, and a page of it that somebody edits."""

import shutil
from pathlib import Path

from ..workspace import WORK


class EditedDrop:
    """A copy of a drop, a folder for its client, one for a cache, and a page of it."""

    def __init__(self, drop: Path, name: str) -> None:
        """Copy ``drop``; ``name`` is that of the benchmark."""
        self.drop, self.out, self.cache = (
            WORK / f"{name}-{folder}" for folder in ("drop", "out", "cache")
        )
        for folder in (self.drop, self.out, self.cache):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(drop, self.drop, copy_function=shutil.copyfile)
        self._page = sorted(self.drop.rglob("*-definition.md"))[0]
        self._text = self._page.read_text(encoding="utf-8")
        rows = (line for line in self._text.splitlines() if "`" in line)
        self._row = next(row for row in rows if row.endswith(" |"))

    def change_text(self, turn: int) -> None:
        """Put other words at the end of a row."""
        self._save(f"{self._row.removesuffix('|')}Words {turn}. |")

    def add_property(self, turn: int) -> None:
        """Put a row below another one, with a name that no other has."""
        _, rest = self._row.removeprefix("|").split("|", 1)
        self._save(f"{self._row}\n| added{turn} |{rest}")

    def _save(self, rows: str) -> None:
        text = self._text.replace(self._row, rows)
        self._page.write_text(text, encoding="utf-8")
