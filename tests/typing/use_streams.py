"""Uses of streams, transfers and events of the committed client. Nothing here runs.

A line that is wrong on purpose says so; both checkers complain where such a line is
right after all.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, assert_type

from genesys_cloud import (
    AsyncGenesysCloud,
    AsyncStreamedResponse,
    CallEnded,
    CallRetried,
    ClientState,
    GenesysCloud,
    RawResponse,
    ResponseMismatch,
    StreamedResponse,
    Timeout,
)
from genesys_cloud.models import LicenseUser


def stream(client: GenesysCloud) -> None:
    view = client.with_streaming_response.license
    with view.get_license_user("u1") as response:
        assert_type(response, StreamedResponse[LicenseUser])
        assert_type(response.parse(), LicenseUser)
        assert_type(response.read(), bytes)
        assert_type(response.to_file("x"), Path)
    view.get_license_user(1)  # type: ignore[arg-type]
    view.get_license_user("u1").read()  # type: ignore[attr-defined]


def move_files(client: GenesysCloud) -> None:
    assert_type(client.download("/x"), bytes)
    assert_type(client.download("/x", "file"), Path)
    assert_type(client.upload("https://x", b"x"), RawResponse[None])
    client.upload("https://x", "x")  # type: ignore[arg-type]


def ask(client: GenesysCloud) -> None:
    assert_type(client.request("GET", "/x", type=LicenseUser), LicenseUser)
    assert_type(client.request("GET", "/x"), Any)
    client.request("GET", "/x", query=7)  # type: ignore[call-overload]
    copy = client.with_options(timeout=Timeout(read=1), deadline=2.0)
    assert_type(copy, GenesysCloud)
    client.with_options(deadline="2")  # type: ignore[arg-type]


def ended(event: CallEnded) -> None: ...


def retried(event: CallRetried) -> None: ...


def listen(client: GenesysCloud) -> None:
    assert_type(client.on(CallEnded, ended), Callable[[], None])
    client.on(CallEnded, retried)  # type: ignore[arg-type]
    assert_type(client.stats.calls, int)
    assert_type(client.state, ClientState)
    assert_type(client.mismatches, dict[ResponseMismatch, int])
    client.close(drain=False)
    client.close(False)  # type: ignore[call-arg]


async def stream_async(client: AsyncGenesysCloud) -> None:
    view = client.with_streaming_response.license
    async with view.get_license_user("u1") as response:
        assert_type(response, AsyncStreamedResponse[LicenseUser])
        assert_type(await response.parse(), LicenseUser)
        assert_type([line async for line in response.iter_lines()], list[str])
    with view.get_license_user("u1"):  # type: ignore[attr-defined]
        pass
    assert_type(await client.download("/x"), bytes)
    assert_type(await client.download("/x", Path("file")), Path)
    assert_type(client.with_options(max_retries=1), AsyncGenesysCloud)
    assert_type(await client.request("GET", "/x", type=LicenseUser), LicenseUser)
    await client.connect()
    task = asyncio.create_task(client.with_raw_response.license.get_license_user("u1"))
    assert_type((await task).parse(), LicenseUser)
