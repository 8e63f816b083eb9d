"""Rate limits and faults of the sandbox, and its admin endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from generator.cli.app import app
from generator.quantities import Rate
from generator.sandbox import FaultRates, RunningSandbox
from generator.sandbox.admin import PATH
from generator.sandbox.app import make_app
from genesys_cloud import RateLimited, RequestOptions
from tests.e2e.conftest import SPECS, Connect
from tests.e2e.driver import Driver
from tests.e2e.remote import run_in_process

USER = "LicenseAPI.getLicenseUser"
URL = "/api/v2/license/users/u"
LIMITS = ("inin-ratelimit-count", "inin-ratelimit-allowed", "inin-ratelimit-reset")


@pytest.fixture
def http(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    headers = {"Authorization": "Bearer fixed-token"}
    with httpx.Client(base_url=sandbox.url, headers=headers) as found:
        yield found


def send(http: httpx.Client, fault: str = "") -> httpx.Response:
    return http.get(URL, headers={"X-Sandbox-Fault": fault} if fault else {})


def usage(response: httpx.Response) -> list[int]:
    return [int(response.headers[name]) for name in LIMITS]


def test_a_limit_has_the_headers_of_the_platform(
    http: httpx.Client, sandbox: RunningSandbox
) -> None:
    sandbox.rate_limits.reset(Rate(2, 60.0))
    assert [usage(send(http)) for _ in range(2)] == [[1, 2, 60], [2, 2, 60]]
    sandbox.clock.advance(17)
    rejected = send(http)
    assert rejected.status_code == 429
    assert usage(rejected)[:2] == [3, 2]
    seconds = int(rejected.headers["retry-after"])
    assert seconds in (42, 43)
    body = rejected.json()
    assert body["code"] == "too.many.requests.retry.after"
    assert f"[{seconds}] seconds" in body["message"]
    sandbox.clock.advance(seconds)
    assert usage(send(http)) == [1, 2, 60]


def test_without_a_limit_there_are_no_headers(http: httpx.Client) -> None:
    assert not set(LIMITS) & set(send(http).headers)


def test_each_token_has_its_own_limit(
    http: httpx.Client, sandbox: RunningSandbox
) -> None:
    sandbox.auth.fixed.add("other")
    sandbox.rate_limits.reset(Rate(1, 60.0))
    statuses = [
        http.get(URL, headers={"Authorization": f"Bearer {token}"}).status_code
        for token in ("fixed-token", "other", "fixed-token")
    ]
    assert statuses == [200, 200, 429]


def test_a_client_survives_a_limit(
    driver: Driver,
    connect: Connect,
    sandbox: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Time stands still until a call is rejected, however slow the machine is.
    now = sandbox.clock._source()
    monkeypatch.setattr(sandbox.clock, "_source", lambda: now)
    sandbox.rate_limits.reset(Rate(20, 1.0))
    client = connect()
    client.on(RateLimited, lambda _: sandbox.clock.advance(1.0))
    calls = [lambda n=n: client.license.get_license_user(f"u{n}") for n in range(30)]
    assert [user.id for user in driver.together(calls)] == [f"u{n}" for n in range(30)]
    assert sandbox.log.counts.statuses[429] >= 1


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("503", 503, "service.unavailable"),
        ("429", 429, "too.many.requests.retry.after"),
        ("418", 418, "i.m.a.teapot"),
        ("599", 599, "status.599"),
    ],
)
def test_a_request_can_ask_for_a_status(
    http: httpx.Client, fault: str, status: int, code: str
) -> None:
    response = send(http, fault)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert send(http).status_code == 200


@pytest.mark.parametrize("moment", ["before", "after", "half"])
def test_a_request_can_ask_for_a_cut(
    http: httpx.Client, sandbox: RunningSandbox, moment: str
) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        send(http, f"cut:{moment}")
    assert sandbox.log.counts.statuses == {0: 1}
    assert sandbox.log.counts.applied[USER] == (moment != "before")


def test_a_request_can_ask_for_a_delay(http: httpx.Client) -> None:
    assert send(http, "delay:1ms").status_code == 200
    with pytest.raises(httpx.ReadTimeout):
        http.get(URL, headers={"X-Sandbox-Fault": "delay:1h"}, timeout=0.2)


def test_a_request_can_ask_for_a_mismatch(connect: Connect) -> None:
    client = connect(on_mismatch="ignore")
    header = RequestOptions(headers={"X-Sandbox-Fault": "malformed:unknown"})
    client.license.get_license_user("u", options=header)
    assert client.undocumented_fields


@pytest.mark.parametrize(
    "fault",
    ["", "5", "600", "503:1", "cut", "cut:never", "delay:2", "malformed:x", "٥٠٣"],
)
def test_an_unknown_fault_is_refused(http: httpx.Client, fault: str) -> None:
    response = http.get(URL, headers={"X-Sandbox-Fault": fault.encode()})
    assert response.status_code == 400
    assert response.json()["message"]


def test_chance_is_the_same_for_the_same_seed(
    http: httpx.Client, sandbox: RunningSandbox
) -> None:
    def statuses(seed: int, between: str = "") -> list[int]:
        rates = FaultRates(failures={503: 0.3, 500: 0.2}, seed=seed)
        sandbox.faults.set_rates(rates)
        found: list[int] = []
        for _ in range(60):
            if between:
                http.get(between)
            found.append(send(http).status_code)
        return found

    first = statuses(1)
    assert set(first) == {200, 500, 503}
    # Requests of other operations change nothing.
    assert statuses(1, "/api/v2/license/definitions") == first
    assert statuses(2) != first


def test_cuts_and_latency(http: httpx.Client, sandbox: RunningSandbox) -> None:
    sandbox.faults.set_rates(FaultRates(cuts=1.0, latency=0.001))
    with pytest.raises(httpx.RemoteProtocolError):
        send(http)
    sandbox.faults.set_rates(FaultRates(latency=3600.0))
    with pytest.raises(httpx.ReadTimeout):
        http.get(URL, timeout=0.2)


def order(http: httpx.Client, **orders: Any) -> httpx.Response:
    return http.post(PATH, json=orders)


def test_the_admin_endpoint_changes_the_sandbox(
    http: httpx.Client, sandbox: RunningSandbox
) -> None:
    order(http, advance=60, rate_limit="1/min", token_life=5, rates={"failures": {}})
    assert sandbox.clock() >= 60
    assert sandbox.auth.token_life == 5
    assert [send(http).status_code for _ in range(2)] == [200, 429]
    order(http, rate_limit="none")
    assert send(http).status_code == 200
    order(http, rates={"failures": {"500": 1.0}})
    assert send(http).status_code == 500
    assert order(http, reset=True).json()["received"] == {}
    assert sandbox.clock() < 60


def test_the_admin_endpoint_lists_calls(http: httpx.Client) -> None:
    send(http)
    http.post("/api/v2/license/infer", json=["é"])
    found = http.get(f"{PATH}/calls").json()
    assert [call["operation"] for call in found] == [
        USER,
        "LicenseAPI.postLicenseInfer",
    ]
    assert found[1]["body"] == '["é"]'
    assert found[0]["target"] == URL
    assert found[0]["status"] == 200
    wanted = http.get(f"{PATH}/calls", params={"operation": USER}).json()
    assert wanted == found[:1]


@pytest.mark.parametrize(
    ("orders", "status", "message"),
    [
        ({"scripts": {"LicenseAPI.getLicenceUser": []}}, 404, "did you mean"),
        ({"rate_limit": "300"}, 400, "a rate must be like 300/min"),
        ({"advance": -1}, 400, "seconds must be 0 or more"),
        ({"forward": 1}, 400, "unknown field `forward`"),
    ],
)
def test_the_admin_endpoint_says_what_is_wrong(
    http: httpx.Client, orders: dict[str, Any], status: int, message: str
) -> None:
    response = order(http, **orders)
    assert response.status_code == status
    assert message in response.json()["message"]


def test_the_command_line_has_an_option_for_each() -> None:
    options = ["--token-life", "60", "--any-client", "--rate-limit", "3/h"]
    options += ["--fail", "503:100%", "--latency", "1ms"]
    with (
        run_in_process(SPECS, *options) as remote,
        httpx.Client(base_url=remote.url) as http,
    ):
        form = {"grant_type": "client_credentials"}
        granted = http.post("/oauth/token", data=form, auth=("any", "client")).json()
        assert granted["expires_in"] == 60
        http.headers["Authorization"] = f"Bearer {granted['access_token']}"
        assert [send(http).status_code for _ in range(4)] == [503, 503, 503, 429]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--rate-limit", "300"], "a rate must be like 300/min, 20/s or 1000/h"),
        (["--fail", "503"], "a failure must be like 503:5%, not '503'"),
        (["--fail", "503:60%", "--cut", "50%"], "must be at most 100%"),
        (["--latency", "5"], "a duration must be like 50ms, 2s, 5min or 1h, not '5'"),
    ],
)
def test_the_command_line_says_what_is_wrong(options: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["serve", *options])
    assert result.exit_code == 2
    assert message in " ".join(result.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("::1", 200),
        ("::ffff:127.0.0.1", 200),
        ("192.0.2.1", 403),
        ("::ffff:192.0.2.1", 403),
    ],
)
@pytest.mark.parametrize("path", [PATH, f"{PATH}/calls"])
def test_the_admin_endpoint_is_for_this_machine_alone(
    sandbox: RunningSandbox, host: str, status: int, path: str
) -> None:
    async def get() -> int:
        transport = httpx.ASGITransport(make_app(sandbox), client=(host, 1))
        async with httpx.AsyncClient(transport=transport) as client:
            return (await client.get(f"http://sandbox{path}")).status_code

    assert asyncio.run(get()) == status
