"""What a token endpoint may answer: read as a reasonable client would, or refused."""

from __future__ import annotations

import codecs
import json
from itertools import product
from typing import Any

import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import TokenRequestError, UnauthorizedError
from templates.runtime.headers import Headers
from templates.runtime.transport.messages import HttpResponse
from tests.runtime.server import Answer, Request, grant_at, serving
from tests.runtime.test_credentials import CLIENT, Desk

GIVEN = {"access_token": "t1", "token_type": "bearer", "expires_in": 3600}


def said(content: bytes, status: int = 200, kind: str = "") -> HttpResponse:
    headers = [(b"Content-Type", kind.encode())] if kind else []
    return HttpResponse(status, Headers(headers), content, 0.1)


@pytest.mark.parametrize("status", [200, 201, 202, 203, 206])
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (codecs.BOM_UTF8 + json.dumps(GIVEN).encode(), "application/json"),
        (json.dumps(GIVEN).encode("utf-16"), "application/json"),
        (json.dumps(GIVEN).encode("utf-16-le"), ""),
        (json.dumps(GIVEN).encode("utf-16-be"), "application/json; charset=utf-16be"),
        (json.dumps(GIVEN).encode("utf-32"), "text/plain"),
        (json.dumps({**GIVEN, "scope": "é"}).encode("utf-8"), "application/json"),
        (
            json.dumps({**GIVEN, "scope": "é"}, ensure_ascii=False).encode("latin-1"),
            "application/json; charset=iso-8859-1",
        ),
        (b"\r\n " + json.dumps(GIVEN).encode() + b"\r\n", "text/html"),
    ],
    ids=["bom", "utf-16", "le", "be", "utf-32", "escaped", "latin-1", "space"],
)
def test_a_token_is_read_in_any_charset_and_2xx(
    status: int, content: bytes, kind: str
) -> None:
    desk = Desk(CLIENT, said(content, status, kind))
    assert desk.ask() == "t1"
    assert desk.tokens.current is not None
    assert desk.tokens.current.lifetime == 3600


@pytest.mark.parametrize("more", ["", r',"scope":"\ud800"'])
@pytest.mark.parametrize("name", ["access_token", r"access\u005ftoken", "expires_in"])
def test_a_response_that_repeats_a_field_is_refused(name: str, more: str) -> None:
    content = b'%s,"%s":60%s}' % (
        json.dumps(GIVEN).encode()[:-1],
        name.encode(),
        more.encode(),
    )
    if name != "expires_in":
        content = content.replace(b":60", b':"t2"')
    with pytest.raises(TokenRequestError, match="token"):
        Desk(CLIENT, said(content)).ask()


@pytest.mark.parametrize(
    "more",
    [r'"scope":"\ud800"', r'"\udfff":1', '"quota":1e400', '"quota":NaN'],
)
def test_other_fields_of_a_response_cost_no_token(more: str) -> None:
    content = b"{%s,%s" % (more.encode(), json.dumps(GIVEN).encode()[1:])
    assert Desk(CLIENT, said(content)).ask() == "t1"


@pytest.mark.parametrize("kind", ["bearer", "Bearer", "BEARER", " Bearer ", None])
def test_bearer_in_any_case_is_bearer(kind: str | None) -> None:
    desk = Desk(CLIENT, said(json.dumps({**GIVEN, "token_type": kind}).encode()))
    assert desk.ask() == "t1"


@pytest.mark.parametrize("kind", ["mac", "DPoP", "N_A", "Basic", "", 7, ["Bearer"]])
def test_a_token_of_another_type_is_not_used(kind: Any) -> None:
    desk = Desk(CLIENT, said(json.dumps({**GIVEN, "token_type": kind}).encode()))
    with pytest.raises(TokenRequestError, match="must be Bearer, not") as caught:
        desk.ask()
    assert desk.tokens.current is None
    assert "t1" not in repr(vars(caught.value)) + str(caught.value)
    assert (kind == "mac") == ("not 'mac'" in str(caught.value))


@pytest.mark.parametrize(
    ("life", "read"),
    [
        ("3600", 3600),
        ("60.5", 60.5),
        (3600.0, 3600),
        *product(("soon", "", -1, 0, True, [], 10**400, "nan", "inf"), [None]),
    ],
    ids=repr,
)
def test_an_odd_life_costs_no_token(life: Any, read: float | None) -> None:
    desk = Desk(CLIENT, said(json.dumps({**GIVEN, "expires_in": life}).encode()))
    assert desk.ask() == "t1"
    assert desk.tokens.current is not None
    assert desk.tokens.current.lifetime == read


@pytest.mark.parametrize(
    "refusal",
    [
        Answer(401, {"code": "not.allowed"}),
        Answer(401),
        Answer(401, content=b"<html>Unauthorized</html>"),
        Answer(401, content=b"\xff\xfe\x00", headers={"WWW-Authenticate": "Bearer"}),
    ],
    ids=["code", "empty", "page", "bytes"],
)
def test_a_401_is_answered_by_a_new_token_once(
    make_client: Any, refusal: Answer
) -> None:
    tokens, good = [0], ["t2"]

    def respond(request: Request) -> Answer:
        if request.target == "/oauth/token":
            tokens[0] += 1
            return Answer(200, {"access_token": f"t{tokens[0]}", "expires_in": 3600})
        known = request.headers["authorization"] == f"Bearer {good[0]}"
        return Answer(200, {"id": "p", "name": "n"}) if known else refusal

    with serving(respond) as server:
        client = make_client(**grant_at(server.url))
        assert client.call("get_pet", "p").id == "p"
        assert tokens == [2]
        # One that is refused at once is an error, not a loop.
        good[0] = "none"
        with pytest.raises(UnauthorizedError) as caught:
            client.call("get_pet", "p")
        assert (tokens, caught.value.attempts) == ([3], 2)
        # The caller's own header is the caller's business.
        options = RequestOptions(headers={"Authorization": "Bearer mine"})
        with pytest.raises(UnauthorizedError):
            client.call("get_pet", "p", options=options)
        assert tokens == [3]
        # A token that was given cannot be renewed.
        given = make_client(base_url=server.url)
        with pytest.raises(UnauthorizedError):
            given.call("get_pet", "p")
        assert tokens == [3]
