"""How users set up the committed client and its calls. Nothing here runs."""

import math
from collections.abc import Coroutine
from typing import Any, assert_type

import httpx

from genesys_cloud import (
    AsyncGenesysCloud,
    GenesysCloud,
    Operation,
    RawResponse,
    RequestOptions,
    operations,
)
from genesys_cloud.models import LicenseUser


def set_up(http: httpx.Client, async_http: httpx.AsyncClient) -> None:
    GenesysCloud(client_id="i", client_secret="s", region="eu-west-1")
    GenesysCloud(access_token="t", base_url="https://api.example", timeout=None)
    GenesysCloud(access_token="t", max_retries=0, rate_limit=None, timeout=1)
    GenesysCloud(access_token="t", region="eu-west-1", http_client=http)
    AsyncGenesysCloud(access_token="t", region="eu-west-1", http_client=async_http)
    # A client of the other kind, a setting that is none, and one by position.
    GenesysCloud(access_token="t", http_client=async_http)  # type: ignore[arg-type]
    AsyncGenesysCloud(access_token="t", http_client=http)  # type: ignore[arg-type]
    GenesysCloud(token="t")  # type: ignore[call-arg]
    GenesysCloud("t")  # type: ignore[call-arg]
    GenesysCloud(access_token="t", max_retries=None)  # type: ignore[arg-type]


def options(client: GenesysCloud) -> None:
    given = RequestOptions(timeout=math.inf, headers={"X-A": "b"}, max_retries=0)
    assert_type(client.license.get_license_user("u1", options=given), LicenseUser)
    raw = client.with_raw_response.license.get_license_user("u1", options=given)
    assert_type(raw, RawResponse[LicenseUser])
    assert_type(raw.content, bytes)
    assert_type(raw.headers.get("etag"), str | None)
    RequestOptions(retries=1)  # type: ignore[call-arg]
    RequestOptions(3.0)  # type: ignore[call-arg]
    RequestOptions(headers={"X-A": 1})  # type: ignore[dict-item]
    given.timeout = 1.0  # type: ignore[misc]
    client.license.get_license_user("u1", options={"timeout": 1})  # type: ignore[arg-type]
    client.license.get_license_user("u1", given)  # type: ignore[call-arg]


def close() -> None:
    with GenesysCloud(access_token="t", region="eu-west-1") as client:
        assert_type(client, GenesysCloud)
        assert_type(client.closed, bool)
    client.close()


async def close_async(client: AsyncGenesysCloud) -> None:
    # Without `await` there is a coroutine, no user.
    coroutine = client.license.get_license_user("u1")
    later: Coroutine[Any, Any, LicenseUser] = coroutine
    assert_type(await later, LicenseUser)
    print(coroutine.id)  # type: ignore[attr-defined]
    await client.license.get_license_user()  # type: ignore[call-arg]
    await client.close()


def raw_arguments(client: GenesysCloud) -> None:
    # The raw view takes the same arguments as the client does, and no others.
    view = client.with_raw_response.license
    assert_type(view.post_license_infer(body=["r1"]), RawResponse[list[str]])
    view.get_license_user()  # type: ignore[call-arg]
    view.get_license_users(pagesize=1)  # type: ignore[call-arg]
    view.get_license_users(page_size="1")  # type: ignore[arg-type]


def bodies(client: GenesysCloud) -> None:
    # A text is a sequence of texts to a checker, and refused when the call is made.
    client.license.post_license_infer("r1")
    client.license.post_license_infer([1])  # type: ignore[list-item]
    client.license.post_license_organization([])  # type: ignore[arg-type]


def data() -> None:
    operation = operations["LicenseAPI.getLicenseUser"]
    assert_type(operation, Operation[Any])
    assert_type(operation.method, str)
    for status, response in operation.responses.items():
        assert_type(status, str)
        assert_type(response.description, str)
