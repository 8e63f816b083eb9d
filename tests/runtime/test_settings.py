"""What a client's constructor takes, and what it says to everything else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from templates.runtime.errors import ConfigurationError
from tests.runtime.tiny import PLATFORM, AsyncTiny, Tiny

ROOT = Path(__file__).parents[2]
TOKEN: dict[str, Any] = {"access_token": "t0ken"}
GRANT: dict[str, Any] = {"client_id": "an-id", "client_secret": "a-secret"}
AT: dict[str, Any] = {"base_url": "https://api.example"}
NORTH: dict[str, Any] = {"region": "north-1"}


@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "needs region or base_url.*north-1, south-1"),
        (TOKEN, "needs region or base_url.*north-1, south-1"),
        (AT, "needs credentials: access_token, or client_id and client_secret"),
        (NORTH, "needs credentials"),
        ({**NORTH, "access_token": ""}, "access_token is empty"),
        ({**NORTH, **GRANT, "client_secret": ""}, "client_secret is empty"),
        ({**NORTH, **GRANT, "client_id": 7}, "client_id is empty, or no text"),
        ({**NORTH, "client_id": "x"}, "needs client_secret too"),
        ({**NORTH, "client_secret": "x"}, "needs client_id too"),
        ({**NORTH, **GRANT, **TOKEN}, "not both"),
        ({**NORTH, "access_token": "a\r\nX: y"}, "characters that no token has"),
        ({**NORTH, "access_token": "Bearer x"}, "characters that no token has"),
        ({**TOKEN, "region": "nort-1"}, "did you mean 'north-1'.*north-1, south-1"),
        ({**TOKEN, "region": "moon"}, "Unknown region 'moon': Regions: north-1"),
        ({**TOKEN, "region": ""}, "Unknown region"),
        ({**GRANT, **AT}, "needs a login host.*give region or login_url too, or an acc"),
        ({**TOKEN, "base_url": "api.example"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": ""}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "ftp://x"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://x:99999"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://[x"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://x/\n"}, "absolute http or https URL"),
        ({**TOKEN, "base_url": 7}, "absolute http or https URL"),
        ({**TOKEN, "base_url": "https://u:a-secret@x"}, "may not hold a user"),
        ({**TOKEN, "base_url": "https://x?a-secret=1"}, "may not hold .* a query"),
        ({**TOKEN, "base_url": "https://x#y"}, "may not hold .* a fragment"),
        ({**TOKEN, **AT, "timeout": 0}, "timeout is a positive"),
        ({**TOKEN, **AT, "timeout": "1"}, "timeout is a number"),
        ({**TOKEN, **AT, "max_retries": -1}, "max_retries is zero or more"),
        ({**TOKEN, **AT, "max_retries": True}, "max_retries is a whole number"),
        ({**TOKEN, **AT, "max_retries": None}, "max_retries is a whole number"),
        ({**TOKEN, **AT, "rate_limit": 0}, "rate_limit is positive"),
        ({**TOKEN, **AT, "rate_limit": "300"}, "rate_limit is a number"),
    ],
)
def test_what_cannot_work_is_told_at_construction(
    cls: type[Any], settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        cls(**settings)
    assert "a-secret" not in str(caught.value)
    assert "t0ken" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "base_url"),
    [
        ({**TOKEN, **NORTH}, "https://api.north.example"),
        ({**GRANT, **NORTH}, "https://api.north.example"),
        ({**GRANT, **NORTH, **AT}, "https://api.example"),
        ({**TOKEN, "base_url": "http://[::1]:80/a/"}, "http://[::1]:80/a"),
    ],
)
def test_where_calls_go(settings: dict[str, Any], base_url: str) -> None:
    client = Tiny(**settings)
    assert repr(client) == f"<Tiny of {base_url}>"
    assert "secret" not in repr(vars(client)) + repr(client.pet)


def test_a_platform_with_one_host_needs_no_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = replace(PLATFORM, api="https://one", login="https://in.one", regions={})
    monkeypatch.setattr(Tiny, "_platform", one)
    assert repr(Tiny(**GRANT)) == "<Tiny of https://one>"


def test_importing_loads_no_http_library() -> None:
    code = (
        "import sys, tests.runtime.tiny as tiny\n"
        "assert not {'httpx', 'anyio'} & set(sys.modules)\n"
        "tiny.Tiny(access_token='x', base_url='http://x')\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_making_and_closing_a_client_opens_nothing() -> None:
    with Tiny(**TOKEN, **AT) as client:
        assert client.pet is client.pet
        assert client._runner._sender is None
