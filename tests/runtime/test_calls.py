"""Whole calls against a real server, with the sync client, asyncio and trio."""

from __future__ import annotations

import gzip
import pickle
import socket
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest

from templates.runtime import errors
from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import (
    APIConnectionError,
    APIError,
    ClientClosedError,
    DecodeError,
)
from tests.runtime.conftest import Client
from tests.runtime.server import Answer, Request, serving
from tests.runtime.tiny import PLATFORM, AsyncTiny, Tiny
from tests.runtime.tiny_models import ErrorBody, Listing, Pet

Make = Callable[..., Client]
ONCE = RequestOptions(max_retries=0)


def always(*args: Any, **values: Any) -> Callable[[Request], Answer]:
    return lambda request: Answer(*args, **values)


def test_a_call_and_its_value(make_client: Make) -> None:
    with serving(always(200, {"name": "x", "dateBorn": "2020-01-02"})) as server:
        pet = make_client(base_url=server.url + "/base/").call(
            "get_pet", "a/b", expand=["x", "y"], if_match="1"
        )
    assert isinstance(pet, Pet)
    assert pet.name == "x"
    (request,) = server.requests
    assert request.method == "GET"
    assert request.target == "/base/pets/a%2Fb?expand=x&expand=y"
    assert request.body == b""
    assert request.headers["authorization"] == "Bearer t0ken"
    assert request.headers["accept"] == "application/json"
    assert request.headers["if-match"] == "1"
    assert "content-type" not in request.headers
    agent = request.headers["user-agent"].split()
    assert agent[0] == "tiny/1.2.3"
    assert agent[1].startswith("python/3.")
    assert agent[2] == f"httpx/{httpx.__version__}"


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (Pet(name="x", id=None), b'{"name":"x"}'),
        ({"name": None}, b'{"name":null}'),
        ({"name": "", "more": {}}, b'{"name":"","more":{}}'),
    ],
)
def test_bodies_are_json(make_client: Make, body: Any, content: bytes) -> None:
    with serving(always(201, {"name": "x"})) as server:
        pet = make_client(base_url=server.url).call("post_pet", body)
    assert pet == Pet(name="x")
    assert server.requests[0].body == content
    assert server.requests[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "body", "value"),
    [
        (200, {"name": "x"}, Pet(name="x")),
        (201, {"entities": []}, Listing(entities=[])),
        (202, {"unknown": 1}, {"unknown": 1}),
        (202, None, None),
        (204, None, None),
        (206, None, None),
    ],
)
def test_the_status_decides_the_type(
    make_client: Make, status: int, body: Any, value: Any
) -> None:
    with serving(always(status, body)) as server:
        client = make_client(base_url=server.url, on_mismatch="ignore")
        assert client.call("put_pet", "1") == value


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_default_only_is_none(make_client: Make, status: int) -> None:
    with serving(always(status, None)) as server:
        assert make_client(base_url=server.url).call("delete_pet", "1") is None


def test_a_success_that_is_not_documented_has_the_one_type(make_client: Make) -> None:
    with serving(always(203, {"name": "x"})) as server:
        client = make_client(base_url=server.url, on_mismatch="ignore")
        assert client.call("get_pet", "1") == Pet(name="x")
        assert client.call("put_pet", "1") == Pet(name="x")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"<html>gateway</html>",
        b"[]",
        b"\xff\xfe{}",
        b'{"name":"\xff"}',
        b"[" * 100_000,
    ],
)
def test_an_unreadable_answer_is_a_clear_error(
    make_client: Make, content: bytes
) -> None:
    headers = {"Content-Type": "text/html", "X-Correlation-Id": "c1"}
    with (
        serving(always(200, content=content, headers=headers)) as server,
        pytest.raises(DecodeError, match=r"PetAPI\.getPet.*with_raw_resp") as caught,
    ):
        make_client(base_url=server.url).call("get_pet", "1")
    error = caught.value
    assert (error.status, error.content) == (200, content)
    assert (error.correlation_id, error.attempts) == ("c1", 1)
    check_clean(error)


