"""Fixtures: the client of a whole drop, made once and imported here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .client import Whole, configured, generate, inspected


@pytest.fixture(scope="session")
def whole_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of the client, which is imported beside the committed one."""
    return configured(tmp_path_factory.mktemp("config"))


@pytest.fixture(scope="session")
def whole(
    whole_drop: Path, whole_config: Path, tmp_path_factory: pytest.TempPathFactory
) -> Whole:
    """The client of the whole drop, importable, and what the documents say."""
    out = tmp_path_factory.mktemp("whole") / "client"
    generate(whole_drop, whole_config, out)
    sys.path.append(str(out))
    return Whole(whole_drop, whole_config, out, inspected(whole_drop, whole_config))
