"""Requests and responses as output of the command line."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec

from ..client.client import SyncClient
from ..encoding.json_body import encode_body
from ..operation import Call
from ..pagination import Pages
from ..redaction import HIDDEN, redacted_headers, redacted_url
from .arguments import UsageError


def describe_request(client: SyncClient, call: Call[Any]) -> dict[str, Any]:
    """Return a request as data, without secrets in URL and headers."""
    headers = {"Authorization": HIDDEN, **redacted_headers(call.headers)}
    request = {
        "method": call.operation.method,
        "url": redacted_url(client.base_url + call.target),
        "headers": headers,
    }
    if call.content is None:
        return request
    headers["Content-Type"] = "application/json"
    return {**request, "body": msgspec.Raw(call.content)}


def confirm(call: Call[Any]) -> bool:
    """Ask on standard error; return True if the user agrees."""
    print(f"DELETE {call.path}? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


@contextmanager
def _output(file: str | None) -> Generator[IO[bytes]]:
    if file:
        with open(file, "wb") as stream:
            yield stream
    else:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()


def write_items(client: SyncClient, call: Call[Any], file: str | None) -> None:
    """Write the items of all pages as lines of JSON."""
    items: Pages[Any, Any] = Pages(client, call, None, None, None)
    with _output(file) as stream:
        for item in items:
            stream.write(encode_body(item, name="item") + b"\n")


def write_response(client: SyncClient, call: Call[Any], file: str | None) -> None:
    """Send a call, and write the response as it came, or JSON to standard output."""
    response = client.send_raw(call)
    if file:
        Path(file).write_bytes(response.content)
    elif response.content:
        try:
            # The type in the header is no matter: what is JSON can be printed.
            msgspec.json.decode(response.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            kind = response.headers.get("content-type") or "of no type"
            text = f"response is {kind}, not JSON: name a file with -o FILE"
            raise UsageError(text) from None
        print_json(msgspec.Raw(response.content))


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    with _output(None) as stream:
        content = msgspec.json.encode(value)
        stream.write(msgspec.json.format(content, indent=2) + b"\n")
