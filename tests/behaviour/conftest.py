"""Documents in, an imported client out."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from generator.config import Config, load_config
from generator.diagnostics import Diagnostics
from generator.loading import read_documents
from generator.rendering import render_client
from generator.writing import write_tree

TRAPS = Path(__file__).parents[1] / "cases" / "rendering" / "traps" / "docs"


def make_client(docs: Path, out: Path) -> str:
    """Generate the client of a folder of documents; the name of its package."""
    diagnostics = Diagnostics()
    settings = docs / "client.toml"
    config = load_config(settings, diagnostics) if settings.exists() else Config()
    drop = read_documents(docs, config, diagnostics)
    write_tree(render_client(drop, config, diagnostics), out, diagnostics)
    assert not diagnostics.has_errors, diagnostics.render()
    return config.package.name


@pytest.fixture(scope="session")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The client of the documents that are hard to write as Python."""
    out = tmp_path_factory.mktemp("traps")
    name = make_client(TRAPS, out)
    sys.path.insert(0, str(out))
    yield importlib.import_module(name)
    sys.path.remove(str(out))
