"""Generating a client of the whole drop from nothing, beside openapi-python-client."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ..figures import Figure, best
from ..processes import ROOT, Usage, run
from ..workspace import CONFIG, WORK, Workspace, generate_options

_NAME = "generation"
_PEER: Final = "openapi-python-client"
_OURS, _PEERS = 3, 2
"""Repetitions; the peer takes long."""
_SETTINGS = WORK / "openapi-python-client.json"


def measure(site: Workspace) -> Iterator[Figure]:
    """Measure time and memory of both, and count what the peer makes."""
    peer = site.environment(_PEER)
    _SETTINGS.write_text(json.dumps({"generate_all_tags": True}))
    small = _document(ROOT / "specs", "small")
    document = _document(site.drop, "whole")
    # Byte code, file caches: both have run once before they are measured.
    _generate(ROOT / "specs")
    _generate_beside(peer.bin, small)
    ours: list[Usage] = []
    theirs: list[Usage] = []
    for turn in range(max(_OURS, _PEERS)):
        if turn < _OURS:
            ours.append(_generate(site.drop))
        if turn < _PEERS:
            theirs.append(_generate_beside(peer.bin, document))
    yield Figure(
        benchmark=_NAME,
        what="the whole drop from nothing",
        ours=best([usage.seconds for usage in ours]),
        peer=best([usage.seconds for usage in theirs]),
        peer_name=_PEER,
        unit="s",
        limit=0.3,
    )
    yield Figure(
        benchmark=_NAME,
        what="memory of all its processes",
        ours=max(usage.megabytes for usage in ours),
        peer=max(usage.megabytes for usage in theirs),
        peer_name=_PEER,
        unit="MB",
        comparison="alone",
        limit=400,
    )
    yield from _completeness(site.model, json.loads(document.read_bytes()))


def _document(drop: Path, name: str) -> Path:
    path = WORK / f"{name}.openapi.json"
    options = ("--specs", drop, "--config", CONFIG, "--out", path)
    run([sys.executable, "-m", "generator", "openapi", *options])
    return path


def _generate(drop: Path) -> Usage:
    out = WORK / "generated"
    shutil.rmtree(out, ignore_errors=True)
    return run(
        [sys.executable, "-m", "generator", *generate_options(drop, out), "--no-cache"]
    )


def _generate_beside(programs: Path, document: Path) -> Usage:
    out = WORK / "generated-beside"
    shutil.rmtree(out, ignore_errors=True)
    command: list[str | Path] = [
        programs / _PEER,
        "generate",
        *("--path", document, "--output-path", out),
        *("--config", _SETTINGS, "--meta", "none"),
    ]
    # It formats its output with the ruff of its own environment.
    return run(command, PATH=f"{programs}{os.pathsep}{os.environ['PATH']}")


def _completeness(
    model: Mapping[str, Any], document: Mapping[str, Any]
) -> Iterator[Figure]:
    """Count what the peer made: the times are comparable where that is all."""
    out = WORK / "generated-beside"
    operations = sum(len(owner["operations"]) for owner in model["classes"])
    modules = [path for path in out.glob("api/*/*.py") if path.stem != "__init__"]
    schemas = len(document["components"]["schemas"])
    models = [path for path in out.glob("models/*.py") if path.stem != "__init__"]
    for what, made, wanted in (
        ("operations that the other makes as well", len(modules), operations),
        ("models that the other makes as well", len(models), schemas),
    ):
        yield Figure(
            benchmark=_NAME,
            what=what,
            ours=wanted,
            peer=made,
            peer_name=_PEER,
            unit="",
            comparison="difference",
            limit=0,
        )
