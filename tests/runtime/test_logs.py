"""What is written to `logging`, and what never is."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from templates.runtime.logs import (
    LOGGER_NAME,
    Log,
    secret_name,
    shown_body,
    shown_headers,
    shown_url,
)
from tests.runtime.server import Answer, Request, serving
from tests.runtime.tiny import Tiny

ROOT = Path(__file__).parents[2]


def test_the_logger_is_named_after_the_package() -> None:
    assert LOGGER_NAME == "templates"
    code = (
        "import sys\n"
        "import genesys_cloud\n"
        "assert 'logging' not in sys.modules\n"
        "from genesys_cloud._runtime.logs import LOGGER_NAME\n"
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
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert secret_name(name)


@pytest.mark.parametrize(
    "name", ["Accept", "id", "name", "pageSize", "statusCode", "key", "User-Agent"]
)
def test_names_of_others(name: str) -> None:
    assert not secret_name(name)


def test_copies_are_shown_without_secrets() -> None:
    lines = (("Authorization", "Bearer s3cret"), ("Location", "https://x?sig=s3cret"))
    shown = shown_headers(lines)
    assert shown == {"Authorization": "***", "Location": "https://x?sig=***"}
    assert lines[0][1] == "Bearer s3cret"
    assert shown_url("https://x/y?a=1&token=s3cret&b") == "https://x/y?a=1&token=***&b"
    assert shown_url("https://x/y") == "https://x/y"


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
    assert shown_body(content) == shown


def test_long_bodies_are_cut() -> None:
    content = b'["' + b"x" * 5000 + b'"]'
    assert shown_body(content).endswith("... (5004 bytes)")
    assert len(shown_body(content)) < 2100


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
        client._core.random = lambda: 0.0
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
        "INFO PetAPI.putPet: attempt 1 failed (status 503), the next follows in"
        " 0.000 s",
        "WARNING PetAPI.putPet: 429, all calls pause for 0.000 s",
    ]


def test_at_warning_there_are_pauses_alone(caplog: pytest.LogCaptureFixture) -> None:
    text = run(logging.WARNING, caplog)
    assert text.startswith("WARNING")
    assert len(text.splitlines()) == 1


def test_nothing_is_written_where_nobody_reads() -> None:
    log = Log()
    log.logger.setLevel(logging.ERROR)
    try:
        assert not log.active
    finally:
        log.logger.setLevel(logging.NOTSET)
