"""Secrets that a server repeats are shown nowhere."""

from __future__ import annotations

import base64
import html
import json
import logging
import pickle
import re
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from templates.runtime.auth.credentials import PKCE, SAML2Bearer
from templates.runtime.errors import APIError
from templates.runtime.headers import Headers
from templates.runtime.responses.masking import Secrets
from templates.runtime.retry import RetryPolicy
from templates.runtime.telemetry.events import Event
from templates.runtime.transport.messages import HttpResponse
from tests.runtime.server import Answer, Request, grant_at, serving
from tests.runtime.slow import listening
from tests.runtime.tiny import Tiny

OLD, NEW = "old/t0ken+of=ours&<more>", "new/t0ken+of=ours&<more>"
SECRET = 'cl13nt/"s3cr3t"\\+&'
BASIC = base64.b64encode(f"id:{quote_plus(SECRET)}".encode()).decode()


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(character):04x}" for character in text)


FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda text: quote(text, safe=""),
    "plus": quote_plus,
    "lower": lambda text: quote(text, safe="").replace("%2F", "%2f"),
    "json": lambda text: json.dumps(text)[1:-1],
    "slash": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "html": html.escape,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
}


def echo(text: str, how: str) -> Answer:
    """An error that repeats a text in its headers and in a body of some kind."""
    kinds: dict[str, tuple[str, bytes]] = {
        "json": ("application/json", json.dumps({"message": text, text: 1}).encode()),
        "utf-16": (
            "application/json",
            json.dumps({"error": {"x": [text]}, "message": text}).encode("utf-16"),
        ),
        "escaped": (
            "application/json",
            f'{{"message": "no {escaped(text)} here"}}'.encode(),
        ),
        "twice": (
            "application/json",
            f'{{"a": {json.dumps(text)}, "a": 1, "message": "m"}}'.encode(),
        ),
        "text": ("text/plain", f"Bad token {text}.".encode()),
        "page": ("text/html", f"<p>{text}</p>".encode("utf-16")),
        "broken": ("application/json", f'{{"message": "{text}'.encode()),
    }
    kind, content = kinds[how]
    shown = text if text.isprintable() else ""
    headers = {"Content-Type": kind, "WWW-Authenticate": shown, "X-Said": shown}
    return Answer(403, content=content, headers={**headers, "X-Correlation-Id": shown})


def everything(error: BaseException, records: Any, events: list[Any]) -> str:
    """All that anybody is shown of a call that failed."""
    parts: list[str] = []
    at: BaseException | None = error
    while at is not None:
        parts += [str(at), repr(at), *traceback.format_exception(at)]
        parts += [repr(vars(at)), *getattr(at, "__notes__", ())]
        if isinstance(at, APIError):
            body = at.content
            parts += [body.decode(c, "replace") for c in ("utf-8", "utf-16")]
            parts += [repr(dict(at.headers)), repr(at.body), repr(at.request)]
            with suppress(ValueError):
                parts.append(repr(json.loads(body)))
        at = at.__cause__ or at.__context__
    parts.append(repr(vars(pickle.loads(pickle.dumps(error)))))
    parts += [record.getMessage() for record in records]
    return "\n".join([*parts, *map(repr, events)])


