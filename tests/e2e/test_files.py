"""Streams, downloads and uploads; presigned URLs never see the token."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import httpx
import pytest

from generator.sandbox import Disconnect, RunningSandbox, ScriptedResponse, redirect
from generator.sandbox.storage import storage_origin
from tests.e2e.conftest import Connect

FILE = "ShopAPI.getShopFile"
ITEM = "ShopAPI.getShopItem"
BEARER = {"Authorization": "Bearer fixed-token"}
CONTENT = bytes(range(256)) * 2000


def test_an_answer_can_be_streamed(visit: Connect, market: RunningSandbox) -> None:
    plan = ScriptedResponse(status=200, content=CONTENT)
    market.script(FILE, plan, times=2)
    view = visit().with_streaming_response.shop
    with view.get_shop_file("1") as answer:
        assert answer.status == 200
        assert answer.correlation_id.startswith("c0ffee-")
        sizes = [len(chunk) for chunk in answer.iter_bytes(100_000)]
    assert sizes == [100_000] * 5 + [12_000]
    with view.get_shop_file("1") as answer:
        assert answer.read() == CONTENT


def test_a_stream_has_lines(visit: Connect, market: RunningSandbox) -> None:
    content = "one\r\ntwo é\n\nfour".encode()
    kind = {"Content-Type": "text/plain; charset=utf-8"}
    market.script(FILE, ScriptedResponse(status=200, content=content, headers=kind))
    with visit().with_streaming_response.shop.get_shop_file("1") as answer:
        assert list(answer.iter_lines()) == ["one", "two é", "", "four"]


def test_a_stream_is_tried_again_before_it_begins(
    visit: Connect, market: RunningSandbox
) -> None:
    market.script(ITEM, ScriptedResponse(status=503), Disconnect())
    with visit().with_streaming_response.shop.get_shop_item("1") as answer:
        assert answer.parse().id == "1"
    assert market.log.counts.received[ITEM] == 3


def test_an_error_of_a_stream_is_an_error(
    visit: Connect, shop: ModuleType, market: RunningSandbox
) -> None:
    market.script(ITEM, ScriptedResponse(status=404, code="gone"))
    with pytest.raises(shop.NotFoundError) as caught:
        visit().with_streaming_response.shop.get_shop_item("1").__enter__()
    assert caught.value.code == "gone"


def test_a_stream_that_breaks_is_an_error(
    visit: Connect, shop: ModuleType, market: RunningSandbox
) -> None:
    market.script(ITEM, Disconnect(when="half"))
    with (
        visit().with_streaming_response.shop.get_shop_item("1") as answer,
        pytest.raises(shop.APIConnectionError),
    ):
        answer.read()


def test_a_stream_need_not_be_read(visit: Connect, market: RunningSandbox) -> None:
    market.script(FILE, ScriptedResponse(status=200, content=CONTENT), times=30)
    client = visit()
    for _ in range(30):
        with client.with_streaming_response.shop.get_shop_file("1") as answer:
            assert answer.status == 200
    assert client.shop.get_shop_item("1").id == "1"


def test_a_download_that_was_elsewhere_gets_no_token_any_more(
    visit: Connect, shop: ModuleType, market: RunningSandbox
) -> None:
    market.storage.redirects["hop"] = f"{market.url}/api/v2/shop/items/1"
    market.script(FILE, redirect(f"{market.other_url}/storage/hop"))
    with pytest.raises(shop.UnauthorizedError):
        visit().download("/api/v2/shop/files/1")
    assert market.storage.leaked_headers == []
    (arrival,) = market.log.of(ITEM)
    assert "authorization" not in arrival.headers


def test_an_upload_follows_nowhere(
    visit: Connect, shop: ModuleType, market: RunningSandbox
) -> None:
    market.storage.redirects["up"] = f"{market.url}/storage/other"
    with pytest.raises(shop.RedirectError):
        visit().upload(f"{market.other_url}/storage/up", b"x")
    assert market.storage.files == {}


@pytest.mark.parametrize("cut_after", [[100_000], [100_000, 50_000], [0, 0, 511_999]])
def test_a_download_goes_on_where_it_broke(
    visit: Connect, market: RunningSandbox, tmp_path: Path, cut_after: list[int]
) -> None:
    market.storage.files["a"] = CONTENT
    market.storage.cut_after = list(cut_after)
    url = f"{market.other_url}/storage/a"
    path = visit().download(url, tmp_path / "f")
    assert path.read_bytes() == CONTENT
    start = 0
    for size, asked in zip(
        cut_after, market.storage.ranges[-len(cut_after) :], strict=False
    ):
        start += size
        if start:
            assert asked == f"bytes={start}-"


def test_binary_answers_are_bytes(visit: Connect, market: RunningSandbox) -> None:
    kind = {"Content-Type": "application/pdf"}
    market.script(
        FILE, ScriptedResponse(status=200, content=b"%PDF\xff\x00", headers=kind)
    )
    raw = visit().with_raw_response.shop.get_shop_file("1")
    assert raw.content == b"%PDF\xff\x00"
    market.script(
        FILE, ScriptedResponse(status=200, content=b"%PDF\xff\x00", headers=kind)
    )
    assert visit().download("/api/v2/shop/files/1") == b"%PDF\xff\x00"


def test_presigned_urls_of_the_sandbox(
    visit: Connect, shop: ModuleType, market: RunningSandbox, tmp_path: Path
) -> None:
    client = visit()
    link = f"{market.other_url}{market.storage.presigned_path('exports/ä 1.csv')}"
    market.storage.cut_after = [10_000]
    path = client.download(link, tmp_path / "list.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines)) == ("number,id", 4_001)
    assert market.storage.ranges == ["bytes=10000-"]
    again = market.storage.presigned_path("exports/ä 1.csv")
    assert client.download(market.other_url + again) == path.read_bytes()
    client.upload(f"{market.other_url}{market.storage.presigned_path('up')}", b"x")
    assert market.storage.files["up"] == b"x"


@pytest.mark.parametrize("change", ["later", "name", "expires", "signature"])
def test_a_presigned_url_is_for_one_file_and_some_time(
    visit: Connect, shop: ModuleType, market: RunningSandbox, change: str
) -> None:
    link = market.other_url + market.storage.presigned_path("a")
    if change == "later":
        market.clock.advance(7200)
    changed = {
        "name": link.replace("/a?", "/b?"),
        "expires": link.replace("expires=", "expires=9"),
        "signature": link + "0",
    }
    with pytest.raises(shop.ForbiddenError):
        visit().download(changed.get(change, link))


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://127.0.0.1:80", "http://localhost:80"),
        ("http://localhost", "http://127.0.0.1"),
        ("http://sandbox.example:80", "http://sandbox.example:80"),
        ("http://[::1]:80", "http://[::1]:80"),
    ],
)
def test_the_object_store_is_another_host_if_it_can_be(
    origin: str, expected: str
) -> None:
    assert storage_origin(origin) == expected


def test_a_token_reaches_an_object_store_of_the_same_host_alone(
    market: RunningSandbox,
) -> None:
    # Another name of the machine, under which the object store has no host of its own.
    headers = {"Authorization": "Bearer fixed-token", "Host": "sandbox.example"}
    link = market.storage.presigned_path("a")
    found = httpx.get(market.url + link, headers=headers)
    assert found.text.startswith("number,id")
    assert httpx.get(market.url + link, headers=BEARER).status_code == 400
