"""The client is a function of the facts: the same bytes wherever it is made."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.trees import files_in

from .client import Whole, generate, mdclient

CIRCUMSTANCES: dict[str, Mapping[str, str]] = {
    "hash seed, time zone and plain locale": {
        "PYTHONHASHSEED": "1",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
    },
    "hash seed, other locale": (
        {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "PYTHONUTF8": "0"}
        | {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}
    ),
}


@pytest.mark.parametrize("circumstances", CIRCUMSTANCES)
def test_circumstances_do_not_matter(
    whole: Whole, tmp_path: Path, circumstances: str
) -> None:
    env = CIRCUMSTANCES[circumstances]
    mdclient(
        "generate",
        "--specs",
        os.path.relpath(whole.drop, tmp_path),
        "--config",
        whole.config,
        "--out",
        "made here",
        cwd=tmp_path,
        env=env,
    )
    assert files_in(tmp_path / "made here") == files_in(whole.out)


def shuffled(whole: Whole, folder: Path) -> Path:
    """The drop as it would be of another day, its files made in another order."""
    pages = [path for path in whole.drop.rglob("*.md") if path.is_file()]
    random.Random(7).shuffle(pages)
    changed = 0
    for path in pages:
        copy = folder / path.relative_to(whole.drop)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_bytes().decode()
        head, line = text.rstrip().rsplit("\n", 1)
        other = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", "2031-12-31T23:59", line)
        changed += other != line
        copy.write_bytes(f"{head}\n{other}".encode())
    assert changed == len(pages) > 2000
    return folder


def test_order_and_dates_do_not_matter_and_facts_do(
    whole: Whole, tmp_path: Path
) -> None:
    drop = shuffled(whole, tmp_path / "drop")
    out = tmp_path / "client"
    generate(drop, whole.config, out)
    made = files_in(out)
    assert made == files_in(whole.out)
    given = ("generate", "--specs", drop, "--config", whole.config, "--out", out)
    mdclient(*given, "--check")
    page = next(
        drop / definition.file
        for definition in whole.documents.definitions
        if any(item.type == "boolean" for item in definition.properties)
    )
    text = page.read_bytes()
    page.write_bytes(text.replace(b"`boolean`", b"`string`", 1))
    assert page.read_bytes() != text
    mdclient(*given, "--check", expect=3)
    assert files_in(out) == made