def test_readable_if_odd(make_client: Make) -> None:
    contents = [b'\xef\xbb\xbf{"name":"x"}', gzip.compress(b'{"name":"x"}')]
    heads = [{}, {"Content-Encoding": "gzip"}]
    answers = [
        Answer(200, content=c, headers=h) for c, h in zip(contents, heads, strict=True)
    ]
    with serving(lambda r: answers.pop(0)) as server:
        client = make_client(base_url=server.url)
        assert client.call("get_pet", "1") == Pet(name="x")
        assert client.call("get_pet", "1") == Pet(name="x")


@pytest.mark.parametrize(
    ("content", "kind"), [(b'"w"', "application/json"), (b"w", "text/plain")]
)
def test_a_string_comes_as_json_or_as_text(
    make_client: Make, content: bytes, kind: str
) -> None:
    with serving(
        always(200, content=content, headers={"Content-Type": kind})
    ) as server:
        client = make_client(base_url=server.url)
        with pytest.warns(DeprecationWarning, match="use get_pet"):
            assert client.call("get_word") == "w"
        assert client.raw("get_word").content == content


def test_a_broken_coding_is_a_clear_error(make_client: Make) -> None:
    head = {"Content-Encoding": "gzip", "X-Correlation-Id": "c-1"}
    with (
        serving(always(200, content=b"no gzip", headers=head)) as server,
        pytest.raises(DecodeError, match="coding") as caught,
    ):
        make_client(base_url=server.url).call("get_pet", "1")
    assert len(server.requests) == 1
    check_clean(caught.value)
    assert (caught.value.status, caught.value.content) == (200, b"no gzip")
    assert caught.value.headers["content-encoding"] == "gzip"
    assert caught.value.correlation_id == "c-1"


def test_a_broken_coding_hides_no_status(make_client: Make) -> None:
    head = {"Content-Encoding": "gzip"}
    with (
        serving(always(404, content=b"no gzip", headers=head)) as server,
        pytest.raises(errors.NotFoundError) as caught,
    ):
        make_client(base_url=server.url).call("get_pet", "1")
    assert caught.value.content == b"no gzip"


def test_a_connection_that_is_refused_says_so(make_client: Make) -> None:
    with serving(always(200)) as server:
        url = server.url
    client = make_client(base_url=url, max_retries=0)
    with pytest.raises(APIConnectionError, match="Connection refused"):
        client.call("get_pet", "1")


def test_a_host_that_speaks_no_tls_says_why(make_client: Make) -> None:
    with serving(always(200)) as server:
        url = server.url.replace("http:", "https:")
        client = make_client(base_url=url, max_retries=0)
        with pytest.raises(APIConnectionError, match="SSL"):
            client.call("get_pet", "1")


def check_clean(error: APIError) -> None:
    """No library below, no token, and a way through pickle."""
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    context: BaseException | None = error.__context__
    while context is not None:
        assert not type(context).__module__.startswith(("httpx", "httpcore", "msgspec"))
        context = context.__context__
    same = pickle.loads(pickle.dumps(error))
    assert type(same) is type(error)
    assert str(same) == str(error)
    assert {k: v for k, v in vars(same).items() if k != "headers"} == {
        k: v for k, v in vars(error).items() if k != "headers"
    }
    assert "t0ken" not in repr(error) + str(error) + repr(vars(error))


