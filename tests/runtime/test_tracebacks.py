"""Tracebacks with the values of variables, as reporters of errors make, show no secret.

The frames of the package are looked at, not those of its callers.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from typing import Any

import httpx
import platformdirs
import pytest
from rich.pretty import pretty_repr

import templates.runtime
from templates.runtime.auth.credentials import (
    PKCE,
    AuthorizationCode,
    ClientCredentials,
    RefreshToken,
    SAML2Bearer,
)
from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import ConfigurationError
from templates.runtime.telemetry.events import CallStarted
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, Request, grant_at, serving
from tests.runtime.tiny import AsyncTiny, Tiny

RUNTIME = str(Path(templates.runtime.__file__).parent)
SECRET = "s3cret"
AT: dict[str, Any] = {"base_url": "http://127.0.0.1:9"}


def leaks(error: BaseException) -> Iterator[str]:
    """Name every variable of ours that shows a secret, and those of what hangs on."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        found = waiting.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        waiting += [found.__cause__, found.__context__]
        if SECRET in f"{found} {found!r} {vars(found)!r}":
            yield f"{type(found).__name__}: {found}"
        for frame, _ in walk_tb(found.__traceback__):
            if not frame.f_code.co_filename.startswith(RUNTIME):
                continue
            for name, value in frame.f_locals.items():
                if SECRET in repr(value) + pretty_repr(value):
                    where = Path(frame.f_code.co_filename).name
                    yield f"{where}:{frame.f_code.co_qualname} {name}={value!r}"


@contextmanager
def clean(kind: Any = Exception) -> Iterator[None]:
    """Expect an error that shows no secret."""
    with pytest.raises(kind) as caught:
        yield
    assert not list(leaks(caught.value))


@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
@pytest.mark.parametrize(
    "settings",
    [
        {"client_id": "i", "client_secret": SECRET},
        {"client_id": "i", "client_secret": SECRET, **AT},
        {"client_secret": SECRET, **AT},
        {"client_id": 7, "client_secret": SECRET, **AT, "login_url": "http://x"},
        {"client_id": "i", "client_secret": [SECRET], **AT, "login_url": "http://x"},
        {"access_token": SECRET},
        {"access_token": f"{SECRET} x", **AT},
        {"access_token": [SECRET], **AT},
        {"access_token": SECRET, "region": "moon"},
        {"access_token": SECRET, "client_id": "i", **AT},
        {"access_token": SECRET, **AT, "timeout": "x"},
        {"access_token": SECRET, **AT, "max_retries": -1},
        {"access_token": SECRET, **AT, "rate_limit": -1},
        {"access_token": SECRET, **AT, "retry_policy": 5},
        {"access_token": SECRET, **AT, "log_bodies": 5},
        {"access_token": SECRET, **AT, "token_store": 5},
        {"access_token": SECRET, **AT, "revoke_on_close": True},
        {"access_token": SECRET, **AT, "on_mismatch": "x"},
        {"access_token": SECRET, **AT, "transport": "x"},
        {"access_token": SECRET, **AT, "http_client": 5},
        {"access_token": SECRET, **AT, "verify": "/nowhere"},
        {"access_token": SECRET, **AT, "cert": ("/nowhere", "/nowhere", SECRET)},
        {"access_token": SECRET, **AT, "cert": {"password": SECRET}},
        {"access_token": SECRET, **AT, "proxy": f"nothing://u:{SECRET}@h"},
        {"access_token": SECRET, **AT, "proxy": f"http://u:{SECRET}@h:x"},
        {"access_token": SECRET, **AT, "proxy": [SECRET]},
        {"access_token": SECRET, **AT, "proxy": f"socks5://u:{SECRET}@h:1"},
        {"access_token": "t", "base_url": f"https://u:{SECRET}@x"},
        {"access_token": "t", "base_url": f"https://u:{SECRET}@x:y"},
        {"access_token": "t", "base_url": [SECRET]},
        {"access_token": "t", "base_url": f"https://x?a={SECRET}"},
        {"access_token": "t", **AT, "login_url": f"https://u:{SECRET}@x"},
        {"credentials": SECRET, **AT},
        {"credentials": ClientCredentials("i", SECRET), **AT},
        {"credentials": ClientCredentials("i", SECRET), "access_token": SECRET},
    ],
)
def test_constructors(cls: type[Any], settings: dict[str, Any]) -> None:
    with clean():
        cls(**settings)


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from msgspec.structs import replace

    from tests.runtime.tiny import PLATFORM

    names = {"client_id": "T_ID", "client_secret": "T_SECRET", "base_url": "T_URL"}
    monkeypatch.setattr(Tiny, "_platform", replace(PLATFORM, environment=names))
    monkeypatch.setenv("T_SECRET", SECRET)
    with pytest.raises(Exception, match="T_ID") as caught:
        Tiny()
    assert not list(leaks(caught.value))


def test_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"nothing://u:{SECRET}@h")
    with clean(ConfigurationError):
        Tiny(access_token=SECRET, base_url="https://127.0.0.1:9")


