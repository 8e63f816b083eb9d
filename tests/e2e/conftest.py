"""Fixtures: the sandboxes, the client of an invented shop, and the drivers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

import genesys_cloud
from generator.diagnostics import Diagnostics
from generator.pipeline import SpecSource, generate
from generator.sandbox import (
    RunningSandbox,
    Settings,
    SpecIndex,
    read_index,
    run_in_thread,
)
from tests.e2e.driver import BACKENDS, Driver

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
SHOP = Path(__file__).parent / "shop"
PACKAGE = "shop_client"
ANY_ID = Settings(any_id=True)
INFERRED = ["bronze"]
"""The made-up response of ``post_license_infer``."""

Connect = Callable[..., Any]
"""Makes a client of the sandbox; settings replace the usual ones."""


def read_spec(path: Path, config: Path | None = None) -> SpecIndex:
    """Read pages, or a snapshot, without an error."""
    diagnostics = Diagnostics()
    index = read_index(path, config, diagnostics)
    assert index is not None, diagnostics.items
    return index


@pytest.fixture(autouse=True)
def _nothing_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of the machine's own have a say."""
    for name in list(os.environ):
        if name.upper().startswith("GENESYS_CLOUD_") or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def _portals() -> Iterator[dict[str, BlockingPortal | None]]:
    with ExitStack() as stack:
        yield {
            backend: (
                None
                if backend == "sync"
                else stack.enter_context(start_blocking_portal(backend))
            )
            for backend in BACKENDS
        }


@pytest.fixture(params=BACKENDS)
def driver(
    request: pytest.FixtureRequest, _portals: dict[str, BlockingPortal | None]
) -> Iterator[Driver]:
    """Either client, under either event loop."""
    found = Driver(request.param, _portals[request.param])
    yield found
    found.close()


@pytest.fixture(scope="session")
def _license_server() -> Iterator[RunningSandbox]:
    with run_in_thread(read_spec(SPECS), ANY_ID) as served:
        yield served


@pytest.fixture
def sandbox(_license_server: RunningSandbox) -> RunningSandbox:
    """A server of the documents in ``specs/``, with nothing planned."""
    _license_server.reset()
    _license_server.auth.fixed.add("fixed-token")
    return _license_server


@pytest.fixture
def connect(driver: Driver, sandbox: RunningSandbox) -> Connect:
    """Make a client of the sandbox that has a token."""

    def make(**settings: Any) -> Any:
        given = {"base_url": sandbox.url, "access_token": "fixed-token", **settings}
        return driver.client(genesys_cloud, **given)

    return make


@pytest.fixture
def login(driver: Driver, sandbox: RunningSandbox) -> Connect:
    """Make a client of the sandbox that asks for tokens."""

    def make(**settings: Any) -> Any:
        if "credentials" not in settings:
            settings = {"client_id": "id", "client_secret": "secret", **settings}
        urls = {"base_url": sandbox.url, "login_url": sandbox.url}
        return driver.client(genesys_cloud, **{**urls, **settings})

    return make


@pytest.fixture(scope="session")
def shop_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's configuration under other names."""
    text = (SPECS / "client.toml").read_text(encoding="utf-8")
    text = text.replace('name = "genesys_cloud"', f'name = "{PACKAGE}"')
    text = text.replace('distribution = "genesys-cloud"', 'distribution = "shop"')
    # The shop has no search, and no second documentation.
    text = text.replace(', "*/search"', "")
    text = text.partition("[[documents.also]]")[0]
    path = tmp_path_factory.mktemp("shop") / "client.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def shop(
    shop_config: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModuleType]:
    """The client of the shop, which has every style of paging."""
    out = tmp_path_factory.mktemp("client")
    diagnostics = Diagnostics()
    source = SpecSource(specs=SHOP, config=shop_config)
    with ExitStack() as stack:
        generate(source, out, diagnostics, lambda _: stack, strict=True)
    assert not diagnostics.items, diagnostics.items
    sys.path.append(str(out))
    yield import_module(PACKAGE)
    sys.path.remove(str(out))


@pytest.fixture(scope="session")
def _shop_server(shop_config: Path) -> Iterator[RunningSandbox]:
    with run_in_thread(read_spec(SHOP, shop_config), ANY_ID) as served:
        yield served


@pytest.fixture
def market(_shop_server: RunningSandbox) -> RunningSandbox:
    """A server of the shop's documents, with nothing planned."""
    _shop_server.reset()
    _shop_server.auth.fixed.add("fixed-token")
    return _shop_server


@pytest.fixture
def visit(driver: Driver, shop: ModuleType, market: RunningSandbox) -> Connect:
    """Make a client of the shop that has a token."""

    def make(**settings: Any) -> Any:
        given = {"base_url": market.url, "access_token": "fixed-token", **settings}
        return driver.client(shop, **given)

    return make