@pytest.mark.parametrize(
    ("status", "cls", "family"),
    [
        (300, errors.RedirectError, errors.APIStatusError),
        (302, errors.RedirectError, errors.APIStatusError),
        (304, errors.RedirectError, errors.APIStatusError),
        (400, errors.BadRequestError, errors.ClientError),
        (401, errors.UnauthorizedError, errors.ClientError),
        (403, errors.ForbiddenError, errors.ClientError),
        (404, errors.NotFoundError, errors.ClientError),
        (405, errors.MethodNotAllowedError, errors.ClientError),
        (408, errors.RequestTimeoutError, errors.ClientError),
        (409, errors.ConflictError, errors.ClientError),
        (410, errors.GoneError, errors.ClientError),
        (412, errors.PreconditionFailedError, errors.ClientError),
        (413, errors.PayloadTooLargeError, errors.ClientError),
        (415, errors.UnsupportedMediaTypeError, errors.ClientError),
        (418, errors.ClientError, errors.ClientError),
        (422, errors.UnprocessableEntityError, errors.ClientError),
        (423, errors.LockedError, errors.ClientError),
        (424, errors.FailedDependencyError, errors.ClientError),
        (429, errors.RateLimitError, errors.ClientError),
        (500, errors.InternalServerError, errors.ServerError),
        (501, errors.UnimplementedError, errors.ServerError),
        (502, errors.BadGatewayError, errors.ServerError),
        (503, errors.ServiceUnavailableError, errors.ServerError),
        (504, errors.GatewayTimeoutError, errors.ServerError),
        (599, errors.ServerError, errors.ServerError),
        (600, errors.APIStatusError, errors.APIStatusError),
    ],
)
def test_every_other_status_raises_its_class(
    status: int, cls: type[Exception], family: type[Exception]
) -> None:
    headers = {"Location": "/elsewhere", "X-Correlation-Id": "c1"}
    with (
        serving(always(status, {"message": "no"}, headers)) as server,
        Tiny(access_token="t0ken", base_url=server.url) as client,
        pytest.raises(family) as caught,
    ):
        client.pet.get_pet("1", options=ONCE)
    error = caught.value
    assert type(error) is cls
    assert isinstance(error, errors.APIStatusError)
    assert (error.status, error.correlation_id) == (status, "c1")
    assert error.documented is (status in (400, 404, 429, 500))
    assert len(server.requests) == 1
    check_clean(error)


def test_an_error_tells_all(make_client: Make) -> None:
    body = {"message": "no\nsuch  pet", "code": "not.found", "contextId": "c1"}
    with (
        serving(always(404, body, {"X-Correlation-Id": "c1"})) as server,
        pytest.raises(errors.NotFoundError) as caught,
    ):
        make_client(base_url=server.url).call("get_pet", "a b", expand=["x"])
    error = caught.value
    assert str(error) == (
        "PetAPI.getPet: 404 Not Found: no such pet (code not.found, correlation id c1)"
        ". Check the ids, and what the token may see."
    )
    assert error.message == "no\nsuch  pet"
    assert error.operation == "PetAPI.getPet"
    assert (error.method, error.url) == ("GET", f"{server.url}/pets/a%20b?expand=x")
    assert error.code == "not.found"
    assert error.body == ErrorBody.from_dict(body)
    assert error.headers["x-correlation-ID"] == "c1"
    assert error.attempts == 1


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b"<html>", None),
        (b"", None),
        (b"[1]", [1]),
        (b'{"code":"c"}', ErrorBody(code="c")),
    ],
)
def test_an_error_with_an_odd_body_is_still_that_error(
    make_client: Make, content: bytes, body: Any
) -> None:
    with (
        serving(always(404, content=content)) as server,
        pytest.raises(errors.NotFoundError) as caught,
    ):
        make_client(base_url=server.url).call("get_pet", "1")
    assert caught.value.body == body
    assert caught.value.content == content
    assert caught.value.message == "404 Not Found"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_redirects_are_not_followed(make_client: Make, host: str) -> None:
    with serving(always(200, {"name": "x"})) as other:
        target = other.url.replace("127.0.0.1", host)
        with (
            serving(always(302, None, {"Location": target})) as server,
            pytest.raises(errors.RedirectError, match="not followed"),
        ):
            make_client(base_url=server.url).call("get_pet", "1")
    assert other.requests == []


def test_a_given_client_that_follows_redirects_does_not() -> None:
    with (
        serving(always(302, None, {"Location": "/else"})) as server,
        httpx.Client(follow_redirects=True) as given,
    ):
        client = Tiny(access_token="t", base_url=server.url, http_client=given)
        with pytest.raises(errors.RedirectError):
            client.pet.get_pet("1")
    assert len(server.requests) == 1


