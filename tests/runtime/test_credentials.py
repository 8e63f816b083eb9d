"""What each grant asks for a token, how it is renewed, what is said without one."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import anyio
import msgspec
import pytest
import rich

from templates.runtime.auth.authenticator import request_token, revoke_token
from templates.runtime.auth.credentials import (
    PKCE,
    AccessToken,
    AuthorizationCode,
    ClientCredentials,
    Credentials,
    RefreshToken,
    SAML2Bearer,
)
from templates.runtime.auth.tokens import Grant, TokenManager
from templates.runtime.config.options import RequestOptions
from templates.runtime.engine.context import ClientContext
from templates.runtime.engine.rate_limiter import RateLimiter
from templates.runtime.errors import (
    APIConnectionError,
    ConfigurationError,
    TokenRequestError,
)
from templates.runtime.headers import Headers
from templates.runtime.retry import RetryPolicy
from templates.runtime.steps import RunBlocking, Send, Sleep
from templates.runtime.transport.messages import (
    HttpRequest,
    HttpResponse,
    TransportFailure,
)
from tests.runtime.server import Answer, Request, serving
from tests.runtime.test_flow import CUT, NOT_REACHED, World, answer, call, drive
from tests.runtime.tiny import PLATFORM, AsyncTiny, Tiny

LOGIN = "https://login.example/oauth/token"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
BASIC = "Basic aWQ6c2VjcmV0"  # id:secret
CLIENT = ClientCredentials("id", "secret")
CODE = AuthorizationCode(
    client_id="id", client_secret="secret", code="c0de", redirect_uri="https://me/back"
)
PUBLIC = PKCE(
    client_id="id", code="c0de", redirect_uri="https://me/back", verifier=VERIFIER
)
SAML = SAML2Bearer(client_id="id", client_secret="secret", assertion="PHg+")
REFRESH = RefreshToken(client_id="id", refresh_token="r0", client_secret="secret")
ALL: list[Credentials] = [CLIENT, CODE, PUBLIC, SAML, REFRESH, AccessToken("t0ken")]

Reply = HttpResponse | TransportFailure


def given(value: str, life: float | None = 3600, **more: Any) -> HttpResponse:
    return answer(200, {"access_token": value, "expires_in": life, **more})


def refused(error: str = "invalid_grant", status: int = 400) -> HttpResponse:
    return answer(status, {"error": error, "error_description": "no such"})


class Desk:
    """A client's core whose login host answers by script; time passes by hand."""

    def __init__(self, credentials: Credentials, *replies: Reply, **more: Any) -> None:
        self.now = 1000.0
        self.sleeps = False
        self.replies = list(replies)
        self.sent: list[HttpRequest] = []
        grant = Grant(credentials, LOGIN)
        self.tokens = TokenManager(None, grant, **more)
        self.core = ClientContext(
            platform=msgspec.structs.replace(PLATFORM, revoke_path="/tokens/me"),
            base_url="https://api.example",
            agent="agent",
            tokens=self.tokens,
            rate_limiter=RateLimiter(None),
            clock=lambda: self.now,
            random=lambda: 0.0,
        )

    def ask(self, lost: str | None = None, ticket: int | None = None) -> str:
        """Renew the token as a call does, one whose token may have been refused."""
        current = self.tokens.current
        bad = (
            current if lost is not None and current and current.value == lost else None
        )
        if self.tokens.should_request(bad, self.now):
            mark = self.tokens.refresh_count() if ticket is None else ticket
            needed = self.tokens.should_wait(bad, self.now)
            if needed or self.tokens.begin_early_refresh(self.now, None) is not None:
                try:
                    self.drive(request_token(self.core, bad, mark))
                finally:
                    self.tokens.end_early_refresh(self.now)
        assert self.tokens.current is not None
        return self.tokens.current.value

    def drive(self, flow: Any) -> Any:
        return drive(flow, self._take)

    def _take(self, step: Any) -> Any:
        if isinstance(step, Send):
            self.sent.append(step.request)
            return self.replies.pop(0)
        if isinstance(step, RunBlocking):
            return step.action()
        assert isinstance(step, Sleep)
        self.now += step.seconds if self.sleeps else 0
        return None

    def forms(self) -> list[dict[str, str]]:
        return [dict(parse_qsl((o.content or b"").decode())) for o in self.sent]


