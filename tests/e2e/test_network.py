"""Ways to the server: regions, gateways, proxies, own clients and transports."""

from __future__ import annotations

import sys
from base64 import b64encode
from subprocess import run
from typing import Any

import anyio
import httpx
import pytest

import genesys_cloud
from generator.sandbox import Disconnect, RunningSandbox, ScriptedResponse
from genesys_cloud import Gateway
from genesys_cloud._platform import PLATFORM
from tests.e2e.conftest import ROOT, Connect
from tests.e2e.driver import Driver
from tests.runtime.proxy import proxying

USER = "LicenseAPI.getLicenseUser"


def _mock(driver: Driver, seen: list[httpx.Request]) -> Any:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path.endswith("/oauth/token"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 900})
        return httpx.Response(200, json={"id": "u"})

    return httpx.MockTransport(answer)


@pytest.mark.parametrize(("region", "domain"), PLATFORM.regions.items())
def test_every_region_has_its_hosts(driver: Driver, region: str, domain: str) -> None:
    # No server of ours can stand for these names.
    seen: list[httpx.Request] = []
    client = driver.client(
        genesys_cloud,
        client_id="id",
        client_secret="secret",
        region=region,
        transport=_mock(driver, seen),
    )
    assert client.license.get_license_user("u").id == "u"
    hosts = [str(request.url.copy_with(path="/")) for request in seen]
    assert hosts == [f"https://login.{domain}/", f"https://api.{domain}/"]


def test_there_are_eighteen_regions() -> None:
    assert len(PLATFORM.regions) == 18


def test_a_domain_of_ones_own(driver: Driver) -> None:
    seen: list[httpx.Request] = []
    client = driver.client(
        genesys_cloud,
        client_id="id",
        client_secret="secret",
        domain="pure.example.com",
        transport=_mock(driver, seen),
    )
    client.license.get_license_user("u")
    hosts = [request.url.host for request in seen]
    assert hosts == ["login.pure.example.com", "api.pure.example.com"]


def test_a_gateway_stands_before_both_hosts(
    driver: Driver, sandbox: RunningSandbox
) -> None:
    gateway = Gateway(
        host="127.0.0.1",
        scheme="http",
        port=int(sandbox.url.rpartition(":")[2]),
        login_path="/gateway/login",
        api_path="/gateway/api",
    )
    client = driver.client(
        genesys_cloud, client_id="id", client_secret="secret", gateway=gateway
    )
    assert client.license.get_license_user("a/b").id == "a/b"
    targets = [arrival.target for arrival in sandbox.log.calls]
    assert targets == [
        "/gateway/login/oauth/token",
        "/gateway/api/api/v2/license/users/a%2Fb",
    ]


def test_a_proxy_with_a_password(
    connect: Connect, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    expected = f"Basic {b64encode(b'user:hush').decode()}"
    with proxying(expected) as proxy:
        client = connect(proxy=f"http://user:hush@127.0.0.1:{proxy.port}")
        assert client.license.get_license_user("u").id == "u"
        assert "hush" not in f"{client!r} {client._network!r}"
        client.close()
        assert proxy.lines == [f"GET {sandbox.url}/api/v2/license/users/u"]
    assert sandbox.log.counts.received[USER] == 1


def test_a_client_of_httpx_can_be_given(
    driver: Driver, connect: Connect, sandbox: RunningSandbox
) -> None:
    kind = httpx.AsyncClient if driver.asynchronous else httpx.Client
    http: Any = kind(headers={"X-Mine": "1"}, follow_redirects=True)
    client = connect(http_client=http)
    assert client.license.get_license_user("u").id == "u"
    sandbox.script(
        USER, ScriptedResponse(status=302, headers={"Location": sandbox.other_url})
    )
    with pytest.raises(genesys_cloud.RedirectError):
        client.license.get_license_user("u")
    client.close()
    assert not http.is_closed
    assert sandbox.log.calls[0].headers["x-mine"] == "1"
    driver.finish(http)


class Counting(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport of a user's own."""

    def __init__(self, asynchronous: bool) -> None:
        self.count = 0
        self.sync = None if asynchronous else httpx.HTTPTransport()
        self.later = httpx.AsyncHTTPTransport() if asynchronous else None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert self.sync is not None
        self.count += 1
        return self.sync.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert self.later is not None
        self.count += 1
        return await self.later.handle_async_request(request)

    def close(self) -> None:
        assert self.sync is not None
        self.sync.close()

    async def aclose(self) -> None:
        assert self.later is not None
        await self.later.aclose()


def test_a_transport_can_be_given(
    driver: Driver, connect: Connect, sandbox: RunningSandbox
) -> None:
    transport = Counting(driver.asynchronous)
    client = connect(transport=transport)
    sandbox.script(USER, ScriptedResponse(status=500), Disconnect())
    assert client.license.get_license_user("u").id == "u"
    assert transport.count == 3


def test_aiohttp_can_carry_the_async_client(sandbox: RunningSandbox) -> None:
    async def main() -> None:
        client = genesys_cloud.AsyncGenesysCloud(
            access_token="fixed-token",
            base_url=sandbox.url,
            transport="aiohttp",
            rate_limit=None,
        )
        async with client:
            sandbox.script(USER, ScriptedResponse(status=503), Disconnect(when="half"))
            assert (await client.license.get_license_user("u")).id == "u"
            sandbox.script("LicenseAPI.postLicenseInfer", Disconnect(when="after"))
            with pytest.raises(genesys_cloud.APIConnectionError):
                await client.license.post_license_infer(["a"])
            assert sandbox.log.counts.applied["LicenseAPI.postLicenseInfer"] == 1

    anyio.run(main)


def test_importing_is_quiet_and_light() -> None:
    code = (
        "import sys, threading; import genesys_cloud; "
        "from genesys_cloud import RequestOptions; "
        "assert threading.active_count() == 1; "
        "heavy = {'httpx', 'anyio', 'asyncio', 'genesys_cloud.models.license', "
        "'genesys_cloud.api.license'} & set(sys.modules); assert not heavy, heavy"
    )
    run([sys.executable, "-c", code], check=True, cwd=ROOT / "generated")
