"""What is written to `logging`, and what never is."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from templates.runtime.errors import RedirectError, ResponseMismatchError
from templates.runtime.headers import Headers
from templates.runtime.redaction import (
    is_secret_header,
    is_secret_name,
    redacted_body,
    redacted_headers,
    redacted_url,
)
from templates.runtime.telemetry.emitter import LOGGER_NAME, Log
from tests.runtime.server import Answer, Request, serving
from tests.runtime.tiny import Tiny

ROOT = Path(__file__).parents[2]


def test_the_logger_is_named_after_the_package() -> None:
    assert LOGGER_NAME == "templates"
    code = (
        "import sys\n"
        "import genesys_cloud\n"
        "assert 'logging' not in sys.modules\n"
        "from genesys_cloud._runtime.telemetry.emitter import LOGGER_NAME\n"
        "assert LOGGER_NAME == 'genesys_cloud'\n"
        "assert 'logging' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT / "generated", check=True)


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "Proxy-Authorization",
        "Cookie",
        "Set-Cookie",
        "X-Api-Key",
        "access_token",
        "refreshToken",
        "client_secret",
        "clientSecret",
        "password",
        "X-Amz-Signature",
        "X-Amz-Credential",
        "code",
        "code_verifier",
        "assertion",
        "PRIVATE-KEY",
        "sig",
        "jwt",
        "otp",
        "totp",
        "passcode",
        "sessionId",
        "key",
        "connectUri",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["Accept", "id", "name", "pageSize", "statusCode", "keyword", "User-Agent"]
)
def test_names_of_others(name: str) -> None:
    assert not is_secret_name(name)


def test_copies_are_shown_without_secrets() -> None:
    lines = (("Authorization", "Bearer s3cret"), ("Location", "https://x?sig=s3cret"))
    shown = redacted_headers(lines)
    assert shown == {"Authorization": "***", "Location": "https://x?sig=***"}
    assert lines[0][1] == "Bearer s3cret"
    assert (
        redacted_url("https://x/y?a=1&token=s3cret&b") == "https://x/y?a=1&token=***&b"
    )
    assert redacted_url("https://x/y") == "https://x/y"


@pytest.mark.parametrize(
    "name",
    ["X-Auth-User", "X-Session", "X-Session-Data", "WWW-Authenticate", "My-Key-Id"],
)
def test_headers_that_name_a_secret(name: str) -> None:
    assert is_secret_header(name)
    assert "s3cret" not in repr(Headers([(name.encode(), b"s3cret")]))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:s3cret@x/y", "https://***@x/y"),
        ("//s3cret@x/y?a=b@c", "//***@x/y?a=b@c"),
        ("https://x/y#access_token=s3cret", "https://x/y#***"),
        ("/y?a=1&%74oken=s3cret#s3cret", "/y?a=1&%74oken=***#***"),
        ("https://x/a@b#", "https://x/a@b#"),
    ],
)
def test_urls_are_shown_without_user_and_fragment(url: str, shown: str) -> None:
    assert redacted_url(url) == shown
    headers = Headers([(b"Location", url.encode())])
    assert redacted_headers(headers.items()) == {"location": shown}
    error = RedirectError("moved", status=302, headers=headers)
    assert "s3cret" not in repr(vars(error))
    assert error.location == url


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://u:s3cret@x/y?plain=s3cret#s3cret", "https://***@x/y?***"),
        ("see https://x/y?a=s3cret now", "see https://x/y?*** now"),
        ("wss://x/y?a=s3cret", "wss://x/y?***"),
        ("/api?page=2&sig=s3cret", "/api?page=2&sig=***"),
        ("why? me@home #1", "why? me@home #1"),
    ],
)
def test_urls_in_bodies_are_shown_without_their_query(text: str, shown: str) -> None:
    assert json.loads(redacted_body(json.dumps({"a": [text]}).encode())) == {
        "a": [shown]
    }
    form = urlencode({"a": text}).encode()
    assert dict(parse_qsl(redacted_body(form))) == {"a": shown}


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (None, "no body"),
        (b"", "no body"),
        (b'{"a":1,"password":"s3cret"}', '{"a":1,"password":"***"}'),
        (
            b'[{"b":{"clientSecret":["s3cret"],"isSecret":true,"token":null}}]',
            '[{"b":{"clientSecret":"***","isSecret":true,"token":null}}]',
        ),
        (b"grant_type=x&client_secret=s3cret", "grant_type=x&client_secret=***"),
        (b"<html>s3cret</html>", "(19 bytes)"),
        (b"\xff\x00s3cret", "(8 bytes)"),
        (b"s3cret", "(6 bytes)"),
        (b"[" * 5000, "(5000 bytes)"),
    ],
)
def test_bodies_are_shown_without_secrets(content: bytes | None, shown: str) -> None:
    assert redacted_body(content) == shown


def test_long_bodies_are_cut() -> None:
    content = b'["' + b"x" * 5000 + b'"]'
    assert redacted_body(content).endswith("... (5004 bytes)")
    assert len(redacted_body(content)) < 2100


def run(level: int, caplog: pytest.LogCaptureFixture, **settings: Any) -> str:
    answers = [
        Answer(503),
        Answer(429, headers={"Retry-After": "0"}),
        Answer(200, {"name": "x", "secret": "s3cret"}, {"Set-Cookie": "s3cret"}),
    ]
    caplog.set_level(level, logger=LOGGER_NAME)

    def respond(request: Request) -> Answer:
        assert request.headers["authorization"] == "Bearer s3cret"
        assert b"s3cret" in request.body
        return answers.pop(0)

    with (
        serving(respond) as server,
        Tiny(access_token="s3cret", base_url=server.url, **settings) as client,
    ):
        client._context.random = lambda: 0.0
        client.pet.put_pet("1", {"password": "s3cret", "plain": "in-the-body"})
    written = [r for r in caplog.records if r.name == LOGGER_NAME]
    text = "\n".join(f"{r.levelname} {r.getMessage()}" for r in written)
    assert "s3cret" not in text
    return text


def test_at_debug_each_request_and_answer_is_written(
    caplog: pytest.LogCaptureFixture,
) -> None:
    text = run(logging.DEBUG, caplog)
    assert text.count("DEBUG PetAPI.putPet #1: attempt ") == 3
    assert "PUT http://127.0.0.1" in text
    assert "'Authorization': '***'" in text
    assert "DEBUG PetAPI.putPet #1: 200 after" in text
    assert "in-the-body" not in text


def test_bodies_are_written_on_demand(caplog: pytest.LogCaptureFixture) -> None:
    text = run(logging.DEBUG, caplog, log_bodies=True)
    assert '{"password":"***","plain":"in-the-body"}' in text
    assert '"name":"x"' in text


def test_at_info_there_are_retries_and_pauses(caplog: pytest.LogCaptureFixture) -> None:
    text = run(logging.INFO, caplog, log_bodies=True)
    assert text.splitlines() == [
        "INFO client state changed to RUNNING from CREATED",
        "INFO PetAPI.putPet: attempt 1 failed (status 503), retry in 0.000 s",
        "WARNING PetAPI.putPet: 429, all calls pause for 0.000 s",
        "INFO undocumented field: PetAPI.putPet: $.secret is not documented",
        "INFO client state changed to CLOSING from IDLE",
        "INFO client state changed to CLOSED from CLOSING",
    ]


@pytest.mark.parametrize("mode", ["warn", "ignore", "raise"])
def test_at_info_each_place_that_differs_is_written_once(
    make_client: Any, caplog: pytest.LogCaptureFixture, mode: str
) -> None:
    caplog.set_level(logging.INFO, logger=LOGGER_NAME)
    with (
        serving(lambda r: Answer(200, {"name": ["s3cret"]})) as server,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        client = make_client(base_url=server.url, on_mismatch=mode)
        for _ in range(2):
            with suppress(ResponseMismatchError):
                client.call("get_pet", "1")
    lines = [r for r in caplog.records if "does not match" in r.getMessage()]
    assert [record.levelname for record in lines] == ["INFO"]
    assert "PetAPI.getPet" in lines[0].getMessage()
    assert "$.name" in lines[0].getMessage()
    assert "s3cret" not in lines[0].getMessage()


def test_nothing_is_written_where_nobody_reads() -> None:
    log = Log()
    log.logger.setLevel(logging.ERROR)
    try:
        assert not log.active
    finally:
        log.logger.setLevel(logging.NOTSET)