@pytest.mark.parametrize(
    ("credentials", "form", "basic"),
    [
        (CLIENT, {"grant_type": "client_credentials"}, BASIC),
        (
            CODE,
            {
                "grant_type": "authorization_code",
                "code": "c0de",
                "redirect_uri": "https://me/back",
            },
            BASIC,
        ),
        (
            PUBLIC,
            {
                "grant_type": "authorization_code",
                "code": "c0de",
                "redirect_uri": "https://me/back",
                "code_verifier": VERIFIER,
                "client_id": "id",
            },
            None,
        ),
        (
            SAML,
            {
                "grant_type": "urn:ietf:params:oauth:grant-type:saml2-bearer",
                "assertion": "PHg+",
            },
            BASIC,
        ),
        (REFRESH, {"grant_type": "refresh_token", "refresh_token": "r0"}, BASIC),
        (
            RefreshToken(client_id="id", refresh_token="r0"),
            {"grant_type": "refresh_token", "refresh_token": "r0", "client_id": "id"},
            None,
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_request_of_each_grant(
    credentials: Credentials, form: dict[str, str], basic: str | None
) -> None:
    desk = Desk(credentials, given("t1"))
    assert desk.ask() == "t1"
    assert desk.forms() == [form]
    (sent,) = desk.sent
    headers = dict(sent.headers)
    assert (sent.method, sent.url) == ("POST", LOGIN)
    assert headers.get("Authorization") == basic
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_client_credentials_ask_anew_whatever_comes_along() -> None:
    desk = Desk(CLIENT, given("t1", refresh_token="r1"), given("t2"))
    assert desk.ask() == "t1"
    assert desk.ask(lost="t1") == "t2"
    assert [f["grant_type"] for f in desk.forms()] == ["client_credentials"] * 2


def test_a_new_refresh_token_takes_the_place_of_the_old() -> None:
    desk = Desk(REFRESH, given("t1", refresh_token="r1"), given("t2"))
    desk.ask()
    desk.ask(lost="t1")
    assert [f["refresh_token"] for f in desk.forms()] == ["r0", "r1"]


@pytest.mark.parametrize("credentials", [CODE, PUBLIC])
def test_a_code_is_shown_once(credentials: Credentials) -> None:
    desk = Desk(credentials, given("t1"))
    desk.ask()
    for _ in range(2):
        with pytest.raises(TokenRequestError, match=r"code is used.*log in again"):
            desk.ask(lost="t1")
    assert len(desk.sent) == 1


def test_a_code_is_shown_again_where_the_host_was_down() -> None:
    down = [NOT_REACHED] * 6
    desk = Desk(CODE, *down, given("t1"))
    with pytest.raises(APIConnectionError, match="login host"):
        desk.ask()
    assert desk.ask() == "t1"


def test_a_refresh_token_that_is_refused_ends_the_login() -> None:
    desk = Desk(REFRESH, given("t1"), refused())
    desk.ask()
    with pytest.raises(TokenRequestError, match=r"revoked\. Let the user log in"):
        desk.ask(lost="t1")
    with pytest.raises(TokenRequestError, match="log in again"):
        desk.ask(lost="t1")
    assert len(desk.sent) == 2


def test_an_assertion_is_shown_again_where_the_refresh_token_ended() -> None:
    desk = Desk(SAML, given("t1", refresh_token="r1"), refused(), given("t2"))
    assert [desk.ask(), desk.ask(lost="t1")] == ["t1", "t2"]
    assert [f["grant_type"].rpartition(":")[2] for f in desk.forms()] == [
        "saml2-bearer",
        "refresh_token",
        "saml2-bearer",
    ]


@pytest.mark.parametrize(
    ("life", "refresh_before", "margin"),
    [
        (3600, None, 60),
        (300, None, 30),
        (3600, 600, 600),
        (3600, 0, 0),
        (300, 600, 150),
    ],
)
def test_when_a_token_is_renewed(
    life: float, refresh_before: float | None, margin: float
) -> None:
    replies = [given("t1", life), given("t2", life)]
    desk = Desk(CLIENT, *replies, refresh_before=refresh_before)
    desk.ask()
    desk.now += life - margin - 1
    assert desk.ask() == "t1"
    desk.now += 1
    assert desk.ask() == "t2"


@pytest.mark.parametrize("trouble", [NOT_REACHED, CUT, answer(503), answer(429)])
def test_a_token_that_is_good_yet_outlives_a_failed_renewal(trouble: Reply) -> None:
    desk = Desk(CLIENT, given("t1"), trouble, trouble, given("t2"))
    desk.ask()
    desk.now += 3545
    assert desk.ask() == "t1"
    assert desk.ask() == "t1"
    assert len(desk.sent) == 2
    desk.now += 10
    assert desk.ask() == "t1"
    assert len(desk.sent) == 3
    desk.now += 10
    assert desk.ask() == "t2"


def test_a_token_that_is_good_yet_outlives_a_refusal(
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusal = refused("invalid_client", 401)
    desk = Desk(CLIENT, given("t1"), refusal, refusal)
    desk.ask()
    desk.now += 3545
    assert desk.ask() == "t1"
    assert "cannot refresh the token yet: token request failed" in caplog.text
    desk.now += 55
    with pytest.raises(TokenRequestError, match="Check client_id, client_secret"):
        desk.ask()


def test_all_who_wait_share_one_failure_and_later_calls_try_anew() -> None:
    desk = Desk(CLIENT, refused("invalid_client", 401), given("t1"))
    before = desk.tokens.refresh_count()
    with pytest.raises(TokenRequestError) as first:
        desk.ask(ticket=before)
    others = []
    for _ in range(3):
        with pytest.raises(TokenRequestError) as caught:
            desk.ask(ticket=before)
        others.append(caught.value)
    assert len(desk.sent) == 1
    assert {str(e) for e in others} == {str(first.value)}
    assert len({id(e) for e in [first.value, *others]}) == 4
    assert desk.ask() == "t1"
    assert desk.ask(ticket=before) == "t1"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (refused("invalid_client", 401), "invalid_client: no such.*Check client_id"),
        (refused("unauthorized_client"), "Allow this grant for the OAuth client"),
        (answer(400, {"error": "invalid_request", "description": "bad"}), "bad"),
        (answer(302, Location="https://x"), "redirects: check region"),
        (answer(404), "not a token endpoint"),
        (answer(200, {"token": "x"}), "no usable token"),
        (answer(200, {"access_token": "a b"}), "no usable token"),
        (
            HttpResponse(200, Headers(), b"<html>", 0.1),
            "not a token endpoint",
        ),
        (HttpResponse(400, Headers(), b" <!doctype", 0.1), "check region, login_url"),
        (
            HttpResponse(500, Headers(), b"\xff\x00", 0.1),
            r"6 attempts.*Try again later",
        ),
    ],
)
def test_what_is_said_where_there_is_no_token(reply: HttpResponse, said: str) -> None:
    desk = Desk(CLIENT, *([reply] * (6 if reply.status == 500 else 1)))
    with pytest.raises(TokenRequestError, match=said) as caught:
        desk.ask()
    assert caught.value.status == reply.status
    assert desk.replies == []


class TestRevoking:

    @pytest.mark.parametrize(
        ("reply", "said"),
        [(answer(401, {"code": "x"}), "401"), (answer(500), "500"), (CUT, "cut")],
    )
    def test_what_went_wrong_is_returned(self, reply: Reply, said: str) -> None:
        desk = Desk(CLIENT, given("t1"), reply)
        desk.ask()
        error = desk.drive(revoke_token(desk.core))
        assert said in str(error)
        assert "t1" not in repr(vars(error)) + str(error)


class TestPKCE:
    def test_the_example_of_the_standard(self) -> None:
        # RFC 7636, appendix B
        assert PKCE.challenge(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    def test_verifiers_are_long_and_new(self) -> None:
        made = {PKCE.new_verifier() for _ in range(50)}
        assert len(made) == 50
        for verifier in made:
            assert len(verifier) >= 43
            digest = hashlib.sha256(verifier.encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            assert PKCE.challenge(verifier) == challenge

    @pytest.mark.parametrize("verifier", ["", "x" * 42, "x" * 129, "é" * 50, "/" * 50])
    def test_what_is_no_verifier(self, verifier: str) -> None:
        for make in (
            lambda: PKCE.challenge(verifier),
            lambda: PKCE(client_id="i", code="c", redirect_uri="r", verifier=verifier),
        ):
            with pytest.raises(ConfigurationError, match="verifier"):
                make()

    @pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
    def test_the_authorize_url(self, cls: type[Tiny]) -> None:
        url = cls.authorize_url(
            "id",
            "https://me/back?a=b",
            region="north-1",
            state="s&t",
            verifier=VERIFIER,
        )
        parts = urlsplit(url)
        assert url.startswith("https://login.north.example/oauth/authorize?")
        assert parse_qs(parts.query) == {
            "response_type": ["code"],
            "client_id": ["id"],
            "redirect_uri": ["https://me/back?a=b"],
            "state": ["s&t"],
            "code_challenge": [PKCE.challenge(VERIFIER)],
            "code_challenge_method": ["S256"],
        }
        assert VERIFIER not in url
        plain = cls.authorize_url(
            "id", "r", login_url="https://in.example/x/", scope="a b"
        )
        assert plain == (
            "https://in.example/x/oauth/authorize"
            "?response_type=code&client_id=id&redirect_uri=r&scope=a+b"
        )

    def test_the_authorize_url_needs_a_login_host(self) -> None:
        with pytest.raises(ConfigurationError, match="needs region or login_url"):
            Tiny.authorize_url("id", "r")
        with pytest.raises(ConfigurationError, match="client_id must be"):
            Tiny.authorize_url("", "r", region="north-1")


@pytest.mark.parametrize(
    "make",
    [
        lambda bad: ClientCredentials(bad, "s3cret"),
        lambda bad: ClientCredentials("id", bad),
        lambda bad: AccessToken(bad),
        lambda bad: RefreshToken(client_id="id", refresh_token=bad),
        lambda bad: msgspec.structs.replace(CODE, redirect_uri=bad),
        lambda bad: msgspec.structs.replace(SAML, organization=bad),
    ],
)
@pytest.mark.parametrize("bad", ["", 7, b"bytes"])
def test_credentials_are_texts(make: Callable[[Any], Any], bad: Any) -> None:
    with pytest.raises(ConfigurationError, match="must be a non-empty str"):
        make(bad)


def test_an_assertion_is_not_the_xml_itself() -> None:
    with pytest.raises(ConfigurationError, match="base64"):
        msgspec.structs.replace(SAML, assertion="<Assertion/>")


@pytest.mark.parametrize("credentials", ALL, ids=lambda c: type(c).__name__)
def test_nothing_shows_a_secret(
    credentials: Credentials, capsys: pytest.CaptureFixture[str]
) -> None:
    client = Tiny(credentials=credentials, region="north-1")
    grant = Grant(credentials, LOGIN)
    form = grant.first_form() or grant.refresh_form("r0")
    shown = [
        credentials,
        grant,
        client._context,
        grant.request(form, "a", None),
        client,
    ]
    for value in [*shown, client._context.tokens.current]:
        rich.print(value)
        print(f"{value} {value!r}", [value])
    said = capsys.readouterr().out
    for secret in ("secret", "c0de", "PHg+", '"r0"', "t0ken", VERIFIER, BASIC):
        assert secret not in said.replace("client_secret", "")


def settings_for(url: str) -> dict[str, Any]:
    places = {"base_url": url, "login_url": url}
    return {"credentials": CLIENT, "rate_limit": None, **places}


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_renewal_is_taken_over_by_the_next(backend: str) -> None:
    asked: list[Request] = []
    names: list[str] = []
    cancelled = threading.Event()

    def host(request: Request) -> Answer:
        if request.target != "/oauth/token":
            return Answer(200, {"name": "x"})
        asked.append(request)
        # The first is answered when nobody waits for it any more.
        cancelled.wait(60 if len(asked) == 1 else 0)
        return Answer(200, {"access_token": "t1"})

    async def call(client: AsyncTiny) -> None:
        names.append((await client.pet.get_pet("1")).name)

    async def main(url: str) -> None:
        async with (
            AsyncTiny(**settings_for(url)) as client,
            anyio.create_task_group() as group,
        ):
            first = anyio.CancelScope()

            async def cancelled_call() -> None:
                with first:
                    await client.pet.get_pet("1")
                cancelled.set()

            group.start_soon(cancelled_call)
            while not asked:
                await anyio.sleep(0.005)
            for _ in range(5):
                group.start_soon(call, client)
            while client.stats.calls < 6:
                await anyio.sleep(0.005)
            first.cancel()

    with serving(host) as server:
        anyio.run(main, server.url, backend=backend)
    assert names == ["x"] * 5
    assert len(asked) == 2


def test_a_call_without_retries_asks_once_for_its_token() -> None:
    world = World([NOT_REACHED], grant=True)
    with pytest.raises(APIConnectionError):
        world.run_out(call(), max_retries=0)
    assert len(world.sent) == 1
    assert world.slept == []


def test_the_budget_bounds_asking_for_a_token() -> None:
    world = World([NOT_REACHED] * 9, grant=True)
    world.core.policy = RetryPolicy(initial_backoff=4.0, max_retry_time=10.0)
    with pytest.raises(APIConnectionError):
        world.run_out(call())
    assert world.slept == [4.0]


def test_pauses_of_a_login_host_cost_no_budget() -> None:
    limited = answer(429, **{"Retry-After": "7"})
    world = World([limited, limited, given("t1"), answer(200)], grant=True)
    world.core.policy = RetryPolicy(max_retry_time=10.0)
    assert world.run(call()) == 200
    assert world.slept == [7.0, 7.0]


def test_a_login_host_says_when_to_ask_again() -> None:
    desk = Desk(CLIENT, answer(429, {"error": "slow"}, **{"Retry-After": "7"}))
    desk.core.max_retries = 0
    with pytest.raises(TokenRequestError) as caught:
        desk.ask()
    assert (caught.value.status, caught.value.retry_after) == (429, 7.0)


@pytest.mark.parametrize("seconds", [1e10, 1_000_001])
def test_times_that_no_system_can_wait_are_refused(seconds: float) -> None:
    with pytest.raises(
        ConfigurationError, match="timeout must be at most 1000000 seconds"
    ):
        Tiny(access_token="t", region="north-1", timeout=seconds)
    with pytest.raises(ValueError, match="deadline must be at most 1000000 seconds"):
        RequestOptions(deadline=seconds)