@pytest.mark.parametrize(
    "text",
    [
        f"[main]\nclient_secret = '{SECRET}'\nregion = 3",
        f"[main]\nclient_secret = '{SECRET}'\nregoin = 'x'",
        f"[main]\nclient_secret = '{SECRET}'\nregion = 'north-1'",
        f"[main]\nclient_secret = '{SECRET}'\nclient_id = 'x'\nregion = 'moon'",
        f"[main]\nclient_secret = '{SECRET}'\n[main.gateway]\nhost = '/'",
        f"[main]\nclient_secret = {SECRET}",
        f"client_secret = '{SECRET}'",
        f"[other]\nclient_secret = '{SECRET}'",
    ],
)
def test_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(platformdirs, "user_config_path", lambda name, **_: tmp_path)
    (tmp_path / "profiles.toml").write_text(text)
    (tmp_path / "profiles.toml").chmod(0o600)
    with clean(ConfigurationError):
        Tiny(profile="main")


@pytest.mark.parametrize(
    "make",
    [
        lambda: ClientCredentials(SECRET, ""),
        lambda: ClientCredentials("", SECRET),
        lambda: RefreshToken(client_id="", refresh_token=SECRET),
        lambda: SAML2Bearer(
            client_id="i", client_secret=SECRET, assertion="<" + SECRET
        ),
        lambda: AuthorizationCode(
            client_id="i", client_secret=SECRET, code=SECRET, redirect_uri=""
        ),
        lambda: PKCE(client_id="i", code=SECRET, redirect_uri="r", verifier=SECRET),
        lambda: PKCE.challenge(SECRET),
        lambda: Tiny.authorize_url("i", "r", region="north-1", verifier=SECRET),
        lambda: Tiny.authorize_url("i", "", region="north-1", state=SECRET),
        lambda: RequestOptions(headers={"X-Mine": f"{SECRET}\n"}),
        lambda: RequestOptions(headers={"Host": SECRET}),
        lambda: RequestOptions(headers=[SECRET]),  # type: ignore[arg-type]
        lambda: RequestOptions(headers={"X-Mine": [SECRET]}),  # type: ignore[dict-item]
        lambda: RequestOptions(headers={"X-Mine": SECRET}, timeout=-1),
        lambda: RequestOptions(query={"key": [SECRET, object()]}),
        lambda: RequestOptions(query={"key": f"{SECRET}\ud800"}),
        lambda: RequestOptions(idempotency_key=f"{SECRET}\n"),
        lambda: RequestOptions(idempotency_key=SECRET, deadline=-1),
    ],
)
def test_values_of_ones_own(make: Callable[[], Any]) -> None:
    with clean():
        make()


def logged_in(client: Make, url: str, **settings: Any) -> Any:
    given = grant_at(url) | {"client_secret": SECRET}
    return client(**given, max_retries=0, **settings)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(401, {"error": "invalid_client", "error_description": SECRET}),
        Answer(500),
        Answer(cut=True),
        Answer(200, {"access_token": "", "refresh_token": SECRET}),
        Answer(200, content=b"<html>"),
        Answer(200, content=b"x" * 20, headers={"Content-Encoding": "gzip"}),
    ],
)
def test_requests_for_a_token(make_client: Make, answer: Answer) -> None:
    with serving(lambda r: answer) as server:
        client = logged_in(make_client, server.url)
        with clean():
            client.call("get_pet", "1")
        with clean():
            client.do("connect")


def test_a_refresh_token(make_client: Make) -> None:
    shown = RefreshToken(client_id="i", refresh_token=SECRET)
    with serving(lambda r: Answer(400, {"error": "invalid_grant"})) as server:
        urls = {"base_url": server.url, "login_url": server.url}
        client = make_client(access_token=None, credentials=shown, **urls)
        for _ in range(2):
            with clean():
                client.call("get_pet", "1")


OPTIONS = RequestOptions(
    headers={"X-Mine": SECRET, "Authorization": f"Basic {SECRET}"},
    query={"sig": SECRET},
    idempotency_key=SECRET,
)


@pytest.mark.parametrize(
    ("name", "args", "options"),
    [("get_pet", ["1"], None), ("post_pet", [{"name": SECRET}], OPTIONS)],
)
@pytest.mark.parametrize(
    "answer",
    [
        Answer(404, {"message": "no"}),
        Answer(401, {"code": "bad.credentials"}),
        Answer(429),
        Answer(503),
        Answer(302, headers={"Location": "http://x/"}),
        Answer(cut=True),
        Answer(200, content=b"{"),
        Answer(201, content=b"<html>"),
        Answer(200, content=b"x" * 20, headers={"Content-Encoding": "gzip"}),
    ],
)
def test_calls(
    make_client: Make,
    answer: Answer,
    name: str,
    args: list[Any],
    options: RequestOptions | None,
) -> None:
    with serving(lambda r: answer) as server:
        client = make_client(access_token=SECRET, base_url=server.url, max_retries=0)
        with clean():
            client.call(name, *args, options=options)