@pytest.mark.parametrize(
    ("how", "form"),
    [
        *product(
            ["json", "utf-16", "escaped", "twice", "text", "page", "broken"], ["plain"]
        ),
        *product(["json", "page"], ["percent", "html", "base64"]),
    ],
)
def test_what_the_api_repeats_is_masked(
    how: str, form: str, make_client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = iter([OLD, NEW])
    words = " and ".join(FORMS[form](secret) for secret in (OLD, NEW, SECRET, BASIC))

    def respond(request: Request) -> Answer:
        if request.target == "/oauth/token":
            return Answer(200, {"access_token": next(tokens), "expires_in": 3600})
        if request.headers["authorization"] == f"Bearer {OLD}":
            return Answer(401)
        return echo(words, how)

    events: list[Any] = []
    with serving(respond) as server:
        client = make_client(
            **grant_at(server.url) | {"client_secret": SECRET}, log_bodies=True
        )
        client.client.on(Event, events.append)
        with pytest.raises(APIError) as caught:
            client.call("get_pet", "p")
    ours = [r for r in caplog.records if not r.name.startswith("asyncio")]
    shown = everything(caught.value, ours, events)
    assert "***" in shown
    for secret in (OLD, NEW, SECRET, BASIC):
        for encode in FORMS.values():
            assert encode(secret) not in shown
    assert caught.value.status == 403


CREDENTIALS = [
    PKCE(client_id="id", code="a-c0de/1", redirect_uri="https://me", verifier="v" * 50),
    SAML2Bearer(client_id="id", client_secret=SECRET, assertion="PHNhbWw+LzEyMzQ1Njc4"),
]


@pytest.mark.parametrize("shown", CREDENTIALS, ids=lambda c: type(c).__name__)
@pytest.mark.parametrize("how", ["json", "utf-16", "text", "page"])
def test_what_the_login_host_repeats_is_masked(
    shown: Any, how: str, make_client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    names = ("code", "verifier", "assertion", "client_secret")
    secrets = [v for name in names if (v := getattr(shown, name, None))]
    if SECRET in secrets:
        secrets.append(BASIC)

    def respond(request: Request) -> Answer:
        form = request.body.decode()
        words = f"{' '.join(secrets)} {form} {request.headers.get('authorization')}"
        return echo(words, how)

    with serving(respond) as server:
        urls = {"base_url": server.url, "login_url": server.url}
        client = make_client(credentials=shown, **urls)
        with pytest.raises(APIError) as caught:
            client.call("get_pet", "p")
    told = everything(caught.value, caplog.records, [])
    for secret in secrets:
        for encode in FORMS.values():
            assert encode(secret) not in told


def test_a_2xx_that_differs_repeats_no_secret(
    make_client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    events: list[Any] = []
    replies = iter(
        [
            Answer(200, {"name": "x", "extra": 3, "friends": [{NEW: 1, "name": {}}]}),
            Answer(200, content=f"<p>{NEW}</p>".encode(), headers={"X-Said": NEW}),
        ]
    )
    with serving(lambda _: next(replies)) as server:
        client = make_client(base_url=server.url, access_token=NEW, log_bodies=True)
        client.client.on(Event, events.append)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            client.call("get_pet", "p")
        with pytest.raises(APIError) as caught:
            client.call("get_pet", "p")
    shown = everything(caught.value, caplog.records, events)
    assert told
    shown += "".join(str(one.message) for one in told)
    shown += repr([*client.client.mismatches, *client.client.undocumented_fields])
    assert "***" in shown
    assert NEW not in shown


def test_the_reason_of_a_status_is_masked_in_every_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    token = "t0ken-of-twenty-letters"

    def answer(connection: Any, released: Any) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 403 %s\r\n" % token.encode())
        connection.sendall(b"Connection: close\r\nContent-Length: 0\r\n\r\n")

    with listening(answer) as url:
        client = Tiny(
            base_url=url, access_token=token, retry_policy=RetryPolicy(max_retry_time=1)
        )
        with pytest.raises(APIError) as caught:
            client.pet.get_pet("p")
        client.close()
    assert token not in everything(caught.value, caplog.records, [])


class TestSecrets:
    def test_short_ones_are_masked_as_words_alone(self) -> None:
        secrets = Secrets("test", "abc", None, "")
        text = "The latest test of testing: abc test."
        assert secrets.mask(text) == "The latest *** of testing: abc ***."

    def test_without_any_nothing_is_masked(self) -> None:
        assert Secrets().mask("anything") == "anything"
        assert Secrets("").mask("") == ""

    @pytest.mark.parametrize(
        "encode",
        [
            *FORMS.values(),
            escaped,
            lambda text: "".join(f"%{ord(character):02x}" for character in text),
            lambda text: quote(quote(text, safe=""), safe=""),
            lambda text: json.dumps(json.dumps({"a": text})),
            lambda text: "".join(f"&#{ord(character)};" for character in text),
            lambda text: "".join(f"&#x{ord(character):X};" for character in text),
            lambda text: html.escape(html.escape(text)),
            lambda text: base64.b64encode(f"Bearer {text}".encode()).decode(),
            lambda text: base64.urlsafe_b64encode(f"<{text}>".encode()).decode(),
            lambda text: base64.b64encode(f"..{text}..".encode()).decode(),
            lambda text: text.encode().hex(),
            lambda text: text.encode().hex().upper(),
        ],
    )
    def test_an_encoded_one_is_masked(self, encode: Callable[[str], str]) -> None:
        for secret in (OLD, SECRET * 2):
            masked = Secrets(secret).mask(f"before {encode(secret)} after")
            assert "***" in masked
            assert encode(secret)[8:-8] not in masked
            assert masked.startswith("before ")
            assert masked.endswith(" after")

    def test_nothing_outside_keeps_one(self) -> None:
        secret = "s3cret-of-nobody-else"
        Secrets(secret).mask("a text")
        assert secret not in repr(list(getattr(re, "_cache")))  # noqa: B009

    def test_the_longest_goes_first(self) -> None:
        secrets = Secrets("a-token-of-ours", "a-token-of-ours-and-more")
        assert secrets.mask("a-token-of-ours-and-more") == "***"

    def test_old_tokens_are_masked_and_there_is_an_end_to_it(self) -> None:
        secrets = Secrets("the-fixed-secret-1")
        for number in range(100):
            secrets.add(f"token-number-{number:04}")
        assert secrets.mask("token-number-0099 token-number-0070") == "*** ***"
        assert secrets.mask("the-fixed-secret-1") == "***"
        assert len(secrets._recent) < 50

    def test_what_holds_none_stays_as_it_is(self) -> None:
        secrets = Secrets("a-token-of-ours")
        for content in (b"", b'{"a" :  1.0}', b"\xff\xfe\x00", "é".encode("utf-16")):
            answer = HttpResponse(500, Headers([(b"X", b"\xe9")]), content, 0.1)
            masked = secrets.mask_response(answer)
            assert masked.content == content
            assert masked.headers["x"] == "é"
