"""Fixtures: the client of a whole drop, made once and imported here."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from generator.model_json import SpecView
from tests.conftest import Share

from .client import Whole, configured, generate, inspect


@pytest.fixture(scope="session")
def whole_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of the client, which is imported beside the committed one."""
    return configured(tmp_path_factory.mktemp("config"))


@pytest.fixture(scope="session")
def whole(whole_drop: Path, whole_config: Path, share: Share) -> Whole:
    """The client of the whole drop, importable, and what the documents say."""

    def make(folder: Path) -> None:
        generate(whole_drop, whole_config, folder / "client")
        text = inspect(whole_drop, whole_config)
        (folder / "model.json").write_text(text, encoding="utf-8")

    made = share("whole", make)
    sys.path.append(str(made / "client"))
    documents = msgspec.json.decode((made / "model.json").read_bytes(), type=SpecView)
    return Whole(whole_drop, whole_config, made / "client", documents)