def test_raw_responses(make_client: Make) -> None:
    head = {"X-Correlation-Id": "c1", "X-Two": "a"}
    with serving(always(200, {"name": "x", "more": 1}, head)) as server:
        client = make_client(base_url=server.url)
        answer = client.raw("get_pet", "1", expand=["x"])
        assert answer.status == 200
        assert answer.correlation_id == "c1"
        assert answer.headers["x-two"] == "a"
        assert answer.content == b'{"name": "x", "more": 1}'
        assert answer.parse() == Pet.from_dict({"name": "x", "more": 1})
        assert 0 < answer.elapsed < 30
        assert "Pet" not in repr(answer)
        server.respond = always(200, content=b"<html>")
        odd = client.raw("get_pet", "1")
        assert odd.content == b"<html>"
        with pytest.raises(DecodeError):
            odd.parse()
        server.respond = always(404)
        with pytest.raises(errors.NotFoundError):
            client.raw("get_pet", "1")
        with pytest.raises(TypeError, match="petId"):
            client.raw("get_pet", None)


def test_wrong_arguments_cause_no_traffic(make_client: Make) -> None:
    with serving(always(200)) as server:
        client = make_client(base_url=server.url)
        for name, args, values in (
            ("get_pet", (None,), {}),
            ("get_pet", (".",), {}),
            ("get_pet", ("1",), {"expand": "x"}),
            ("post_pet", ([],), {}),
            ("post_pet", (None,), {}),
        ):
            with pytest.raises((TypeError, ValueError), match=r"^PetAPI\."):
                client.call(name, *args, **values)
    assert server.requests == []


def test_a_cut_connection_is_tried_again(make_client: Make, quick: None) -> None:
    answers = [Answer(cut=True), Answer(500), Answer(200, {"name": "x"})]
    with serving(lambda r: answers.pop(0)) as server:
        assert make_client(base_url=server.url).call("get_pet", "1") == Pet(name="x")
        assert len(server.requests) == 3
        server.respond = always(cut=True)
        with pytest.raises(errors.APIConnectionError, match="may have acted") as caught:
            make_client(base_url=server.url).call("post_pet", {"name": "x"})
        assert caught.value.reached is True
        assert len(server.requests) == 4
        check_clean(caught.value)


