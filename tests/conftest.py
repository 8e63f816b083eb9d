"""Fixtures for all tests."""

import os
from pathlib import Path

import pytest

from tests.synthetic import make_drop


@pytest.fixture(scope="session")
def synthetic_drop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drop as large as a real one, in invented words."""
    folder = tmp_path_factory.mktemp("synthetic")
    make_drop(folder)
    return folder


@pytest.fixture(scope="session")
def whole_drop(request: pytest.FixtureRequest) -> Path:
    """The drop that ``MDCLIENT_DROP`` names, else the synthetic one."""
    folder = os.environ.get("MDCLIENT_DROP")
    if folder:
        return Path(folder).resolve(strict=True)
    made: Path = request.getfixturevalue("synthetic_drop")
    return made
