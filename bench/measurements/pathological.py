"""Pages of a size or shape that nobody writes: time may grow with their size only."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from ..figures import Figure, best
from ..processes import ROOT, probe
from ..workspace import WORK, Workspace

_SIZES = (1, 2, 4)
_TABLE = """# `Odd` Definition

| Property | Type | Required | Description |
|----------|------|----------|-------------|
"""


def _long_table(size: int) -> str:
    row = "| field{} | `string` | No | What it is. |\n"
    return _TABLE + "".join(map(row.format, range(25_000 * size)))


def _nested_brackets(size: int) -> str:
    depth = 2_500 * size
    text = f"{'[' * depth}text{']' * depth}"
    return f"{_TABLE}| field | `string` | No | {text} |\n"


def _large_text(size: int) -> str:
    line = "A line of text, as there are many.\n"
    return _TABLE.replace("|", line * (36_000 * size) + "\n|", 1)


def _long_line(size: int) -> str:
    return f"{_TABLE}| field | `string` | No | {'word ' * (250_000 * size)} |\n"


def _odd_spaces(size: int) -> str:
    row = "| field{} | `string` | No | What it is.\u00a0 |\n"
    return _TABLE + "".join(map(row.format, range(10_000 * size)))


_PAGES: Final[Mapping[str, Callable[[int], str]]] = {
    "table of 100,000 rows": _long_table,
    "brackets 10,000 deep": _nested_brackets,
    "text of 5 MB": _large_text,
    "line of 5 MB": _long_line,
    "40,000 rows with odd spaces": _odd_spaces,
}
_ROUNDS = 3


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure each page at a quarter, half and all of its size."""
    for what, page in _PAGES.items():
        folders = [_drop(page(size), size) for size in _SIZES]
        runs = [
            probe(
                Path(sys.executable),
                "reading",
                root=str(ROOT),
                folders=[str(folder) for folder in (folders[0], *folders)],
            )[1:]
            for _ in range(_ROUNDS)
        ]
        times = [best(samples) for samples in zip(*runs, strict=True)]
        yield Figure(
            benchmark="pathological",
            what=what,
            ours=times[-1],
            peer=times[0] * _SIZES[-1],
            peer_name="4 times a quarter of it",
            unit="s",
            note=" / ".join(f"{seconds:.3f}" for seconds in times)
            + " s at 1/4, 1/2, 1",
        )


def _drop(page: str, size: int) -> Path:
    """Write a drop whose one class is the seed's and whose one definition is a page."""
    folder = WORK / f"odd-{size}"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("classes", "definitions"):
        (folder / name).mkdir(parents=True)
    seed = ROOT / "specs" / "classes" / "license-api.md"
    shutil.copy(seed, folder / "classes")
    (folder / "definitions" / "odd-definition.md").write_text(page, "utf-8")
    return folder