def test_nobody_there(make_client: Make, quick: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = make_client(base_url=f"http://127.0.0.1:{port}", max_retries=2)
    with pytest.raises(errors.APIConnectionError, match="3 attempts") as caught:
        client.call("post_pet", {"name": "x"})
    assert caught.value.reached is False
    assert caught.value.attempts == 3
    check_clean(caught.value)


def test_a_stalled_answer_times_out(make_client: Make) -> None:
    with serving(always(stall=True)) as server:
        client = make_client(base_url=server.url, max_retries=0)
        with pytest.raises(errors.APITimeoutError, match="in time") as caught:
            client.call("get_pet", "1", options=RequestOptions(timeout=0.05))
    assert caught.value.reached is True
    check_clean(caught.value)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let retries follow at once."""
    from templates.runtime.retry import RetryPolicy

    monkeypatch.setattr(RetryPolicy, "backoff", lambda *a: 0.0)


class Login:
    """A server with a token endpoint; tokens are t1, t2, ..."""

    def __init__(self) -> None:
        self.issued = 0
        self.valid = ""
        self.lock = threading.Lock()

    def __call__(self, request: Request) -> Answer:
        if request.target == "/oauth/token":
            time.sleep(0.02)
            with self.lock:
                self.issued += 1
                self.valid = f"t{self.issued}"
                token = {"access_token": self.valid, "expires_in": 3600}
            return Answer(200, token)
        if request.headers.get("authorization") != f"Bearer {self.valid}":
            return Answer(401, {"code": "bad.credentials"})
        return Answer(200, {"name": self.valid})


@pytest.fixture
def at_server(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """Settings of a client whose login host and API are at a URL."""

    def settings(url: str) -> dict[str, Any]:
        from msgspec.structs import replace

        platform = replace(
            PLATFORM, api="{domain}", login="{domain}", regions={"r": url}
        )
        monkeypatch.setattr(Tiny, "_platform", platform)
        monkeypatch.setattr(AsyncTiny, "_platform", platform)
        return {
            "access_token": None,
            "client_id": "id",
            "client_secret": "secret",
            "region": "r",
        }

    return settings


def test_client_credentials(make_client: Make, at_server: Any) -> None:
    login = Login()
    with serving(login) as server:
        client = make_client(**at_server(server.url))
        assert client.call("get_pet", "1").name == "t1"
        assert client.call("get_pet", "1").name == "t1"
        login.valid = "gone"
        assert client.call("get_pet", "1").name == "t2"
    assert login.issued == 2
    asked = server.calls("/oauth")[0]
    assert asked.body == b"grant_type=client_credentials"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"


def test_threads_share_one_token(at_server: Any) -> None:
    login = Login()
    with (
        serving(login) as server,
        Tiny(rate_limit=None, **at_server(server.url)) as client,
        ThreadPoolExecutor(16) as pool,
    ):
        names = {p.name for p in pool.map(client.pet.get_pet, ["1"] * 64)}
        assert names == {"t1"}
        login.valid = "gone"
        names = {p.name for p in pool.map(client.pet.get_pet, ["1"] * 64)}
        assert names == {"t2"}


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_tasks_share_one_token(backend: str, at_server: Any) -> None:
    login = Login()
    names: list[str] = []

    async def one(client: AsyncTiny) -> None:
        names.append((await client.pet.get_pet("1")).name)

    async def main(url: str) -> None:
        async with AsyncTiny(rate_limit=None, **at_server(url)) as client:
            for _ in range(2):
                async with anyio.create_task_group() as group:
                    for _ in range(40):
                        group.start_soon(one, client)
                login.valid = "gone"

    with serving(login) as server:
        anyio.run(main, server.url, backend=backend)
    assert names == ["t1"] * 40 + ["t2"] * 40


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_task_leaves_the_client_usable(
    backend: str, at_server: Any
) -> None:
    login = Login()

    def stalled(request: Request) -> Answer:
        return Answer(stall=True)

    async def main() -> None:
        with serving(stalled) as server:
            async with AsyncTiny(**at_server(server.url)) as client:
                for _ in range(30):
                    with anyio.move_on_after(0.01):
                        await client.pet.get_pet("1")
                server.respond = login
                # One that was cancelled may have got t1 without anybody there.
                assert (await client.pet.get_pet("1")).name in ("t1", "t2")

    anyio.run(main, backend=backend)


def test_a_closed_client_says_so(make_client: Make) -> None:
    with serving(always(200, {"name": "x"})) as server:
        client = make_client(base_url=server.url)
        client.call("get_pet", "1")
        client.close()
        client.close()
        with pytest.raises(ClientClosedError, match="closed"):
            client.call("get_pet", "1")
    assert len(server.requests) == 1


def test_a_client_closed_before_its_first_call() -> None:
    client = Tiny(access_token="t", base_url="http://127.0.0.1:9")
    with client:
        assert not client.closed
    assert client.closed
    with pytest.raises(ClientClosedError):
        client.pet.get_pet("1")
    with pytest.raises(ClientClosedError), client:
        pass


def test_a_given_client_is_used_and_left_open() -> None:
    head = {"X-Mine": "1", "User-Agent": "mine"}
    with serving(always(200, {"name": "x"})) as server, httpx.Client(headers=head) as h:
        with Tiny(access_token="t", base_url=server.url, http_client=h) as client:
            client.pet.get_pet("1")
        assert not h.is_closed
        h.close()
        again = Tiny(access_token="t", base_url=server.url, http_client=h)
        with pytest.raises(errors.ConfigurationError, match="http_client"):
            again.pet.get_pet("1")
    assert server.requests[0].headers["x-mine"] == "1"
    assert server.requests[0].headers["user-agent"].startswith("tiny/")


def test_a_given_async_client_is_left_open() -> None:
    async def main(url: str) -> None:
        async with httpx.AsyncClient() as given:
            settings: dict[str, Any] = {"access_token": "t", "base_url": url}
            async with AsyncTiny(http_client=given, **settings) as client:
                await client.pet.get_pet("1")
            assert not given.is_closed

    with serving(always(200, {"name": "x"})) as server:
        anyio.run(main, server.url)


def test_nothing_warns_or_leaks_when_all_goes_well(make_client: Make) -> None:
    with warnings.catch_warnings(), serving(always(200, {"name": "x"})) as server:
        warnings.simplefilter("error")
        make_client(base_url=server.url).call("get_pet", "1")
