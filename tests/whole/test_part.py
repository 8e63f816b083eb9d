"""The client of one class of a whole drop, which `[select]` names."""

from __future__ import annotations

from pathlib import Path

from .client import PACKAGE, Whole, generate

MOST = 0.03
"""Share of the whole client that a small class may take, besides the runtime."""


def size(client: Path) -> int:
    """The bytes of a client's files, without the runtime that all clients share."""
    runtime = client / PACKAGE / "_runtime"
    return sum(
        path.stat().st_size
        for path in client.rglob("*")
        if path.is_file() and not path.is_relative_to(runtime) and path.suffix != ".pyc"
    )


def test_a_part_is_small(whole: Whole, tmp_path: Path) -> None:
    smallest = min(whole.documents.classes, key=lambda api: len(api.operations))
    config = tmp_path / "client.toml"
    text = whole.config.read_text(encoding="utf-8")
    config.write_text(f'{text}\n[select]\nclasses = ["{smallest.name}"]\n', "utf-8")
    generate(whole.drop, config, tmp_path / "part")
    module = str(smallest.module).removeprefix(f"{PACKAGE}.api.")
    assert (tmp_path / "part" / PACKAGE / f"api/{module}.py").is_file()
    assert len(list((tmp_path / "part" / PACKAGE / "api").glob("[a-z]*.py"))) == 1
    assert size(tmp_path / "part") <= MOST * size(whole.out)