def test_late_calls(make_client: Make) -> None:
    with serving(lambda r: Answer(stall=True)) as server:
        client = make_client(access_token=SECRET, base_url=server.url, max_retries=0)
        for options in (RequestOptions(deadline=0.05), RequestOptions(timeout=0.05)):
            with clean():
                client.call("get_pet", "1", options=options)


def test_listeners_that_end_the_program() -> None:
    class EndError(BaseException):
        pass

    def end(event: CallStarted) -> None:
        raise EndError

    with Tiny(access_token=SECRET, **AT) as client:
        client.on(CallStarted, end)
        with clean(EndError):
            client.pet.get_pet("1", options=OPTIONS)


@pytest.mark.parametrize(
    "values",
    [
        {"path": "x"},
        {"path": f"/x?{SECRET}"},
        {"path": "/x", "query": {"a": object()}},
        {"path": "/x", "body": {"password": object()}},
        {"path": "/x", "body": {"password": SECRET, "x": float("nan")}},
        {"path": "/x", "headers": {"X-Mine": f"{SECRET}\n"}},
        {"path": "/x", "headers": {"Host": SECRET}},
        {"path": "/x", "headers": {"X-Mine": 5}},
        {"path": "/missing"},
    ],
)
def test_endpoints_without_documents(make_client: Make, values: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "headers": {"X-Key": SECRET},
        "query": {"sig": SECRET},
        "body": {"password": SECRET},
        **values,
    }
    with serving(lambda r: Answer(404, {"message": "no"})) as server:
        client = make_client(access_token=SECRET, base_url=server.url)
        with clean():
            client.do("request", "POST", **given)


@pytest.mark.parametrize(
    "values",
    [
        {"headers": {"X-Mine": SECRET}, "timeout": -1},
        {"headers": {"X-Mine": f"{SECRET}\n"}},
        {"query": {"a": SECRET, "b": object()}},
    ],
)
def test_copies(make_client: Make, values: Mapping[str, Any]) -> None:
    client: Any = make_client(access_token=SECRET, **AT)
    with clean((TypeError, ValueError)):
        client.client.with_options(**values)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(403, content=b"no"),
        Answer(503),
        Answer(cut=True),
        Answer(302, headers={"Location": f"http://localhost:9/?sig={SECRET}"}),
        Answer(302, headers={"Location": f"http://u:{SECRET}@localhost:9/"}),
        Answer(200, content=b"x" * 10, cut_after=5, headers={"ETag": '"e"'}),
        Answer(200, content=b"x" * 20, headers={"Content-Encoding": "gzip"}),
    ],
)
def test_transfers(make_client: Make, tmp_path: Path, answer: Answer) -> None:
    leaked: list[str] = []
    with serving(lambda r: answer) as server:
        client = make_client(access_token=SECRET, base_url=server.url, max_retries=0)
        for base in (server.url, server.url.replace("127.0.0.1", "localhost")):
            url = f"{base}/f?sig={SECRET}"
            for name, args in (
                ("download", [url]),
                ("download", [url, tmp_path / "f"]),
                ("upload", [url, b"content"]),
            ):
                values: dict[str, Any] = (
                    {"headers": {"X-Mine": SECRET}} if name == "upload" else {}
                )
                try:
                    client.do(name, *args, **values)
                except Exception as error:
                    leaked += leaks(error)
    assert leaked == []


@pytest.mark.parametrize(
    "url", [f"ftp://x/?sig={SECRET}", f"http://u:{SECRET}@x/", [SECRET]]
)
def test_transfers_that_cannot_be(make_client: Make, url: Any) -> None:
    client = make_client(access_token=SECRET, **AT)
    for name, args in (("download", [url]), ("upload", [url, b"x"])):
        with clean((TypeError, ValueError)):
            client.do(name, *args)


@pytest.mark.parametrize(
    "headers", [{"X-Mine": f"{SECRET}\n"}, {"Authorization": SECRET}, {"X": [SECRET]}]
)
def test_headers_of_uploads(make_client: Make, headers: Any) -> None:
    client = make_client(access_token=SECRET, **AT)
    with clean((TypeError, ValueError)):
        client.do("upload", f"http://x/?sig={SECRET}", b"x", headers=headers)


def test_transports_that_raise(make_client: Make) -> None:
    class Raising(httpx.BaseTransport, httpx.AsyncBaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise KeyError("a bug")

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise KeyError("a bug")

    client = make_client(access_token=SECRET, **AT, transport=Raising())
    with clean(KeyError):
        client.call("get_pet", "1", options=OPTIONS)
    with clean(KeyError):
        client.do("download", f"http://x/?sig={SECRET}")


def test_stores_that_raise(make_client: Make) -> None:
    class Store:
        def load(self, key: str) -> Any:
            return None

        def save(self, key: str, token: Any) -> None:
            raise ValueError("full")

        def delete(self, key: str) -> None:
            pass

    def respond(request: Request) -> Answer:
        if request.target == "/oauth/token":
            return Answer(200, {"access_token": SECRET, "expires_in": 60})
        return Answer(404, {"message": "no"})

    with serving(respond) as server:
        client = logged_in(make_client, server.url, token_store=Store())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with clean():
                client.call("get_pet", "1")
