"""Figures as a table for people and as JSON for programs."""

import os
import platform
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from .figures import Figure

_COLUMNS = ("Benchmark", "What", "Ours", "Other", "Compared", "Limit", "")


def show(figures: Sequence[Figure], console: Console) -> None:
    """Print a table, and below it what each figure means and is compared with."""
    table = Table(*_COLUMNS, title=f"Speed ({machine()})", title_justify="left")
    for column in table.columns[2:]:
        column.justify = "right"
    last = ""
    for figure in figures:
        name = "" if figure.benchmark == last else figure.benchmark
        last = figure.benchmark
        table.add_row(name, *cells(figure))
    console.print(table)
    for line in dict.fromkeys(notes(figures)):
        console.print(line, highlight=False, markup=False)


def cells(figure: Figure) -> tuple[str, ...]:
    """Return what the table says of a figure, after the name of its benchmark."""
    limit, verdict = "", ""
    if figure.limit is not None:
        sign = "≥" if figure.least else "≤"
        limit = f"{sign} {amount(figure.limit)}"
        verdict = "ok" if figure.holds else "MISSED"
    other = "" if figure.peer is None else f"{amount(figure.peer)} {figure.unit}"
    compared = "" if figure.peer is None and not limit else amount(figure.compared)
    ours = f"{amount(figure.ours)} {figure.unit}"
    return (figure.what, ours.strip(), other.strip(), compared, limit, verdict)


def notes(figures: Iterable[Figure]) -> list[str]:
    """Return a line for each figure that needs one."""
    lines: list[str] = []
    for figure in figures:
        said = [f"beside {figure.peer_name}"] if figure.peer_name else []
        said += [figure.note] if figure.note else []
        if said:
            lines.append(f"{figure.benchmark}: {figure.what}: {'; '.join(said)}")
    return lines


def amount(value: float) -> str:
    """Write a number with three digits that count, and whole from a hundred on."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 10 else f"{value:.3g}"


def to_json(figures: Sequence[Figure]) -> bytes:
    """Return the figures, and on what they were measured, as JSON."""
    document: dict[str, Any] = {
        "machine": machine(),
        "holds": all(figure.holds for figure in figures),
        "figures": [figure.to_dict() for figure in figures],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def machine() -> str:
    """Say on what the figures were measured, as far as it matters to a ratio."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{cores or os.cpu_count()} cores, {python}, {platform.system()}"
