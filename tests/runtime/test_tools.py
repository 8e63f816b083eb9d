"""Tools that look at the classes of a client: annotations, mocks, signatures."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from types import ModuleType
from typing import Any, get_type_hints
from unittest.mock import AsyncMock, Mock, create_autospec

import anyio
import pytest

import genesys_cloud
from genesys_cloud import AsyncGenesysCloud, GenesysCloud, models
from genesys_cloud._raw import license as raw_license
from genesys_cloud._streaming import license as streaming_license
from genesys_cloud.api import license
from tests.runtime.test_settings import ROOT

SPECIAL = {"__init__", "__call__", "__iter__", "__aiter__", "__enter__", "__aenter__"}


def classes() -> Iterator[type[Any]]:
    client = sys.modules["genesys_cloud._client"]
    places: list[ModuleType] = [
        genesys_cloud, client, models, license, raw_license, streaming_license,
    ]  # fmt: skip
    for place in places:
        for name in dir(place):
            found = getattr(place, name)
            if inspect.isclass(found) and found.__module__.startswith("genesys_cloud"):
                yield found


def functions(cls: type[Any]) -> Iterator[Any]:
    for name, member in inspect.getmembers_static(cls):
        if name.startswith("_") and name not in SPECIAL:
            continue
        if isinstance(member, (classmethod, staticmethod)):
            member = member.__func__
        if isinstance(member, property):
            member = member.fget
        if isinstance(member, cached_property):
            member = member.func
        if inspect.isfunction(member) and member.__module__.startswith("genesys"):
            yield member


def test_all_annotations_can_be_evaluated() -> None:
    count = 0
    for cls in set(classes()):
        get_type_hints(cls)
        for function in functions(cls):
            get_type_hints(function)
            inspect.signature(function, eval_str=True)
            count += 1
    assert count > 200
    hints = get_type_hints(GenesysCloud.__init__)
    assert hints["region"] == str | None
    assert "SSLContext" in repr(hints["verify"])
    hints = get_type_hints(vars(GenesysCloud)["license"].func)
    assert hints == {"return": license.LicenseAPI}


def test_annotations_load_nothing_before_they_are_evaluated() -> None:
    code = (
        "import sys; from genesys_cloud import GenesysCloud\n"
        "heavy = {'httpx', 'anyio', 'ssl', 'genesys_cloud._runtime.streaming.response',"
        " 'genesys_cloud.api.license'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT / "generated", check=True)


PAGE = models.UserLicensesEntityListing(page_count=7)


def test_a_mock_with_the_shape_of_a_client() -> None:
    client = create_autospec(GenesysCloud, instance=True)
    client.license.get_license_users.return_value = PAGE
    assert client.license.get_license_users(page_size=1).page_count == 7
    client.license.get_license_users.assert_called_once_with(page_size=1)
    client.license.iter_license_users.return_value = [1, 2]
    assert list(client.license.iter_license_users(max_items=2)) == [1, 2]
    for view in (client.with_raw_response, client.with_streaming_response):
        view.license.get_license_user("u1")
        with pytest.raises(TypeError):
            view.license.get_license_user()
    with pytest.raises(TypeError, match="pagesize"):
        client.license.get_license_users(pagesize=1)
    with pytest.raises(AttributeError):
        client.license.get_nothing()
    assert isinstance(client, GenesysCloud)
    Mock(spec=GenesysCloud).license.get_license_users()


def test_a_mock_with_the_shape_of_an_async_client() -> None:
    client = create_autospec(AsyncGenesysCloud, instance=True)
    client.license.get_license_users.return_value = PAGE
    assert isinstance(client.license.get_license_users, AsyncMock)

    async def main() -> None:
        assert (await client.license.get_license_users(page_size=1)).page_count == 7
        await client.with_raw_response.license.get_license_user("u1")
        with pytest.raises(TypeError):
            await client.license.get_license_user()

    anyio.run(main)
    client.license.iter_license_users.return_value = [1, 2]
    assert client.license.iter_license_users(max_items=2) == [1, 2]
    assert not isinstance(client.license.iter_license_users, AsyncMock)
    client.with_streaming_response.license.get_license_user("u1")
