"""Hints of errors: only of the API's own, with the words of texts and pages."""

from __future__ import annotations

from typing import Any

import pytest

from templates.runtime.errors import APIStatusError
from templates.runtime.responses.excerpts import redacted_excerpt
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, serving

XML = {"Content-Type": "application/xml"}
EXPIRED = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code>'
    b"<Message>Request has expired &amp; more</Message>"
    b"<X-Amz-Expires>60</X-Amz-Expires><AWSAccessKeyId>AKs3cret</AWSAccessKeyId><StringToSign>s3cret</StringToSign>"
    b"<SignatureProvided>s3cret</SignatureProvided></Error>"
)
ADVICE = ("OAuth", "token", "permission", "ids", "rate_limit", "arguments", "again")


def test_other_hosts_are_no_place_for_advice(make_client: Make) -> None:
    statuses = [400, 401, 403, 404, 409, 410, 429, 500, 501]
    with serving(lambda r: Answer(statuses[0], None, XML, EXPIRED)) as server:
        client = make_client(base_url=server.url, max_retries=0)
        other = server.url.replace("127.0.0.1", "localhost") + "/f?sig=s3cret"
        while statuses:
            for method, *given in (("download",), ("upload", b"x")):
                with pytest.raises(APIStatusError) as caught:
                    client.do(method, other, *given)
                text = str(caught.value)
                assert text.startswith(f"{method}: {statuses[0]} ")
                assert ": AccessDenied Request has expired & more 60 ***" in text
                assert caught.value.message.startswith("AccessDenied Request has")
                assert not [word for word in ADVICE if word in text]
                assert "s3cret" not in text + caught.value.message
            statuses.pop(0)


def test_the_api_itself_is_one(make_client: Make) -> None:
    answers = [
        Answer(403, {"message": "no"}),
        Answer(403),
        Answer(403, content=b"plain no", headers={"Content-Type": "text/plain"}),
        Answer(403, content=b"<html><title>Blocked</title></html>"),
    ]
    with serving(lambda r: answers.pop(0)) as server:
        client = make_client(base_url=server.url, max_retries=0)
        texts: list[str] = []
        for _ in range(4):
            with pytest.raises(APIStatusError) as caught:
                client.call("get_pet", "1")
            texts.append(str(caught.value))
    assert ["permission" in text for text in texts] == [True, True, True, False]
    assert "plain no" in texts[2]
    assert "Blocked" in texts[3]


@pytest.mark.parametrize(
    ("content", "kind", "shown"),
    [
        (b"x" * 30 + b" y" * 200, "text/plain", "x" * 30 + " y" * 85 + "..."),
        (b"a\n\n b\x00\x1b[31m c", "text/plain", "a b [31m c"),
        (b"gr\xfc\xdf", "text/plain; charset=latin-1", "gr\u00fc\u00df"),
        (b"<html><head><title>502</title><style>p {}</style></head><body onload='x'>"
         b"<p>Bad <b>Gateway</b></p><script>alert(1)</script>", "text/html",
         "502 Bad Gateway"),
        (b"<E><m>a", "", "a"),
        (b"\x89PNG\x00", "image/png", None),
        (b"\x00\x01\x02", "", None),
        (b"", "text/plain", None),
        (b"<a:Error xmlns:a='x'><a:SecretKey> s3cret </a:SecretKey>no</a:Error>",
         "text/xml", "*** no"),
        (b"Invalid token=s3cret, client_secret: 's3cret' user=me", "text/plain",
         "Invalid token=***, client_secret: '***' user=me"),
        (b"Authorization: Bearer s3cret.s3cret refused", "text/plain", None),
        (b"see https://h.test/f?X-Sig=s3cret now", "text/plain",
         "see https://h.test/f?*** now"),
        (b"got eyJs3cret.s3cret.s3cret and " + b"s3cret" * 8, "text/plain",
         "got *** and ***"),
        (b'{"access_token": "s3cret", "a', "text/plain", '{"access_token": "***", "a'),
    ],
)  # fmt: skip
def test_the_beginning_of_a_text(content: bytes, kind: str, shown: Any) -> None:
    found = redacted_excerpt(content, kind)
    assert "s3cret" not in (found or "")
    if shown is not None or not content or b"\x00" in content[:5]:
        assert found == shown
