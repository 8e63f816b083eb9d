"""`client.request` for endpoints that the documents do not have, and `preload`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from templates.runtime.client.adhoc import RequestArguments, checked_path, make_call
from templates.runtime.config.options import RequestOptions
from templates.runtime.model import NULL
from tests.runtime.server import Answer, Request, serving
from tests.runtime.tiny import AsyncTiny, Tiny
from tests.runtime.tiny_models import Pet

ROOT = Path(__file__).parents[2]


def _sync(url: str, *args: Any, **values: Any) -> Any:
    with Tiny(access_token="t0ken", base_url=url, rate_limit=None) as client:
        return client.request(*args, **values)


def _async(url: str, *args: Any, **values: Any) -> Any:
    async def main() -> Any:
        settings: Any = {"access_token": "t0ken", "base_url": url}
        async with AsyncTiny(**settings) as client:
            return await client.request(*args, **values)

    return anyio.run(main)


both = pytest.mark.parametrize("request_", [_sync, _async])


@both
def test_a_request_goes_the_way_of_all_calls(request_: Callable[..., Any]) -> None:
    answers = [Answer(503), Answer(200, {"name": "x"})]
    with serving(lambda r: answers.pop(0)) as server:
        pet = request_(
            server.url + "/base",
            "put",
            "/api/v2/pets/{a}%2F",
            query={"a": [1, True]},
            body={"n": None, "m": NULL, "pet": Pet(name="y")},
            headers={"X-A": "1"},
            type=Pet,
            options=RequestOptions(query={"b": "2"}),
        )
    assert pet == Pet(name="x")
    assert len(server.requests) == 2
    request = server.requests[1]
    assert request.method == "PUT"
    assert request.target == "/base/api/v2/pets/%7Ba%7D%2F?a=1&a=true&b=2"
    assert json.loads(request.body) == {"n": None, "m": None, "pet": {"name": "y"}}
    assert request.headers["authorization"] == "Bearer t0ken"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-a"] == "1"


@both
@pytest.mark.parametrize(
    ("status", "body", "value"),
    [
        (200, {"a": [1, None]}, {"a": [1, None]}),
        (201, [1], [1]),
        (200, None, None),
        (202, None, None),
        (204, None, None),
    ],
)
def test_without_a_type_it_gives_plain_json(
    request_: Callable[..., Any], status: int, body: Any, value: Any
) -> None:
    with serving(lambda r: Answer(status, body)) as server:
        assert request_(server.url, "GET", "/x") == value


def test_a_type_may_be_anything_that_can_be_decoded() -> None:
    with serving(lambda r: Answer(200, [{"name": "x"}])) as server:
        assert _sync(server.url, "GET", "/x", type=list[Pet]) == [Pet(name="x")]


@pytest.mark.parametrize(
    "path",
    [
        "x",
        "",
        "//evil.example/x",
        "https://evil.example/x",
        "/x?a=1",
        "/x#a",
        "/a/../b",
        "/a/%2e%2E/b",
        "/a/.%2e",
        "/./a",
        "/a\\b",
        "/a\r\nX: b",
        "/100%",
        "/%zz",
        7,
        None,
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="path"):
        checked_path(path)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("/{a}", "/%7Ba%7D"),
        ("/a%20b", "/a%20b"),
        ("/a:b@c/...", "/a:b@c/..."),
        ("/a/", "/a/"),
    ],
)
def test_a_path_is_encoded_where_it_has_to_be(path: str, sent: str) -> None:
    assert checked_path(path) == sent


@pytest.mark.parametrize(
    "values",
    [
        {"method": "G T"},
        {"method": "CONNECT"},
        {"method": 7},
        {"query": {"a": object()}},
        {"headers": {"Host": "evil.example"}},
        {"headers": {"X": "a\r\nb"}},
        {"body": object()},
    ],
)
def test_what_cannot_be_sent_is_refused_before_any_traffic(values: Any) -> None:
    given: dict[str, Any] = {
        "method": "GET",
        "path": "/x",
        "query": None,
        "body": None,
        "headers": None,
        "kind": Any,
    }
    with pytest.raises((TypeError, ValueError)):
        make_call(RequestArguments(**{**given, **values}), "http://x")


def test_preload_makes_modules_and_decoders() -> None:
    code = (
        "import sys, genesys_cloud\n"
        "with genesys_cloud.GenesysCloud(access_token='x', base_url='http://x') as c:\n"
        "    assert 'genesys_cloud.api.license' not in sys.modules\n"
        "    c.preload('license')\n"
        "    assert 'genesys_cloud.models.license' in sys.modules\n"
        "    known = set(sys.modules)\n"
        "    op = genesys_cloud.operations['LicenseAPI.getLicenseUsers']\n"
        "    assert all(r._decoder for r in op.responses.values() if r.typed)\n"
        "    c.preload()\n"
        "    assert c.state == 'CREATED'\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT / "generated", check=True)


def test_a_raw_request_keeps_the_answer_as_it_came() -> None:
    def respond(request: Request) -> Answer:
        return Answer(200, {"name": "x"}, {"X-A": "1"})

    async def asynchronous(url: str) -> Any:
        async with AsyncTiny(access_token="t0ken", base_url=url) as client:
            return await client.with_raw_response.request("GET", "/p", type=Pet)

    with serving(respond) as server:
        with Tiny(access_token="t0ken", base_url=server.url) as client:
            view = client.with_raw_response
            found = [view.request("GET", "/p", query={"a": "b"}, type=Pet)]
            assert view.request("GET", "/p").parse() == {"name": "x"}
            with pytest.raises(ValueError, match="path"):
                view.request("GET", "//elsewhere")
        found.append(anyio.run(asynchronous, server.url))
        assert server.requests[0].target == "/p?a=b"
    for raw in found:
        assert (raw.status, raw.headers["x-a"]) == (200, "1")
        assert raw.parse() == Pet(name="x")
